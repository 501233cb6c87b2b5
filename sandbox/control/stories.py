"""Control calls that play stories, and give what people did by hand as one."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from sandbox.api import WORLD
from sandbox.control.body import Body, answer, fields_of
from sandbox.errors import ControlError
from sandbox.stories.cast import Actor
from sandbox.stories.control import Control
from sandbox.stories.loader import load_stories
from sandbox.stories.models import Step, Story
from sandbox.stories.player import NotAsExpected, play
from sandbox.stories.recorder import Recorder

log = logging.getLogger(__name__)
FOLDER = web.AppKey("stories", Path)
BREATH = 0.4
"""Seconds between two steps on the page, so that whoever watches can follow."""


class Runs:
    """The story that is played now, at most one, and what people did by hand.

    Attributes:
        since: from when on that is remembered, if somebody said so.
        latest: what was last told of a story; None before the first.
    """

    def __init__(self, app: web.Application) -> None:
        self.recorder = Recorder()
        self.since: str | None = None
        self.latest: dict[str, Any] | None = None
        self._app = app
        self._playing: asyncio.Task[None] | None = None
        self._last = 0

    @property
    def playing(self) -> bool:
        """Whether a story is played now."""
        return self._playing is not None and not self._playing.done()

    def begin(self, story: Story, *, url: str) -> int:
        """Play it beside everything else; the number of the run.

        Raises:
            ControlError: another one is played.
        """
        if self.playing:
            raise ControlError("A story is being played: wait for its end, or POST /control/stories/stop.")
        self._last += 1
        self._playing = asyncio.ensure_future(self._play(story, self._last, url))
        return self._last

    async def stop(self) -> None:
        """End the story that is played."""
        if self._playing:
            self._playing.cancel()
            await asyncio.gather(self._playing, return_exceptions=True)

    async def _play(self, story: Story, run: int, url: str) -> None:
        said = {"run": run, "name": story.name, "step": 0, "of": len(story.steps), "words": ""}

        async def told(number: int, step: Step, actor: Actor | None) -> None:
            where = {"from_id": actor.id, "chat_id": actor.chat_id, "message_thread_id": actor.topic} if actor else {}
            said.update(step=number, words=step.written)
            self._tell(status="running", **said, **where)
            await asyncio.sleep(BREATH)

        try:
            async with aiohttp.ClientSession() as http:
                await play(Control(url, http), story, told=told)
            ended: dict[str, Any] = {"status": "passed"}
        except NotAsExpected as error:
            ended = {"status": "failed", "expected": error.expected, "conversation": error.conversation}
        except asyncio.CancelledError:
            ended = {"status": "stopped"}
        except Exception as error:  # whatever it is, the page must learn that the story is over
            log.exception("story_broken")
            ended = {"status": "failed", "expected": f"{type(error).__name__}: {error}", "conversation": ""}
        self._tell(**said, **ended)

    def _tell(self, **told: Any) -> None:
        self.latest = told
        self._app[WORLD].stream.publish("story", **told)


RUNS = web.AppKey("runs", Runs)


def _stories(app: web.Application) -> tuple[tuple[Story, ...], list[str]]:
    """Read anew each time: whoever saves a story plays it as saved."""
    folder = app.get(FOLDER)
    stories, problems = load_stories(folder) if folder else ((), ())
    return stories, [f"{problem.file.name}:{problem.line}: {problem.reason}" for problem in problems]


async def list_all(request: web.Request) -> web.Response:
    """The stories there are, what is wrong with the others, and what is played and remembered now."""
    stories, problems = await asyncio.to_thread(_stories, request.app)
    listed = [{"name": one.name, "title": one.title, "steps": len(one.steps)} for one in stories]
    runs = request.app[RUNS]
    now = {"playing": runs.playing, "latest": runs.latest, "since": runs.since}
    return answer({"stories": listed, "problems": problems, **now})


async def run(request: web.Request) -> web.Response:
    """Begin to play one."""
    name = Body(await fields_of(request)).text("name")
    stories, _ = await asyncio.to_thread(_stories, request.app)
    story = next((one for one in stories if one.name == name), None)
    if story is None:
        raise ControlError(f"There is no story {name}; there are: {', '.join(one.name for one in stories) or 'none'}.")
    return answer({"run": request.app[RUNS].begin(story, url=_own_address(request))})


def _own_address(request: web.Request) -> str:
    """Where this server listens, by the connection itself: what the caller calls it may be a name of theirs."""
    host, port, *_ = request.get_extra_info("sockname")
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def stop(request: web.Request) -> web.Response:
    """End the one that is played."""
    await request.app[RUNS].stop()
    return answer({"playing": False})


async def begin_recording(request: web.Request) -> web.Response:
    """What people did until now is of no interest."""
    runs = request.app[RUNS]
    runs.recorder.begin()
    runs.since = request.app[WORLD].clock.iso()
    return answer({"since": runs.since})


async def recording(request: web.Request) -> web.Response:
    """What people did since then, as a story."""
    text = request.app[RUNS].recorder.compose(request.app[WORLD])
    headers = {"Content-Disposition": 'attachment; filename="story.yaml"'}
    return web.Response(text=text, content_type="application/yaml", headers=headers)


async def close(app: web.Application) -> AsyncIterator[None]:
    """A story that is played ends with the application."""
    yield
    await app[RUNS].stop()


def routes() -> Sequence[web.RouteDef]:
    """The control calls of this file."""
    return [
        web.get("/control/stories", list_all),
        web.post("/control/stories/run", run),
        web.post("/control/stories/stop", stop),
        web.get("/control/stories/recording", recording),
        web.post("/control/stories/recording", begin_recording),
    ]
