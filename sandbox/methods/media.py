"""Sending files: photos, documents, voice, video, audio, animations, stickers and albums."""

from dataclasses import dataclass
from typing import Any

from sandbox.errors import ApiError, bad
from sandbox.files import MAX_PHOTO, MAX_UPLOAD, StoredFile, Upload
from sandbox.methods.places import KeyboardPlace, ReplyPlace, open_place, send
from sandbox.pictures import size_of
from sandbox.posting import Draft, post, with_people
from sandbox.registry import Call, Json, method
from sandbox.text.entities import MAX_CAPTION, format_text

MAX_SIDES = 10_000  # pixels, width and height of a photo together
MAX_RATIO = 20
ALBUM = range(2, 11)
NOUNS = {
    "photo": "photos",
    "document": "documents",
    "voice": "voice notes",
    "video": "videos",
    "audio": "audios",
    "sticker": "stickers",
    "animation": "animations",
    "video_note": "video notes",
}


@dataclass(frozen=True, slots=True)
class CaptionText:
    """A caption with its markup."""

    caption: str = ""
    parse_mode: str = ""
    caption_entities: Json | None = None


@dataclass(frozen=True, slots=True)
class MovableCaption(CaptionText):
    """The caption of a picture, which may stand above it."""

    show_caption_above_media: bool = False


def caption_content(call: Call, caption: CaptionText) -> dict[str, Any]:
    """The caption's fields of a message, none for an empty caption."""
    formatted = format_text(
        caption.caption, parse_mode=caption.parse_mode, entities=caption.caption_entities, limit=MAX_CAPTION
    )
    entities = with_people(call.world, formatted.entities)
    above = isinstance(caption, MovableCaption) and caption.show_caption_above_media
    return {
        **({"caption": formatted.text} if formatted.text else {}),
        **({"caption_entities": entities} if entities else {}),
        **({"show_caption_above_media": True} if above and formatted.text else {}),
    }


def stored_file(call: Call, kind: str, given: Upload | str, *, extra: dict[str, Any]) -> StoredFile:
    """The file meant by an upload or a file_id.

    Raises:
        ApiError: 400 for an unknown or unfitting id, an address (nothing is fetched here) or a photo that is none;
            413 for too big an upload.
    """
    if isinstance(given, str):
        if given.startswith(("http://", "https://")):
            raise bad("failed to get HTTP URL content")
        stored = call.world.files.by_id(given, bot_id=call.bot.id)
        if stored is None:
            raise bad("wrong file identifier/HTTP URL specified")
        if stored.kind != kind:
            raise bad(f"can't use file of type {stored.kind.title()} as {kind.title()}")
        return stored
    check_upload(kind, given)
    return call.world.files.keep(kind, given, extra=extra)


def check_upload(kind: str, upload: Upload) -> None:
    """Refuse what Telegram would not take as a file of this kind.

    Raises:
        ApiError: 400 empty, no picture or of wrong dimensions; 413 too big.
    """
    if not upload.data:
        raise bad("file must be non-empty")
    if len(upload.data) > MAX_UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    if kind != "photo":
        return
    if len(upload.data) > MAX_PHOTO:
        raise ApiError(413, "Request Entity Too Large")
    size = size_of(upload.data)
    if size is None or not min(size):
        raise bad("IMAGE_PROCESS_FAILED")
    if sum(size) > MAX_SIDES or max(size) > MAX_RATIO * min(size):
        raise bad("PHOTO_INVALID_DIMENSIONS")


@method("sendPhoto")
def send_photo(
    call: Call, *, photo: Upload | str, place: KeyboardPlace, caption: MovableCaption, has_spoiler: bool = False
) -> dict[str, Any]:
    """Send a picture, compressed as photos are."""
    content = {"has_media_spoiler": True} if has_spoiler else {}
    return _send_file(call, "photo", photo, place=place, caption=caption, extra={}, content=content)


@method("sendDocument")
def send_document(
    call: Call,
    *,
    document: Upload | str,
    place: KeyboardPlace,
    caption: CaptionText,
) -> dict[str, Any]:
    """Send a file as it is."""
    return _send_file(call, "document", document, place=place, caption=caption, extra={})


@method("sendVoice")
def send_voice(
    call: Call, *, voice: Upload | str, place: KeyboardPlace, caption: CaptionText, duration: int = 0
) -> dict[str, Any]:
    """Send a voice note."""
    return _send_file(call, "voice", voice, place=place, caption=caption, extra={"duration": duration})


@method("sendVideo")
def send_video(
    call: Call,
    *,
    video: Upload | str,
    place: KeyboardPlace,
    caption: MovableCaption,
    duration: int = 0,
    width: int = 0,
    height: int = 0,
) -> dict[str, Any]:
    """Send a video."""
    extra = {"duration": duration, "width": width or 320, "height": height or 240}
    return _send_file(call, "video", video, place=place, caption=caption, extra=extra)


