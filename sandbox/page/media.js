/** Draws what a message carries besides text: photos, files, sound, stickers, places, contacts, polls. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { fileUrl } from "./api.js";
import { showPhoto } from "./dialogs.js";
import { avatar, nameOf } from "./people.js";
import { t } from "./i18n.js";

const UNITS = ["B", "KB", "MB", "GB"];

export function sizeText(bytes) {
  if (bytes === undefined) return "";
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) { value /= 1024; unit += 1; }
  return `${unit && value < 10 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}

/** The largest size of a photo. */
const largest = (sizes) => sizes.reduce((best, one) => (one.width * one.height > best.width * best.height ? one : best));

const DRAW = {
  photo: (message) => photo(message),
  animation: (message) => h("video", { class: "media-video", src: fileUrl(message.animation.file_id), controls: true, loop: true, muted: true }),
  video: (message) => h("video", { class: "media-video", src: fileUrl(message.video.file_id), controls: true, preload: "metadata", "aria-label": t("video") }),
  video_note: (message) => h("video", { class: "media-video", src: fileUrl(message.video_note.file_id), controls: true, preload: "metadata", "aria-label": t("video") }),
  document: (message) => file(message.document),
  voice: (message) => sound(message.voice, t("voiceShort"), "voice"),
  audio: (message) => sound(message.audio, message.audio.title ?? message.audio.file_name ?? t("audio"), "audio"),
  sticker: (message) => h("div", { class: "media-sticker", role: "img", "aria-label": `${t("sticker")} ${message.sticker.emoji ?? ""}`,
    data: { testid: "sticker" } }, message.sticker.emoji ?? t("sticker")),
  venue: (message) => place(message.venue.location, message.venue.title, message.venue.address),
  location: (message) => place(message.location, t("location")),
  contact: (message) => contact(message.contact),
  poll: (message) => poll(message.poll),
  dice: (message) => h("div", { class: "media-sticker" }, `${message.dice.emoji} ${message.dice.value}`),
};

/** The kind of what a message carries ("photo", "document" …) or null for text alone. */
export function mediaKind(message) {
  return Object.keys(DRAW).find((kind) => message[kind]) ?? null;
}

export function renderMedia(message) {
  const kind = mediaKind(message);
  return kind ? DRAW[kind](message) : null;
}

/** Words for a message in a quote or a topic list. */
export function summaryOf(message) {
  const text = message.text ?? message.caption;
  const kind = mediaKind(message);
  if (!kind) return text ?? "";
  const label = {
    photo: t("photo"), document: message.document?.file_name ?? t("document"), voice: t("voiceShort"), audio: t("audio"), sticker: message.sticker?.emoji,
    location: t("location"), venue: message.venue?.title, contact: t("contact"), poll: message.poll?.question,
  }[kind] ?? t("video");
  return text ? `[${label}] ${text}` : `[${label}]`;
}

function photo(message) {
  const size = largest(message.photo);
  const url = fileUrl(size.file_id);
  const label = message.caption ?? t("photo");
  return h("button", { type: "button", class: `media-photo ${message.has_media_spoiler ? "has-spoiler" : ""}`, "aria-label": t("openPhoto"),
    data: { testid: "photo", messageId: message.message_id }, onclick: () => showPhoto(url, label) },
  h("img", { src: url, alt: label, width: size.width, height: size.height, loading: "lazy" }));
}

function file(item) {
  const name = item.file_name ?? t("document");
  const ending = /\.(\w{1,4})$/.exec(name)?.[1];
  return h("a", { class: "media-file", href: fileUrl(item.file_id), download: name, data: { testid: "document" }, "aria-label": `${t("download")} ${name}` },
    h("span", { class: "file-mark" }, ending ? h("span", {}, ending.toUpperCase()) : icon("document")),
    h("span", { class: "file-words" }, h("span", { class: "file-name" }, name), h("span", { class: "file-size" }, sizeText(item.file_size), icon("download"))));
}

function sound(item, label, testid) {
  return h("div", { class: "media-sound", data: { testid } }, h("span", { class: "sound-label" }, icon("voice"), label),
    h("audio", { controls: true, preload: "metadata", src: fileUrl(item.file_id), "aria-label": label }));
}

function place({ latitude, longitude }, title, address) {
  return h("div", { class: "media-place", data: { testid: "location" } }, h("div", { class: "place-map", "aria-hidden": "true" }, icon("location")),
    h("div", { class: "place-words" }, h("strong", {}, title), address ? h("span", {}, address) : null,
      h("span", { class: "place-numbers" }, `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`)));
}

function contact(item) {
  const person = { id: item.user_id ?? 0, ...item };
  return h("div", { class: "media-contact", data: { testid: "contact" } }, avatar(person),
    h("span", { class: "file-words" }, h("strong", {}, nameOf(person)), h("span", { class: "place-numbers" }, item.phone_number)));
}

function poll(item) {
  return h("div", { class: "media-poll" }, h("strong", {}, item.question),
    h("ul", {}, item.options.map((option) => h("li", {}, h("span", {}, option.text), h("span", {}, option.voter_count)))));
}
