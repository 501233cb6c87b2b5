"""Control calls that use a bot from outside its chat: inline mode, Mini Apps, and what their buttons share."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from sandbox import inline, speaking, webapps
from sandbox.control.acting import bot_of, spot_of
from sandbox.control.body import Body, deed
from sandbox.errors import ControlError
from sandbox.speaking import Spot
from sandbox.world import World

PATIENCE = 5.0  # seconds that a person waits for results


async def ask_inline(world: World, body: Body) -> dict[str, Any]:
    """Type behind the bot's name and wait for what it offers."""
    bot = world.bot(bot_of(body))
    chat_id = body.number("chat_id", 0)
    own = chat_id in (0, body.number("from_id"))
    query = inline.ask(
        world,
        bot,
        world.person(body.number("from_id")),
        query=body.text("query", ""),
        offset=body.text("offset", ""),
        chat_type="sender" if own else world.chat(chat_id).type,
    )
    await world.stream.until(lambda: query.answered, seconds=PATIENCE)
    return query.as_json()


def choose(world: World, body: Body) -> dict[str, Any]:
    """Send one of the results."""
    result_id, query_id = body.text("result_id"), body.text("inline_query_id", "")
    return inline.choose(world, spot_of(body), result_id=result_id, query_id=query_id).body


def open_app(world: World, body: Body) -> dict[str, Any]:
    """Open a Mini App by a button under a message, of the keyboard, or the menu button."""
    bot, person = world.bot(bot_of(body)), world.person(body.number("from_id"))
    chat = world.chat(body.number("chat_id"), bot_id=bot.id)
    speaking.check_is_there(chat, person)
    label, kind = body.text("button_text", ""), body.text("kind", "fresh")
    if not body.has("message_id") and label:
        if kind != "fresh":
            raise ControlError("A launch from the keyboard carries no data that could be stale or forged.")
        return {"url": webapps.with_data(_keyboard_app(chat.keyboard, label), "")}
    if body.has("message_id"):
        message = speaking.find_message(chat, body.number("message_id"))
        button = speaking.find_button(message, data=None, label=label or _only_app(message.body))
    else:
        button = bot.menu_button_of(chat.id) if chat.is_private else {}
    if "web_app" not in button:
        raise ControlError("This button opens no Mini App.")
    return {"url": webapps.launch(world, bot, person, chat, url=button["web_app"]["url"], kind=kind)}


def send_data(world: World, body: Body) -> dict[str, Any]:
    """What a Mini App of the keyboard sends back (sendData)."""
    bot, person = world.bot(bot_of(body)), world.person(body.number("from_id"))
    label, data = body.text("button_text"), body.text("data")
    _keyboard_app(world.private_chat(bot, person).keyboard, label)
    if not 1 <= len(data.encode()) <= webapps.MAX_DATA:
        raise ControlError(f"data has 1 to {webapps.MAX_DATA} bytes.")
    content = {"web_app_data": {"button_text": label, "data": data}}
    return speaking.speak(world, Spot(person.id, person.id, bot_id=bot.id), content).body


def share(world: World, body: Body) -> dict[str, Any]:
    """Choose people or a group for a button of the keyboard that asks for them."""
    spot = spot_of(body)
    button = _keyboard_button(world.chat(spot.chat_id, bot_id=spot.bot_id).keyboard, body.text("button_text"))
    if "request_users" in button:
        people = [world.person(number) for number in body.numbers("user_ids")]
        asked = button["request_users"]
        names = ("first_name", "last_name", "username")
        shown = [
            {"user_id": person.id} | {name: getattr(person, name) for name in names if asked.get("request_name")}
            for person in people
        ]
        content: dict[str, Any] = {"users_shared": {"request_id": asked["request_id"], "users": shown}}
    elif "request_chat" in button:
        group = world.group(body.number("shared_chat_id"))
        content = {"chat_shared": {"request_id": button["request_chat"]["request_id"], "chat_id": group.id}}
    else:
        raise ControlError("This button asks for nobody.")
    return speaking.speak(world, spot, content).body


def _keyboard_button(keyboard: dict[str, Any] | None, label: str) -> dict[str, Any]:
    buttons = [button for row in (keyboard or {}).get("keyboard", []) for button in row]
    found = next((button for button in buttons if button["text"] == label), None)
    if found is None:
        have = ", ".join(repr(button["text"]) for button in buttons) or "none"
        raise ControlError(f"The keyboard has no button {label!r}; its buttons: {have}.")
    return dict(found)


def _keyboard_app(keyboard: dict[str, Any] | None, label: str) -> str:
    button = _keyboard_button(keyboard, label)
    if "web_app" not in button:
        raise ControlError(f"The button {label!r} opens no Mini App.")
    return str(button["web_app"]["url"])


def _only_app(message: dict[str, Any]) -> str:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    labels = [button["text"] for row in rows for button in row if "web_app" in button]
    if len(labels) != 1:
        raise ControlError("Give button_text, to say which button.")
    return str(labels[0])


def routes() -> Sequence[web.RouteDef]:
    """The control calls of this file."""
    calls = {"inline": ask_inline, "choose": choose, "webapp": open_app, "webapp_data": send_data, "share": share}
    return [web.post(f"/control/{name}", deed(function)) for name, function in calls.items()]
