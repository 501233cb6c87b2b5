/** What a message can carry besides text. An animation also names a document, a venue also a location: the first that fits is meant. */

const KINDS = ["photo", "animation", "video", "video_note", "document", "voice", "audio", "sticker", "venue", "location", "contact", "poll", "dice"];

/** The kind of what a message carries ("photo", "document" …) or null for text alone. */
export function mediaKind(message) {
  return KINDS.find((kind) => message[kind]) ?? null;
}
