"""What people do in chats: say, send, press, edit, forward. The world's rules for people are few but real."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.chats import RESTRICTED, Chat, Message
from sandbox.errors import ControlError
from sandbox.files import Upload
from sandbox.membership import set_blocked
from sandbox.people import Person
from sandbox.posting import Draft, change, copied_content, forward_origin, post, quote_of
from sandbox.queries import Callback
from sandbox.text.entities import MAX_CAPTION, MAX_TEXT, clean
from sandbox.world import World


@dataclass(frozen=True, slots=True)
class Spot:
    """Who speaks where: `chat_id` is the person's own id for their dialog with the bot."""

    chat_id: int
    from_id: int
    thread_id: int = 0
    reply_to_id: int = 0
    quote: str = ""
    anonymous: bool = False
    bot_id: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)


def speak(world: World, spot: Spot, content: dict[str, Any]) -> Message:
    """Put a person's message into a chat.

    Raises:
        ControlError: the person, chat, topic or message replied to is not there, the person may not write, or quotes
            what does not stand there.
    """
    chat = _chat_to_write(world, spot)
    reply_to = None
    extra = dict(spot.extra)
    if spot.reply_to_id:
        reply_to = find_message(chat, spot.reply_to_id)
        extra |= _quote(reply_to, spot.quote) if spot.quote else {}
    thread_id = spot.thread_id or (reply_to.body.get("message_thread_id", 0) if reply_to else 0)
    draft = Draft(content, thread_id=thread_id, reply_to=reply_to, extra=extra)
    message = post(world, chat, draft, from_id=spot.from_id, anonymous=spot.anonymous)
    if chat.keyboard and chat.keyboard.get("one_time_keyboard"):
        chat.keyboard = None
        world.stream.publish("keyboard", chat_id=chat.id, keyboard=None)
    return message


