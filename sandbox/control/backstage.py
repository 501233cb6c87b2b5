"""Control calls that look behind the scenes: the bot's process, its figures, jumps to what is due."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from sandbox.api import WORLD
from sandbox.backstage import Backstage, Scene
from sandbox.control.body import Body, answer, fields_of
from sandbox.errors import ControlError

BACKSTAGE = web.AppKey("backstage", Backstage)
LOOK = 0.5
"""Seconds between looks whether something has changed."""
ABSENT = {"present": False}

logger = logging.getLogger(__name__)


def behind(app: web.Application) -> Backstage:
    """What stands behind this sandbox.

    Raises:
        ControlError: nothing does.
    """
    if (backstage := app.get(BACKSTAGE)) is None:
        raise ControlError("There is no bot behind this sandbox that it could steer: banshi demo has one.")
    return backstage


async def look(app: web.Application) -> Scene:
    """How the bot is now, by the sandbox's clock."""
    return await behind(app).look(now=datetime.fromtimestamp(app[WORLD].clock.now(), UTC))


async def read(request: web.Request) -> web.Response:
    """How the bot is."""
    if BACKSTAGE not in request.app:
        return answer(ABSENT)
    return answer((await look(request.app)).as_json())


async def kill(request: web.Request) -> web.Response:
    """Kill the bot."""
    await behind(request.app).kill()
    return await _changed(request.app)


async def jump(request: web.Request) -> web.Response:
    """Set the clock to a named moment."""
    body = Body(await fields_of(request))
    jumps, name = (await look(request.app)).jumps, body.text("name")
    if (to := jumps.get(name)) is None:
        known = ", ".join(name for name, moment in jumps.items() if moment) or "none now"
        raise ControlError(f"There is no moment {name} to jump to; there are: {known}.")
    world = request.app[WORLD]
    world.clock.set(to)
    world.stream.publish("clock", now=world.clock.iso())
    await _changed(request.app)
    return answer({"now": world.clock.iso()})


async def _changed(app: web.Application) -> web.Response:
    scene: dict[str, Any] = (await look(app)).as_json()
    app[WORLD].stream.publish("backstage", **scene)
    return answer(scene)


async def watch(app: web.Application) -> AsyncIterator[None]:
    """While the application runs, tell readers of the stream what changes."""
    if BACKSTAGE not in app:
        yield
        return
    watching = asyncio.ensure_future(_watch(app))
    yield
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def _watch(app: web.Application) -> None:
    told = None
    while True:
        try:
            scene = await look(app)
            if scene != told:
                app[WORLD].stream.publish("backstage", **scene.as_json())
            told = scene
        except Exception:
            # Its database may be away for a moment; the next look tells.
            logger.warning("could not look backstage", exc_info=True)
        await asyncio.sleep(LOOK)


def routes() -> Sequence[web.RouteDef]:
    """The control calls of this file."""
    return [
        web.get("/control/backstage", read),
        web.post("/control/backstage/kill", kill),
        web.post("/control/backstage/jump", jump),
    ]
