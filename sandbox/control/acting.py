"""Control calls that play people in chats."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from sandbox import speaking, topics
from sandbox.api import WORLD
from sandbox.control.body import Body, answer, deed
from sandbox.dice import HIGHEST, throw
from sandbox.errors import ControlError
from sandbox.files import MIME_TYPES, Upload
from sandbox.methods.media import check_upload, sticker_extra
from sandbox.posting import COPIED, as_seen, remove
from sandbox.request import parts_of
from sandbox.speaking import Spot
from sandbox.text.entities import given_entities
from sandbox.world import World

FOREVER = 0x7FFFFFFF
"""The live_period of a location that is live until it is stopped."""
OWN_NAMES = """
    message_id from chat date sender_chat message_thread_id is_topic_message reply_to_message reply_markup via_bot
    edit_date forward_origin media_group_id author_signature quote
"""
OWN = frozenset({*COPIED, *OWN_NAMES.split()})
"""Fields of a message that no service message may set."""
KINDS = ("photo", "document", "voice", "video", "audio", "sticker", "animation", "video_note")


def spot_of(body: Body) -> Spot:
    """Who speaks where, by the fields that all these calls share."""
    return Spot(
        chat_id=body.number("chat_id"),
        from_id=body.number("from_id"),
        thread_id=body.number("message_thread_id", 0),
        reply_to_id=body.number("reply_to_message_id", 0),
        quote=body.text("quote", ""),
        anonymous=body.flag("anonymous"),
        bot_id=bot_of(body),
    )


def bot_of(body: Body) -> int | None:
    """The bot that is meant, None for the first."""
    return body.number("bot_id") if body.has("bot_id") else None


def say(world: World, body: Body) -> dict[str, Any]:
    """Write a text."""
    spot = spot_of(body)
    content = speaking.text_content(body.text("text"), entities=given_entities(body.fields.get("entities")))
    if body.has("forward"):
        content = {"forward_origin": speaking.named_author(world, body.fields["forward"])} | content
    return speaking.speak(world, spot, content).body


def start(world: World, body: Body) -> dict[str, Any]:
    """Press Start."""
    person = world.person(body.number("from_id"))
    return speaking.start(world, person, payload=body.text("payload", ""), bot_id=bot_of(body)).body


def press(world: World, body: Body) -> dict[str, Any]:
    """Press an inline button, or one of the reply keyboard."""
    spot = spot_of(body)
    chat = world.chat(spot.chat_id, bot_id=spot.bot_id)
    data = body.text("data") if body.has("data") else None
    label = body.text("text") if body.has("text") else None
    if data is None and label is None:
        raise ControlError("Give data or text, to say which button.")
    message = speaking.find_message(chat, body.number("message_id"))
    button = speaking.find_button(message, data=data, label=label)
    if "callback_data" not in button:
        return {key: value for key, value in button.items() if key != "text"}
    inaccessible = body.flag("inaccessible")
    pressed = speaking.press(world, chat, message, button, from_id=spot.from_id, inaccessible=inaccessible)
    return {"callback_query_id": pressed.id}


def contact(world: World, body: Body) -> dict[str, Any]:
    """Share a phone number."""
    spot = spot_of(body)
    content = speaking.contact_content(
        world.person(spot.from_id),
        own=body.flag("own"),
        phone_number=body.text("phone_number", ""),
        first_name=body.text("first_name", ""),
    )
    return speaking.speak(world, spot, content).body


def location(world: World, body: Body) -> dict[str, Any]:
    """Share a place."""
    place: dict[str, Any] = _point(body)
    if body.has("title"):
        venue = {"location": place, "title": body.text("title"), "address": body.text("address", "")}
        return speaking.speak(world, spot_of(body), {"location": place, "venue": venue}).body
    if body.has("live_period"):
        place["live_period"] = int(body.real("live_period", least=1, most=FOREVER))
    return speaking.speak(world, spot_of(body), {"location": place}).body


def _point(body: Body) -> dict[str, float]:
    return {
        "latitude": body.real("latitude", least=-90, most=90),
        "longitude": body.real("longitude", least=-180, most=180),
    }


def roll(world: World, body: Body) -> dict[str, Any]:
    """Throw a die."""
    thrown = throw(body.text("emoji", "🎲"), rng=world.rng)
    if thrown is None:
        raise ControlError("emoji must be one of " + " ".join(HIGHEST))
    return speaking.speak(world, spot_of(body), thrown).body


def service(world: World, body: Body) -> dict[str, Any]:
    """Put a service message into a chat, by the Bot API's fields of it."""
    fields = body.fields.get("fields")
    if not isinstance(fields, dict) or not fields:
        raise ControlError('fields must be an object like {"write_access_allowed": {}}.')
    if taken := sorted(OWN & fields.keys()):
        raise ControlError(f"fields must be those of a service message; {', '.join(taken)} the sandbox writes itself.")
    return speaking.speak(world, spot_of(body), fields).body


def sticker(world: World, body: Body) -> dict[str, Any]:
    """Send a sticker that is only its emoji."""
    extra = sticker_extra(body.text("emoji"))
    upload = Upload(b"RIFF\x00\x00\x00\x00WEBP", "sticker.webp", "image/webp")
    return speaking.send_upload(world, spot_of(body), "sticker", upload, caption="", extra=extra).body