@method("sendAudio")
def send_audio(
    call: Call,
    *,
    audio: Upload | str,
    place: KeyboardPlace,
    caption: CaptionText,
    duration: int = 0,
    performer: str = "",
    title: str = "",
) -> dict[str, Any]:
    """Send a piece of music."""
    named = {name: value for name, value in (("performer", performer), ("title", title)) if value}
    return _send_file(call, "audio", audio, place=place, caption=caption, extra={"duration": duration, **named})


@method("sendAnimation")
def send_animation(
    call: Call,
    *,
    animation: Upload | str,
    place: KeyboardPlace,
    caption: MovableCaption,
    duration: int = 0,
    width: int = 0,
    height: int = 0,
) -> dict[str, Any]:
    """Send a moving picture without sound."""
    extra = {"duration": duration, "width": width or 320, "height": height or 240}
    return _send_file(call, "animation", animation, place=place, caption=caption, extra=extra)


@method("sendVideoNote")
def send_video_note(
    call: Call, *, video_note: Upload | str, place: KeyboardPlace, duration: int = 0, length: int = 240
) -> dict[str, Any]:
    """Send a round video."""
    stored = stored_file(call, "video_note", video_note, extra={"duration": duration, "length": length})
    return send(call, place, call.world.files.content(stored), what=NOUNS["video_note"])


@method("sendSticker")
def send_sticker(call: Call, *, sticker: Upload | str, place: KeyboardPlace, emoji: str = "") -> dict[str, Any]:
    """Send a sticker."""
    stored = stored_file(call, "sticker", sticker, extra=sticker_extra(emoji))
    return send(call, place, call.world.files.content(stored), what="stickers")


def sticker_extra(emoji: str) -> dict[str, Any]:
    """The fields of a sticker beside its file's."""
    looks = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return looks | ({"emoji": emoji} if emoji else {})


@method("sendMediaGroup")
def send_media_group(call: Call, *, media: Json, place: ReplyPlace) -> list[dict[str, Any]]:
    """Send 2-10 photos, videos, documents or audios as one album."""
    items = _album(media)
    chat, thread_id, reply_to, extra = open_place(call, place, what="photos")
    contents = [media_content(call, item) for item in items]
    call.bot.limiter.take(chat.id, messages=len(contents))
    extra = extra | {"media_group_id": call.world.draw_id()}
    bodies = []
    for content in contents:
        draft = Draft(content, thread_id=thread_id, reply_to=reply_to, extra=extra)
        bodies.append(post(call.world, chat, draft, from_id=call.bot.id).body)
    for body in bodies:
        call.sent(chat_id=chat.id, message_id=body["message_id"])
    return bodies


def _album(media: Any) -> list[dict[str, Any]]:
    if not isinstance(media, list):
        raise bad("can't parse media JSON object")
    if len(media) not in ALBUM:
        raise bad("wrong number of items in the media group" if media else "there is no media in the request")
    for item in media:
        if not isinstance(item, dict) or item.get("type") not in ("photo", "video", "document", "audio"):
            raise bad("can't parse InputMedia: media type is invalid")
        if not item.get("media"):
            raise bad("can't parse InputMedia: media not found")
    kinds = {item["type"] for item in media}
    for kind in ("document", "audio"):
        if kind in kinds and len(kinds) > 1:
            raise bad(f"{kind} can't be mixed with other media types")
    return media


def media_content(call: Call, item: dict[str, Any]) -> dict[str, Any]:
    """What an InputMedia becomes in a message.

    Raises:
        ApiError: 400, its file is missing or unfit, or its caption wrong; 413 too big.
    """
    kind, named = item["type"], str(item.get("media") or "")
    given = call.files.get(named.removeprefix("attach://")) if named.startswith("attach://") else named or None
    if given is None:
        raise bad(f"there is no {kind} in the request")
    extra = {name: item[name] for name in ("duration", "width", "height", "performer", "title") if name in item}
    moving = {"duration": 0, "width": 320, "height": 240}
    needed: dict[str, Any] = {"video": moving, "animation": moving, "audio": {"duration": 0}}.get(kind, {})
    caption = CaptionText(item.get("caption") or "", item.get("parse_mode") or "", item.get("caption_entities"))
    stored = stored_file(call, kind, given, extra=needed | extra)
    return call.world.files.content(stored) | caption_content(call, caption)


def _send_file(
    call: Call,
    kind: str,
    given: Upload | str,
    *,
    place: KeyboardPlace,
    caption: CaptionText,
    extra: dict[str, Any],
    content: dict[str, Any] | None = None,
) -> dict[str, Any]:
    captioned = caption_content(call, caption)
    stored = stored_file(call, kind, given, extra=extra)
    return send(call, place, call.world.files.content(stored) | captioned | (content or {}), what=NOUNS[kind])
