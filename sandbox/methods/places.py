"""Where a message goes: the chat, whether the bot may speak there, the topic and the message replied to."""

from dataclasses import dataclass
from typing import Any

from sandbox.chats import KICKED, RESTRICTED, Chat, Message, Topic
from sandbox.errors import bad, forbidden
from sandbox.joining import may_write_before_start
from sandbox.keyboards import parse_markup
from sandbox.people import Person
from sandbox.posting import Draft, forward_origin, post, quote_of
from sandbox.registry import Call, Json


@dataclass(frozen=True, slots=True)
class Place:
    """The parameters that every sending method has."""

    chat_id: str
    message_thread_id: int = 0
    disable_notification: bool = False
    protect_content: bool = False


@dataclass(frozen=True, slots=True)
class ReplyPlace(Place):
    """A place for what may answer another message."""

    reply_parameters: Json | None = None
    reply_to_message_id: int = 0
    allow_sending_without_reply: bool = False


@dataclass(frozen=True, slots=True)
class KeyboardPlace(ReplyPlace):
    """A place for what may also carry a keyboard."""

    reply_markup: Json | None = None


def find_chat(call: Call, chat_id: str) -> Chat:
    """The chat of an id or @username, if the bot may know it.

    Raises:
        ApiError: 400 chat not found, 400 with migrate_to_chat_id, or 403 when the bot was there and is no longer.
    """
    world = call.world
    number = _number(chat_id)
    if chat_id.startswith("@"):
        number = world.usernames.get(chat_id[1:].lower())
        # People cannot be reached by their name, only public groups.
        number = number if number is not None and number < 0 else None
    if number is None:
        raise bad("chat not found")
    if number in world.bots:
        raise forbidden("the bot can't send messages to the bot")
    if number in world.people:
        return world.private_chat(call.bot, world.people[number])
    chat = world.groups.get(number)
    if chat is None or not chat.member(call.bot.id).known:
        raise bad("chat not found")
    if chat.migrated_to:
        raise bad("group chat was upgraded to a supergroup chat", parameters={"migrate_to_chat_id": chat.migrated_to})
    member = chat.member(call.bot.id)
    if not member.present:
        noun = "group chat" if chat.type == "group" else "supergroup chat"
        raise forbidden(
            f"bot was kicked from the {noun}" if member.status == KICKED else f"bot is not a member of the {noun}"
        )
    return chat


def find_group(call: Call, chat_id: str, *, reason: str) -> Chat:
    """The group of an id or @username.

    Raises:
        ApiError: 400 for this reason if it is a private chat, and whatever `find_chat` refuses.
    """
    chat = find_chat(call, chat_id)
    if chat.is_private:
        raise bad(reason)
    return chat


def check_can_write(call: Call, chat: Chat, *, what: str = "text messages") -> None:
    """Refuse to send where nobody would receive it.

    Raises:
        ApiError: 403 never started, blocked or deactivated; 400 restricted in the group.
    """
    if chat.is_private:
        person: Person = call.world.people[chat.id]
        if person.deactivated:
            raise forbidden("user is deactivated")
        if call.bot.id in person.blocked:
            raise forbidden("bot was blocked by the user")
        if call.bot.id not in person.started and not may_write_before_start(call.world, call.bot, person):
            raise forbidden("bot can't initiate conversation with a user")
    elif chat.member(call.bot.id).status == RESTRICTED:
        raise bad(f"not enough rights to send {what} to the chat")


def find_topic(chat: Chat, thread_id: int) -> Topic:
    """The topic of an id; General has none.

    Raises:
        ApiError: 400 message thread not found.
    """
    topic = chat.topics.get(thread_id)
    if topic is None:
        raise bad("message thread not found")
    return topic


def open_place(
    call: Call, place: Place, *, what: str = "text messages"
) -> tuple[Chat, int, Message | None, dict[str, Any]]:
    """The chat, topic (0: none) and message that a new message belongs to, and the extra fields of a quote.

    Raises:
        ApiError: 400 or 403, the message cannot go there.
    """
    chat = find_chat(call, place.chat_id)
    check_can_write(call, chat, what=what)
    thread_id = place.message_thread_id if chat.is_forum else 0
    if thread_id:
        find_topic(chat, thread_id)
    reply_to, extra = _replied(call, chat, place) if isinstance(place, ReplyPlace) else (None, {})
    if reply_to is not None and not thread_id:
        thread_id = reply_to.body.get("message_thread_id", 0)
    if thread_id and find_topic(chat, thread_id).closed and not chat.member(call.bot.id).may("can_manage_topics"):
        raise bad("TOPIC_CLOSED")
    if not thread_id and chat.general.closed and not chat.member(call.bot.id).may("can_manage_topics"):
        raise bad("TOPIC_CLOSED")
    if place.protect_content:
        extra["has_protected_content"] = True
    return chat, thread_id, reply_to, extra


def send(call: Call, place: Place, content: dict[str, Any], *, what: str = "text messages") -> dict[str, Any]:
    """Send one message, within the rates, and put it on record.

    Raises:
        ApiError: whatever refuses the place, the markup or the rate.
    """
    chat, thread_id, reply_to, extra = open_place(call, place, what=what)
    raw = place.reply_markup if isinstance(place, KeyboardPlace) else None
    markup = parse_markup(raw, private=chat.is_private)
    call.bot.limiter.take(chat.id)
    draft = Draft(content, thread_id=thread_id, reply_to=reply_to, markup=markup, extra=extra)
    message = post(call.world, chat, draft, from_id=call.bot.id)
    call.sent(chat_id=chat.id, message_id=message.body["message_id"])
    return message.body


def _number(chat_id: str) -> int | None:
    try:
        return int(chat_id)
    except ValueError:
        return None


def _replied(call: Call, chat: Chat, place: ReplyPlace) -> tuple[Message | None, dict[str, Any]]:
    wish: Any = place.reply_parameters
    if wish is None and place.reply_to_message_id:
        wish = {
            "message_id": place.reply_to_message_id,
            "allow_sending_without_reply": place.allow_sending_without_reply,
        }
    if wish is None:
        return None, {}
    if not isinstance(wish, dict) or not isinstance(wish.get("message_id"), int):
        raise bad("can't parse reply parameters JSON object")
    source = find_chat(call, str(wish["chat_id"])) if wish.get("chat_id") else chat
    message = source.messages.get(wish["message_id"])
    if message is None:
        if wish.get("allow_sending_without_reply"):
            return None, {}
        raise bad("message to be replied not found")
    if source is not chat:
        return None, {"external_reply": {"origin": forward_origin(message)}}
    quote = wish.get("quote")
    if not quote:
        return message, {}
    quoted = quote_of(message, quote)
    if not quoted:
        raise bad("QUOTE_TEXT_INVALID")
    return message, quoted
