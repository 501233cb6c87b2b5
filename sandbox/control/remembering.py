"""Notes what people do by hand, with what they aimed at, so that a story can be made of it."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import orjson
from aiohttp import web

from sandbox.api import WORLD
from sandbox.chats import Message
from sandbox.control.acting import KINDS
from sandbox.control.body import fields_of
from sandbox.control.stories import RUNS
from sandbox.errors import ControlError
from sandbox.stories.control import options_of, words_of
from sandbox.stories.lines import Deed, fragment
from sandbox.world import World

PREFIX = "/control/"
SETTING = frozenset({"bots", "people", "reset", "stories/run", "stories/stop", "stories/recording"})
"""What is no part of a scene: who there is, and the stories themselves."""
NUMBERS = frozenset(
    {"chat_id", "from_id", "user_id", "from_chat_id", "message_id", "reply_to_message_id", "message_thread_id"}
)
OF_NOBODY = frozenset({"delete", "topics"})
"""Calls that need not say who does it."""


@web.middleware
async def remember(request: web.Request, handler: Any) -> web.StreamResponse:
    """Note what people do by hand; what a story does is one already."""
    call, runs, world = request.path.removeprefix(PREFIX), request.app[RUNS], request.app[WORLD]
    if call == "reset":
        runs.recorder.begin()
        runs.since = None
    is_deed = request.method in ("POST", "DELETE") and request.path.startswith(PREFIX) and call not in SETTING
    if not is_deed or runs.playing:
        response: web.StreamResponse = await handler(request)
        return response
    fields = {} if call == "upload" else await fields_of(request)
    if call == "clock" and not {"advance", "set"} & fields.keys():
        return await _asked(request, handler)
    noted, before = _noted(world, call, fields), world.clock.now()
    done = await _asked(request, handler)
    if done.status == 200 and isinstance(done.body, bytes):
        if call == "upload":
            noted = _uploaded(world, orjson.loads(done.body), sends=noted.sends)
        elif call == "clock":
            noted = Deed(call, {"advance": world.clock.now() - before}, "", noted.sends)
        elif request.method == "DELETE":
            noted = Deed(f"DELETE {call}", fields, "", noted.sends)
        runs.recorder.note(noted)
    return done


async def _asked(request: web.Request, handler: Any) -> web.Response:
    done: web.Response = await handler(request)
    return done


def _noted(world: World, call: str, fields: dict[str, Any]) -> Deed:
    """A deed as it stands before it is done: what it aims at may be gone afterwards."""
    told = {name: _number(value) if name in NUMBERS else value for name, value in fields.items()}
    message = _meant(world, told)
    body = message.body if message else {}
    thread = told.get("message_thread_id") or (body.get("message_thread_id", 0) if call != "forward" else 0)
    if call in OF_NOBODY and not told.get("from_id"):
        told["from_id"] = _whose(world, body, told.get("chat_id", 0))
    if call == "vote":
        options, chosen = dict(enumerate(options_of(body))), fields.get("options")
        told["options"] = [options.get(_number(one), "") for one in (chosen if isinstance(chosen, list) else ())]
    aimed = _label(body, fields) if call == "press" else words_of(body)
    return Deed(call, told, aimed, world.record.last_send, thread, _way_to(world, told, thread))


def _number(value: Any) -> int:
    """A number as the control API takes it; 0 for what is none and will be refused."""
    with suppress(ValueError, TypeError):
        return int(value or 0)
    return 0


def _meant(world: World, told: dict[str, Any]) -> Message | None:
    """The message that is pressed, changed, passed on or answered."""
    with suppress(ControlError):
        chat = world.chat(told.get("from_chat_id") or told.get("chat_id", 0))
        return chat.messages.get(told.get("message_id") or told.get("reply_to_message_id", 0))
    return None


def _label(body: dict[str, Any], fields: dict[str, Any]) -> str:
    """The label of the button that is pressed."""
    rows = body.get("reply_markup", {}).get("inline_keyboard", [])
    for button in (button for row in rows for button in row):
        if fields.get("data", "") == button.get("callback_data") or fields.get("text", "") == button["text"]:
            return str(button["text"])
    return ""


def _whose(world: World, body: dict[str, Any], chat_id: int) -> int:
    """Who does what nobody is named for: whose chat or message it is, else the first clerk."""
    author = body.get("from", {}).get("id")
    if chat_id > 0 or author in world.people:
        return chat_id if chat_id > 0 else int(author)
    return next((person.id for person in world.people.values() if person.role == "clerk"), 0)


def _way_to(world: World, fields: dict[str, Any], thread: int) -> str:
    """Words by which a topic is found: such as stand in no other, if it has any."""
    group = world.groups.get(fields.get("chat_id", 0)) if thread else None
    if group is None:
        return ""
    there, elsewhere = list[str](), list[str]()
    for message in group.messages.values():
        own = message.body.get("message_thread_id") == thread
        (there if own else elsewhere).append(words_of(message.body))
    return next(_own_words(there, elsewhere), next(filter(None, map(fragment, there)), ""))


def _own_words(there: list[str], elsewhere: list[str]) -> Iterator[str]:
    for words in filter(None, map(fragment, there)):
        if not any(words in other for other in elsewhere):
            yield words


def _uploaded(world: World, message: dict[str, Any], *, sends: int) -> Deed:
    """A file by the message that came of it, since what was sent is no JSON."""
    thread, answered = message.get("message_thread_id", 0), message.get("reply_to_message", {})
    fields = {
        "chat_id": message["chat"]["id"],
        "from_id": message["from"]["id"],
        "kind": next(one for one in reversed(KINDS) if one in message),
        "caption": message.get("caption", ""),
        "media_group_id": message.get("media_group_id", ""),
    }
    # In a topic every message answers the one that opened it.
    is_reply = bool(answered) and answered["message_id"] != thread
    fields |= {"reply_to_message_id": answered["message_id"]} if is_reply else {}
    aimed = words_of(answered) if is_reply else ""
    return Deed("upload", fields, aimed, sends, thread, _way_to(world, fields, thread))