def edit(world: World, body: Body) -> dict[str, Any]:
    """Change one's own message, or move one's live location."""
    spot = spot_of(body)
    chat = world.chat(spot.chat_id, bot_id=spot.bot_id)
    message = speaking.find_message(chat, body.number("message_id"))
    if body.has("latitude"):
        point = _point(body)
        return as_seen(world, chat, speaking.move(world, chat, message, point, from_id=spot.from_id))
    text = body.text("text") if body.has("text") else None
    caption = body.text("caption") if body.has("caption") else None
    return as_seen(world, chat, speaking.edit(world, chat, message, from_id=spot.from_id, text=text, caption=caption))


def delete(world: World, body: Body) -> dict[str, Any]:
    """Take a message away; the bot is not told."""
    chat = world.chat(body.number("chat_id"), bot_id=bot_of(body))
    message = speaking.find_message(chat, body.number("message_id"))
    remove(world, chat, [message.body["message_id"]])
    return {"deleted": True}


def forward(world: World, body: Body) -> dict[str, Any]:
    """Pass a message on."""
    spot = spot_of(body)
    origin = world.chat(body.number("from_chat_id"), bot_id=spot.bot_id)
    message = speaking.find_message(origin, body.number("message_id"))
    return speaking.forward(world, spot, message).body


def change_topic(world: World, body: Body) -> dict[str, Any]:
    """Do with a topic what an administrator can."""
    chat = world.group(body.number("chat_id"))
    if not chat.is_forum:
        raise ControlError(f"Chat {chat.id} is not a forum.")
    owner = next((user_id for user_id, m in chat.members.items() if user_id in world.people and m.present), 0)
    from_id = world.person(body.number("from_id", owner)).id
    action = body.text("action")
    if action == "create":
        return topics.open_topic(world, chat, name=body.text("name"), from_id=from_id)[1].body
    topic = chat.topics.get(body.number("message_thread_id"))
    if topic is None:
        raise ControlError(f"There is no topic {body.number('message_thread_id')} in chat {chat.id}.")
    if action == "delete":
        topics.delete_topic(world, chat, topic)
        return {"deleted": True}
    if action == "rename":
        return topics.rename_topic(world, chat, topic, from_id=from_id, name=body.text("name")).body
    if action not in ("close", "reopen"):
        raise ControlError("action must be create, close, reopen, delete or rename.")
    act = topics.close_topic if action == "close" else topics.reopen_topic
    return act(world, chat, topic, from_id=from_id).body


def send_update(world: World, body: Body) -> dict[str, Any]:
    """Put any update into the bot's queue, as it is."""
    update = body.fields.get("update")
    kinds = [key for key in update if key != "update_id"] if isinstance(update, dict) else []
    if not isinstance(update, dict) or len(kinds) != 1 or not isinstance(update[kinds[0]], dict):
        raise ControlError('update must be {"<kind>": {…}} with one kind.')
    return {"update_id": world.bot(bot_of(body)).queue.put(kinds[0], update[kinds[0]], even_unasked=True)}


async def upload(request: web.Request) -> web.Response:
    """Send a file; the form's fields are those of the other calls."""
    world = request.app[WORLD]
    fields, given = await _form(request)
    body = Body(fields)
    kind = body.text("kind", "document")
    if kind not in KINDS:
        raise ControlError(f"kind must be one of {', '.join(KINDS)}.")
    if given is None:
        raise ControlError("Give the file as a part named file.")
    check_upload(kind, given)
    extra: dict[str, Any] = {}
    if kind in ("voice", "video", "audio", "animation", "video_note"):
        extra["duration"] = body.number("duration", 1)
    if kind == "video_note":
        extra["length"] = 240
    if kind in ("video", "animation"):
        extra |= {"width": 320, "height": 240}
    if kind == "sticker":
        extra = sticker_extra(body.text("emoji", ""))
    spot = spot_of(body)
    if body.has("media_group_id"):
        spot.extra["media_group_id"] = body.text("media_group_id")
    message = speaking.send_upload(world, spot, kind, given, caption=body.text("caption", ""), extra=extra)
    return answer(message.body)


async def _form(request: web.Request) -> tuple[dict[str, str], Upload | None]:
    if request.content_type != "multipart/form-data":
        raise ControlError("Send multipart/form-data with a part named file.")
    fields: dict[str, str] = {}
    given = None
    async for part in parts_of(request):
        if part.name == "file":
            kind = fields.get("kind", "document")
            given = Upload(part.data, part.filename or "", part.content_type or MIME_TYPES.get(kind, ""))
        elif part.data:
            fields[part.name] = part.data.decode("utf-8", "replace")
    return fields, given


def routes() -> Sequence[web.RouteDef]:
    """The control calls of this file."""
    calls = {
        "say": say,
        "start": start,
        "press": press,
        "contact": contact,
        "location": location,
        "dice": roll,
        "service": service,
        "sticker": sticker,
        "edit": edit,
        "delete": delete,
        "forward": forward,
        "topics": change_topic,
        "update": send_update,
    }
    return [
        *(web.post(f"/control/{name}", deed(function)) for name, function in calls.items()),
        web.post("/control/upload", upload),
    ]
