"""Changing and deleting messages."""

from dataclasses import dataclass
from typing import Any

from sandbox.chats import Chat, Message
from sandbox.errors import bad
from sandbox.keyboards import is_inline, parse_markup
from sandbox.methods.media import MovableCaption, caption_content
from sandbox.methods.messages import Markup, text_content
from sandbox.methods.places import check_can_write, find_chat
from sandbox.posting import change, is_service, remove
from sandbox.registry import Call, Json, method

Edited = dict[str, Any] | bool
DELETABLE = 48 * 3600  # seconds
MAX_DELETED = 100  # messages in one call
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)


@dataclass(frozen=True, slots=True)
class Target:
    """The message to edit, by its place or by its inline id, and the keyboard it shall have."""

    chat_id: str = ""
    message_id: int = 0
    inline_message_id: str = ""
    reply_markup: Json | None = None


@method("editMessageText")
def edit_message_text(
    call: Call, *, text: str, target: Target, markup: Markup, link_preview_options: Json | None = None
) -> Edited:
    """Replace a text; without reply_markup the inline keyboard goes."""
    chat, message = own_message(call, target)
    if "text" not in message.body:
        raise bad("there is no text in the message to edit")
    content = text_content(call, text, markup)
    if link_preview_options:
        content["link_preview_options"] = link_preview_options
    return edit(call, chat, message, content, drop={"text", "entities", "link_preview_options"}, target=target)


@method("editMessageCaption")
def edit_message_caption(call: Call, *, target: Target, caption: MovableCaption) -> Edited:
    """Replace the caption of a photo, document, video, audio or voice message."""
    chat, message = own_message(call, target)
    if not any(kind in message.body for kind in ("photo", "document", "video", "audio", "voice", "animation")):
        raise bad("there is no caption in the message to edit")
    drop = {"caption", "caption_entities", "show_caption_above_media"}
    return edit(call, chat, message, caption_content(call, caption), drop=drop, target=target)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(call: Call, *, target: Target) -> Edited:
    """Replace the inline keyboard only."""
    chat, message = own_message(call, target)
    return edit(call, chat, message, {}, drop=set(), target=target)


@method("deleteMessage")
def delete_message(call: Call, *, chat_id: str, message_id: int) -> bool:
    """Delete one message: the bot's own, or another's where the bot may."""
    chat = find_chat(call, chat_id)
    message = chat.messages.get(message_id)
    if message is None:
        raise bad("message to delete not found")
    _check_can_delete(call, chat, message)
    remove(call.world, chat, [message_id])
    call.sent(chat_id=chat.id, message_id=message_id)
    return True


@method("deleteMessages")
def delete_messages(call: Call, *, chat_id: str, message_ids: Json) -> bool:
    """Delete up to 100 messages; those that are not there are passed over."""
    chat = find_chat(call, chat_id)
    numbers = message_numbers(message_ids, most=MAX_DELETED, words="delete")
    found = [number for number in numbers if number in chat.messages]
    for number in found:
        _check_can_delete(call, chat, chat.messages[number])
    if found:
        remove(call.world, chat, found)
        call.sent(chat_id=chat.id, message_id=found[0])
    return True


def message_numbers(raw: Any, *, most: int, words: str) -> list[int]:
    """A JSON list of message ids.

    Raises:
        ApiError: 400, no such list, an empty or too long one.
    """
    if not isinstance(raw, list):
        raise bad("can't parse message identifiers JSON object")
    try:
        numbers = [int(number) for number in raw]
    except (TypeError, ValueError) as error:
        raise bad("can't parse message identifiers JSON object") from error
    if not numbers:
        raise bad("message identifiers are not specified")
    if len(numbers) > most:
        raise bad(f"too many message identifiers specified to {words}")
    return numbers


def own_message(call: Call, target: Target) -> tuple[Chat, Message]:
    """The message to edit.

    Raises:
        ApiError: 400, it is not there, or not the bot's to edit.
    """
    if target.inline_message_id:
        return _inline_message(call, target.inline_message_id)
    if not target.chat_id:
        raise bad("chat_id is empty")
    if not target.message_id:
        raise bad("message identifier is not specified")
    chat = find_chat(call, target.chat_id)
    check_can_write(call, chat)
    message = chat.messages.get(target.message_id)
    if message is None:
        raise bad("message to edit not found")
    if (
        message.sender_bot != call.bot.id
        or message.reply_keyboard
        or is_service(message)
        or "forward_origin" in message.body
    ):
        raise bad("message can't be edited")
    return chat, message


def _inline_message(call: Call, inline_message_id: str) -> tuple[Chat, Message]:
    bot_id, chat_id, message_id = call.world.inline_messages.get(inline_message_id, (0, 0, 0))
    chat = call.world.private.get((bot_id, chat_id)) if bot_id else call.world.groups.get(chat_id)
    message = chat.messages.get(message_id) if chat else None
    if chat is None or message is None or message.body["via_bot"]["id"] != call.bot.id:
        raise bad("MESSAGE_ID_INVALID")
    return chat, message


def edit(
    call: Call, chat: Chat, message: Message, content: dict[str, Any], *, drop: set[str], target: Target
) -> Edited:
    """Put new content and keyboard in the place of what is dropped; True instead of a message sent inline.

    Raises:
        ApiError: 400, nothing would change, or a wrong keyboard; 429.
    """
    markup = parse_markup(target.reply_markup, private=chat.is_private)
    if markup is not None and not is_inline(markup):
        raise bad("inline keyboard expected")
    fields = content | ({"reply_markup": markup} if markup else {})
    if fields == {name: message.body[name] for name in drop | {"reply_markup"} if name in message.body}:
        raise bad(NOT_MODIFIED)
    call.bot.limiter.take(chat.id)
    # A changed keyboard alone does not mark the message as edited.
    change(call.world, chat, message, fields=fields, drop=drop | {"reply_markup"}, seen=bool(drop))
    call.sent(chat_id=chat.id, message_id=message.body["message_id"])
    return True if target.inline_message_id else message.body


def _check_can_delete(call: Call, chat: Chat, message: Message) -> None:
    if call.world.clock.now() - message.body["date"] >= DELETABLE:
        raise bad("message can't be deleted for everyone")
    own = message.sender_bot == call.bot.id
    if not chat.is_private and not own and not chat.member(call.bot.id).may("can_delete_messages"):
        raise bad("message can't be deleted")
    if "forum_topic_created" in message.body:
        raise bad("message can't be deleted")
