"""Control calls that read: messages, records, files, callbacks and the stream of events."""

import asyncio
from collections.abc import Sequence
from itertools import takewhile
from typing import Any

import orjson
from aiohttp import web

from sandbox.api import WORLD
from sandbox.chats import RULES
from sandbox.control.acting import bot_of
from sandbox.control.body import Body, answer, deed
from sandbox.errors import ControlError
from sandbox.files import StoredFile
from sandbox.posting import as_seen
from sandbox.qr import link_in
from sandbox.world import World

HEARTBEAT = 15  # seconds without an event after which a comment keeps the connection alive
NO_MENU_BUTTON = {"type": "default"}  # groups have none
MAX_WAIT = 60.0  # seconds for the answer of a callback


def messages(world: World, body: Body) -> dict[str, Any]:
    """A chat's messages, oldest first, as a person sees them now."""
    chat = world.chat(body.number("chat_id"), bot_id=bot_of(body))
    thread_id = body.number("message_thread_id") if body.has("message_thread_id") else None
    after, limit = body.number("after", 0), body.number("limit", 0)
    newest = takewhile(lambda message: message.body["message_id"] > after, chat.newest_first(thread_id=thread_id))
    found = [as_seen(world, chat, message) for message, _ in zip(newest, range(limit or 10**9), strict=False)]
    return {"messages": found[::-1]}


def keyboard(world: World, body: Body) -> dict[str, Any]:
    """The reply keyboard that stands in a chat."""
    return {"keyboard": world.chat(body.number("chat_id"), bot_id=bot_of(body)).keyboard}


def commands(world: World, body: Body) -> dict[str, Any]:
    """The commands that somebody sees in a chat, in their language, and the button beside their field."""
    bot, person = world.bot(bot_of(body)), world.person(body.number("from_id"))
    chat = world.chat(body.number("chat_id"), bot_id=bot.id)
    rules = chat.member(person.id).status in RULES
    if chat.is_private:
        scopes = [f"chat:{chat.id}", "all_private_chats"]
    else:
        scopes = [f"chat_member:{chat.id}:{person.id}"]
        scopes += [f"chat_administrators:{chat.id}"] if rules else []
        scopes += [f"chat:{chat.id}"]
        scopes += ["all_chat_administrators"] if rules else []
        scopes += ["all_group_chats"]
    listed = bot.commands_for([*scopes, "default"], person.language_code)
    return {"commands": listed, "menu_button": bot.menu_button_of(chat.id) if chat.is_private else NO_MENU_BUTTON}


def sends(world: World, body: Body) -> dict[str, Any]:
    """Accepted sends, edits and deletions."""
    return {"sends": world.record.sends(after=body.number("after", 0))}


def calls(world: World, body: Body) -> dict[str, Any]:
    """All calls with their outcome."""
    return {"calls": world.record.calls(after=body.number("after", 0))}


def deliveries(world: World, body: Body) -> dict[str, Any]:
    """All tries to bring an update to a webhook."""
    return {"deliveries": world.record.deliveries(after=body.number("after", 0))}


def updates(world: World, body: Body) -> dict[str, Any]:
    """What the bot has not confirmed yet."""
    waiting = world.bot(bot_of(body)).queue.waiting()
    return {"pending": len(waiting), "updates": waiting}


async def callback(request: web.Request) -> web.Response:
    """The answer to a pressed button, waited for if asked."""
    found = request.app[WORLD].callbacks.get(request.match_info["id"])
    if found is None:
        raise ControlError("There is no such callback: its id comes from POST /control/press.")
    seconds = min(Body(dict(request.query)).real("wait", 0), MAX_WAIT)
    await request.app[WORLD].stream.until(lambda: found.answered, seconds=seconds)
    return answer(found.as_json())


async def file(request: web.Request) -> web.Response:
    """The bytes of a file; never as something that a browser would run."""
    files = request.app[WORLD].files
    stored = _there(await asyncio.to_thread(files.in_size, request.match_info["file_id"]))
    safe = stored.mime_type.startswith(("image/png", "image/jpeg", "image/gif", "image/webp", "audio/", "video/"))
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=3600"}
    if not safe:
        headers["Content-Disposition"] = "attachment"
    kind = stored.mime_type.split(";")[0] if safe else "application/octet-stream"
    return web.Response(body=stored.data, content_type=kind, headers=headers)


async def link(request: web.Request) -> web.Response:
    """The link that a QR code in a picture holds."""
    stored = _there(request.app[WORLD].files.by_id(request.match_info["file_id"]))
    is_picture = stored.kind == "photo" or stored.mime_type.startswith("image/")
    return answer({"link": await asyncio.to_thread(link_in, stored.data) if is_picture else None})


async def stream(request: web.Request) -> web.StreamResponse:
    """Server-sent events, resumed after Last-Event-ID."""
    world = request.app[WORLD]
    asked = request.headers.get("Last-Event-ID") or request.query.get("last_event_id") or ""
    last = int(asked) if asked.isdigit() else world.stream.last_id
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    await response.write(b": connected\n\n")
    try:
        while not world.stream.closed:
            events = await world.stream.more(last, wait_seconds=HEARTBEAT)
            if events:
                last = events[-1][0]
                lines = (b"id: %d\ndata: %s\n\n" % (number, orjson.dumps(event)) for number, event in events)
                await response.write(b"".join(lines))
            elif not world.stream.closed:
                await response.write(b": still here\n\n")
    except ConnectionError:
        pass  # the reader went away, which is how every stream ends
    return response


def _there(stored: StoredFile | None) -> StoredFile:
    if stored is None:
        raise ControlError("There is no such file.")
    return stored


def routes() -> Sequence[web.RouteDef]:
    """The control calls of this file."""
    plain = {
        "messages": messages,
        "keyboard": keyboard,
        "commands": commands,
        "sends": sends,
        "calls": calls,
        "deliveries": deliveries,
        "updates": updates,
    }
    return [
        *(web.get(f"/control/{name}", deed(function)) for name, function in plain.items()),
        web.get("/control/callbacks/{id}", callback),
        web.get("/control/files/{file_id}", file),
        web.get("/control/files/{file_id}/link", link),
        web.get("/control/stream", stream),
    ]
