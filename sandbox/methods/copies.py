"""Copying and forwarding messages from one chat to another."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sandbox.chats import Chat, Message
from sandbox.errors import bad
from sandbox.methods.edits import message_numbers
from sandbox.methods.media import MovableCaption, caption_content
from sandbox.methods.places import KeyboardPlace, Place, find_chat, open_place, send
from sandbox.posting import Draft, copied_content, forward_origin, is_service, post
from sandbox.registry import Call, Json, method
from sandbox.voting import asked_anew

MAX_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Source:
    """The message that is taken."""

    from_chat_id: str
    message_id: int


@method("copyMessage")
def copy_message(call: Call, *, source: Source, place: KeyboardPlace, caption: MovableCaption) -> dict[str, Any]:
    """Send the content of a message anew, without a link to the old one; a given caption replaces its caption."""
    find_chat(call, place.chat_id)
    origin = find_chat(call, source.from_chat_id)
    content = _copy(call, _taken(origin, source.message_id, verb="copy"))
    if "caption" in call.params and "text" not in content:
        kept = {name: value for name, value in content.items() if name not in ("caption", "caption_entities")}
        content = kept | caption_content(call, caption)
    return {"message_id": send(call, place, content)["message_id"]}


@method("copyMessages")
def copy_messages(
    call: Call, *, from_chat_id: str, message_ids: Json, place: Place, remove_caption: bool = False
) -> list[dict[str, Any]]:
    """Copy up to 100 messages; those that are gone are passed over."""
    messages = _many(call, from_chat_id, message_ids, verb="copy")
    contents = [_copy(call, message) for message in messages]
    if remove_caption:
        contents = [{k: v for k, v in content.items() if not k.startswith("caption")} for content in contents]
    return _send_many(call, place, [(content, {}) for content in contents])


@method("forwardMessage")
def forward_message(call: Call, *, source: Source, place: Place) -> dict[str, Any]:
    """Send a message on, naming its author."""
    origin = find_chat(call, source.from_chat_id)
    message = _taken(origin, source.message_id, verb="forward")
    if message.body.get("has_protected_content"):
        raise bad("message has protected content and can't be forwarded")
    return send(call, place, {"forward_origin": forward_origin(message)} | copied_content(message))


@method("forwardMessages")
def forward_messages(call: Call, *, from_chat_id: str, message_ids: Json, place: Place) -> list[dict[str, Any]]:
    """Forward up to 100 messages; those that are gone are passed over."""
    messages = _many(call, from_chat_id, message_ids, verb="forward")
    return _send_many(call, place, [(copied_content(m), {"forward_origin": forward_origin(m)}) for m in messages])


def _taken(chat: Chat, message_id: int, *, verb: str) -> Message:
    message = chat.messages.get(message_id)
    if message is None:
        raise bad(f"message to {verb} not found")
    if is_service(message):
        raise bad("message can't be copied" if verb == "copy" else "message can't be forwarded")
    return message


def _copy(call: Call, message: Message) -> dict[str, Any]:
    if message.body.get("has_protected_content"):
        raise bad("message can't be copied")
    content = copied_content(message)
    if "poll" in content:
        content["poll"] = asked_anew(call.world, content["poll"]["id"], author=call.bot.id).as_json()
    return content


def _many(call: Call, from_chat_id: str, message_ids: Any, *, verb: str) -> list[Message]:
    numbers = message_numbers(message_ids, most=MAX_AT_ONCE, words=verb)
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        raise bad("message identifiers must be in a strictly increasing order")
    chat = find_chat(call, from_chat_id)
    found = [chat.messages[number] for number in numbers if number in chat.messages]
    usable = [m for m in found if not is_service(m) and not m.body.get("has_protected_content")]
    if not usable:
        raise bad(f"there are no messages to {verb}")
    return usable


def _send_many(call: Call, place: Place, contents: list[tuple[dict[str, Any], dict[str, Any]]]) -> list[dict[str, Any]]:
    chat, thread_id, reply_to, extra = open_place(call, place)
    call.bot.limiter.take(chat.id, messages=len(contents))
    found = []
    for content, more in contents:
        draft = Draft(content, thread_id=thread_id, reply_to=reply_to, extra=extra | more)
        message = post(call.world, chat, draft, from_id=call.bot.id)
        call.sent(chat_id=chat.id, message_id=message.body["message_id"])
        found.append({"message_id": message.body["message_id"]})
    return found