def text_content(text: str, *, entities: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """What a typed text becomes; long texts are cut as clients split them at 4096, which is the caller's matter.

    Raises:
        ControlError: empty or too long.
    """
    formatted = clean(text, entities or [])
    if not formatted.text:
        raise ControlError("text must not be empty.")
    if len(formatted.text) > MAX_TEXT:
        raise ControlError(f"text has {len(formatted.text)} characters; a message holds {MAX_TEXT}: send several.")
    return {"text": formatted.text, **({"entities": formatted.entities} if formatted.entities else {})}


def caption_fields(caption: str) -> dict[str, Any]:
    """The fields of a typed caption."""
    formatted = clean(caption, [])
    if len(formatted.text) > MAX_CAPTION:
        raise ControlError(f"caption must not exceed {MAX_CAPTION} characters.")
    if not formatted.text:
        return {}
    return {"caption": formatted.text, **({"caption_entities": formatted.entities} if formatted.entities else {})}


def start(world: World, person: Person, *, payload: str = "", bot_id: int | None = None) -> Message:
    """Press Start, perhaps through a deep link; who had blocked the bot takes it back.

    Raises:
        ControlError: the payload is not 1-64 of A-Z a-z 0-9 _ -.
    """
    if payload and not (
        len(payload) <= 64 and payload.replace("-", "").replace("_", "").isalnum() and payload.isascii()
    ):
        raise ControlError("payload must be up to 64 of A-Z a-z 0-9 _ -, as in a deep link.")
    bot = world.bot(bot_id)
    set_blocked(world, bot, person, blocked=False)
    spot = Spot(person.id, person.id, bot_id=bot.id)
    return speak(world, spot, text_content(f"/start {payload}".strip()))


def send_upload(world: World, spot: Spot, kind: str, upload: Upload, *, caption: str, extra: dict[str, Any]) -> Message:
    """Send a file as a photo, document, voice note, video, audio or sticker."""
    fields = caption_fields(caption)
    _chat_to_write(world, spot)
    stored = world.files.keep(kind, upload, extra=extra)
    return speak(world, spot, world.files.content(stored) | fields)


def contact_content(person: Person, *, own: bool, phone_number: str, first_name: str) -> dict[str, Any]:
    """A shared contact: the person's own carries their user_id, one from the address book does not."""
    if own:
        phone = phone_number or person.phone or f"+86138{person.id % 10**8:08d}"
        names = {name: value for name, value in (("last_name", person.last_name),) if value}
        return {"contact": {"phone_number": phone, "first_name": person.first_name, **names, "user_id": person.id}}
    return {"contact": {"phone_number": phone_number or "+8613900000000", "first_name": first_name or "Li Lei"}}


def edit(world: World, chat: Chat, message: Message, *, from_id: int, text: str | None, caption: str | None) -> Message:
    """Change one's own message; the bot reads edited_message.

    Raises:
        ControlError: it is somebody else's, or neither text nor caption fits it.
    """
    if message.body["from"]["id"] != from_id:
        raise ControlError("People can edit only what they wrote themselves.")
    if text is not None and "text" in message.body:
        change(world, chat, message, fields=text_content(text), drop={"text", "entities"}, seen=True)
    elif (new := caption if caption is not None else text) is not None and "text" not in message.body:
        change(world, chat, message, fields=caption_fields(new), drop={"caption", "caption_entities"}, seen=True)
    else:
        raise ControlError("Give text for a text message, caption for one with a file.")
    return message


def move(world: World, chat: Chat, message: Message, point: dict[str, float], *, from_id: int) -> Message:
    """Move one's own live location; the bot reads edited_message.

    Raises:
        ControlError: it is somebody else's, not live, or its time is over.
    """
    old = message.body.get("location", {})
    if message.body["from"]["id"] != from_id or "live_period" not in old:
        raise ControlError("People can move only their own live location: POST /control/location with live_period.")
    if world.clock.now() >= message.body["date"] + old["live_period"]:
        raise ControlError("This location is no longer live.")
    change(world, chat, message, fields={"location": old | point}, seen=True)
    return message


def press(
    world: World, chat: Chat, message: Message, button: dict[str, Any], *, from_id: int, inaccessible: bool = False
) -> Callback:
    """Press a callback button: the bot that sent it reads callback_query, without the message if it is inaccessible."""
    person = world.person(from_id)
    check_is_there(chat, person)
    callback = Callback(
        id=world.draw_id(),
        bot_id=message.sender_bot or message.body["via_bot"]["id"],
        from_id=from_id,
        chat_id=chat.id,
        message_id=message.body["message_id"],
        at=world.clock.now(),
    )
    world.callbacks[callback.id] = callback
    gone = {"chat": world.chat_json(chat), "message_id": callback.message_id, "date": 0}
    shown = {"message": gone if inaccessible else message.body}
    payload = {
        "id": callback.id,
        "from": person.as_user(),
        **({"inline_message_id": message.inline_id} if message.inline_id else shown),
        "chat_instance": str(abs(chat.id) * 7919 + callback.bot_id),
        "data": button["callback_data"],
    }
    world.bots[callback.bot_id].queue.put("callback_query", payload)
    return callback


def check_is_there(chat: Chat, person: Person) -> None:
    """Refuse who is not in a chat.

    Raises:
        ControlError: it is somebody else's dialog, or a group the person is not in.
    """
    if (chat.is_private and chat.id != person.id) or (not chat.is_private and not chat.member(person.id).present):
        raise ControlError(f"Person {person.id} is not in chat {chat.id}.")


def find_button(message: Message, *, data: str | None, label: str | None) -> dict[str, Any]:
    """The inline button with this data or this label.

    Raises:
        ControlError: the message has no such button; the sentence says which it has.
    """
    rows = message.body.get("reply_markup", {}).get("inline_keyboard", [])
    buttons: list[dict[str, Any]] = [button for row in rows for button in row]
    for button in buttons:
        if (data is not None and button.get("callback_data") == data) or (
            label is not None and button["text"] == label
        ):
            return button
    have = ", ".join(f"{b['text']!r}" for b in buttons) or "none"
    raise ControlError(f"Message {message.body['message_id']} has no such button; its buttons: {have}.")


def named_author(world: World, wish: Any) -> dict[str, Any]:
    """The forward_origin of a message that claims to come from somebody: `{from_id}`, or `{from_name}` who hides.

    Raises:
        ControlError: neither is given.
    """
    date = world.clock.date()
    if isinstance(wish, dict) and wish.get("from_name"):
        return {"type": "hidden_user", "date": date, "sender_user_name": str(wish["from_name"])}
    if isinstance(wish, dict) and isinstance(wish.get("from_id"), int):
        return {"type": "user", "date": date, "sender_user": world.person(wish["from_id"]).as_user()}
    raise ControlError("forward must be {from_name} or {from_id}.")


def forward(world: World, spot: Spot, message: Message) -> Message:
    """Pass a message on."""
    return speak(world, spot, {"forward_origin": forward_origin(message)} | copied_content(message))


def find_message(chat: Chat, message_id: int) -> Message:
    """A message of a chat.

    Raises:
        ControlError: it is not there.
    """
    message = chat.messages.get(message_id)
    if message is None:
        raise ControlError(f"There is no message {message_id} in chat {chat.id}.")
    return message


def _quote(message: Message, words: str) -> dict[str, Any]:
    quoted = quote_of(message, words)
    if not quoted:
        raise ControlError("quote must be words of the message that is replied to, at most 1024 characters.")
    return quoted


def _chat_to_write(world: World, spot: Spot) -> Chat:
    person = world.person(spot.from_id)
    if person.deactivated:
        raise ControlError(f"Person {person.id} has deleted their account.")
    chat = world.chat(spot.chat_id, bot_id=spot.bot_id)
    if chat.is_private:
        if chat.id != person.id:
            raise ControlError("In a private chat chat_id and from_id are the same person.")
        if chat.bot_id in person.blocked:
            raise ControlError("This person blocked the bot: POST /control/unblock or /control/start first.")
        if chat.bot_id not in person.started:
            person.started.add(chat.bot_id)
            world.stream.publish("people", person=person.as_state())
        return chat
    member = chat.member(person.id)
    if not member.present:
        raise ControlError(f"Person {person.id} is not in chat {chat.id}: POST /control/member first.")
    if member.status == RESTRICTED and not member.rights.get("can_send_messages", False):
        raise ControlError(f"Person {person.id} may not write in chat {chat.id}.")
    if spot.anonymous and member.status not in ("administrator", "creator"):
        raise ControlError("Only administrators write anonymously: make this person one with POST /control/member.")
    topic = chat.topics.get(spot.thread_id) if spot.thread_id else None
    if spot.thread_id and topic is None:
        raise ControlError(f"There is no topic {spot.thread_id} in chat {chat.id}.")
    if topic is not None and topic.closed and not member.may("can_manage_topics"):
        raise ControlError("This topic is closed; only administrators write in it.")
    if chat.general.closed and not spot.thread_id and not member.may("can_manage_topics"):
        raise ControlError("General is closed; only administrators write in it.")
    return chat
