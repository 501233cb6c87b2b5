"""editMessageMedia: another picture or file in the place of the old one."""

from typing import Any

from sandbox.errors import bad
from sandbox.methods.edits import Edited, Target, edit, own_message
from sandbox.methods.media import media_content
from sandbox.registry import Call, Json, method

KINDS = frozenset({"photo", "video", "animation", "document", "audio"})
VISUAL = frozenset({"photo", "video"})
CONTENT = KINDS | {
    "text",
    "entities",
    "link_preview_options",
    "caption",
    "caption_entities",
    "show_caption_above_media",
    "has_media_spoiler",
}
"""The fields that go with the old content."""


@method("editMessageMedia")
def edit_message_media(call: Call, *, media: Json, target: Target) -> Edited:
    """Replace the file of a message, or put one into a text message; an item of an album keeps its kind."""
    chat, message = own_message(call, target)
    new: Any = media
    if not isinstance(new, dict) or new.get("type") not in KINDS:
        raise bad("can't parse InputMedia: media type is invalid")
    old = next((kind for kind in ("animation", *KINDS) if kind in message.body), "text")
    if old == "text" and "text" not in message.body:
        raise bad("message media can't be edited")
    if "media_group_id" in message.body and old != new["type"] and not {old, new["type"]} <= VISUAL:
        raise bad("can't change media type in the album")
    return edit(call, chat, message, media_content(call, new), drop=set(CONTENT), target=target)
