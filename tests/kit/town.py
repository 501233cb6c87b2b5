"""A town to test in: people who write and press, a staff group, the pretended Telegram, and the whole bot.

Everything goes over real HTTP and through the real inbox, dispatcher and outbox; only time stands still until a test
moves it. ``settle`` lets the bot do all there is to do, so nothing ever waits or sleeps.
"""

import asyncio
import itertools
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import aiohttp
import pytest
from aiogram import Router
from aiogram.filters.callback_data import CallbackData

from actions.staff import create_invite
from answers.index import Index, build_index
from answers.models import Guide
from bot.app import App
from bot.settings import load_settings
from content.loader import load_hall
from content.models import Hall
from content.problems import Problem
from domain.people import Role
from gateway.limiter import Limiter
from sandbox.chats import ADMINISTRATOR
from sandbox.clock import Clock
from sandbox.server import Running, create_app, serve
from sandbox.world import World
from storage.outgoing import Lane
from tests.kit.people import Citizen, Clerk, Someone

TOKEN = "700001:" + "t" * 35
STAFF_GROUP = -1001000000001
A_WEDNESDAY = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)
"""Ten in the morning at the sample hall, which is open."""


class Unlimited(Limiter):
    """Lets everything pass: Telegram's limits have tests of their own."""

    counts = False

    def ask(self, chat_id: int, *, lane: Lane, now: datetime, edits: bool = False) -> datetime | None:
        return None


class StandingClock:
    """Time that only moves when somebody sleeps or a test says so; a sleeper is there at once."""

    def __init__(self, start: datetime = A_WEDNESDAY) -> None:
        self.moment = start
        self.passed = timedelta()
        self.offset = timedelta()
        self._limits: list[tuple[timedelta, asyncio.Timeout]] = []

    def now(self) -> datetime:
        return self.moment + self.offset

    def monotonic(self) -> float:
        return self.passed.total_seconds()

    async def sleep(self, seconds: float) -> None:
        self.advance(seconds=seconds)
        await asyncio.sleep(0)

    def advance(self, **units: float) -> None:
        self.moment += timedelta(**units)
        self.passed += timedelta(**units)
        over = [limit for end, limit in self._limits if end <= self.passed]
        self._limits = [(end, limit) for end, limit in self._limits if end > self.passed]
        for limit in over:
            with suppress(RuntimeError):  # what it limited has ended
                limit.reschedule(0)

    def limit(self, seconds: float | None) -> asyncio.Timeout:
        limit = asyncio.timeout(None)
        if seconds is not None:
            self._limits.append((self.passed + timedelta(seconds=seconds), limit))
        return limit

    def jump(self, **units: float) -> None:
        """Set it forward or back; no time passes."""
        self.moment += timedelta(**units)


class Town:
    """One hall, its staff group, and everybody in town."""

    def __init__(self, app: App, world: World, running: Running, http: aiohttp.ClientSession) -> None:
        self.app = app
        self.world = world
        self.url = running.url
        self.clock: StandingClock = app.clock  # type: ignore[assignment] # the fixture gave it this one
        self._http = http
        self._numbers = itertools.count(5001)

    async def control(self, path: str, **body: Any) -> Any:
        """Call the sandbox's control API; a body makes it a POST."""
        async with self._http.post(f"{self.url}/control/{path}", json=body) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def read(self, path: str, **query: Any) -> Any:
        """Ask the sandbox's control API."""
        params = {key: str(value) for key, value in query.items() if value is not None}
        async with self._http.get(f"{self.url}/control/{path}", params=params) as response:
            return await response.json()

    async def upload(self, content: bytes, *, name: str, **fields: Any) -> Any:
        """Let somebody send a file."""
        form = aiohttp.FormData()
        form.add_field("file", content, filename=name)
        for key, value in fields.items():
            if value is not None:
                form.add_field(key, str(value))
        async with self._http.post(f"{self.url}/control/upload", data=form) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def file(self, message: dict[str, Any]) -> bytes:
        """What the picture or the document of a message holds."""
        sent = message["document"] if "document" in message else message["photo"][-1]
        async with self._http.get(f"{self.url}/control/files/{sent['file_id']}") as response:
            assert response.status == 200
            return await response.read()

    async def citizen(self, name: str = "陈晓", *, language: str = "zh-hans") -> Citizen:
        """Somebody with a phone who has not met the bot yet."""
        person = await self.control("people", id=next(self._numbers), first_name=name, language_code=language)
        return Citizen(self, person["id"], name)

    async def clerk(self, name: str = "王敏", *, role: Role = Role.CLERK, areas: Sequence[str] = ()) -> Clerk:
        """A member of staff: in the group, and enrolled by a one-time invite."""
        clerk = await self.outsider(name)
        await self.enrols(clerk, role=role, areas=areas)
        return clerk

    async def enrols(self, somebody: Someone, *, role: Role, areas: Sequence[str] = ()) -> None:
        """Give somebody a role by a one-time invite, in place of any they have."""
        async with self.app.database.write() as tx:
            token = await create_invite(tx, role=role, areas=areas, now=self.app.hall.clock.now())
        await somebody.starts(f"inv-{token}")

    async def joins(self, somebody: Someone, group: int) -> None:
        """Somebody is taken into a group."""
        await self.control("member", chat_id=group, user_id=somebody.id, status="member")

    async def has_group(self, group: int, title: str) -> None:
        """A further staff group, of which the bot is an administrator."""
        more = {"id": group, "title": title, "type": "supergroup", "is_forum": True, "members": []}
        await self.control("chats", **more, bot_status=ADMINISTRATOR)
        await self.settle()

    async def outsider(self, name: str = "路人") -> Clerk:
        """Somebody who is in the staff group, but whom the hall never enrolled."""
        person = await self.control("people", id=next(self._numbers), first_name=name, language_code="zh-hans")
        clerk = Clerk(self, person["id"], name, group=STAFF_GROUP)
        await self.joins(clerk, STAFF_GROUP)
        return clerk

    async def settle(self) -> None:
        """Let the bot do everything there is to do now."""
        app = self.app
        while True:
            await app.delivery.take_over()
            await app.delivery.drained()
            pending = [u for u in self.world.bot().queue.waiting() if u["update_id"] >= (app.poller.offset or 0)]
            if pending:
                await app.poller.fetch(wait=1)
            if not await app.worker.handle_ready() and not pending:
                break
            await app.worker.answered()
        await app.delivery.drained()

    async def later(self, **units: float) -> None:
        """Let time pass, for the bot and for Telegram, and everything happen that is due then."""
        self.clock.advance(**units)
        await self.control("clock", advance=timedelta(**units).total_seconds())
        await self.app.tick()
        await self.settle()

    async def press(self, someone: Someone, *, chat_id: int, message_id: int, data: str) -> None:
        """Press a button and wait for what comes of it."""
        pressed = await self.control("press", chat_id=chat_id, from_id=someone.id, message_id=message_id, data=data)
        await self.settle()
        if "callback_query_id" in pressed:
            answer = await self.read(f"callbacks/{pressed['callback_query_id']}", wait=2)
            someone.toast = answer.get("text") or ""
            someone.alerted = bool(answer.get("show_alert"))

    async def topics(self, chat_id: int = STAFF_GROUP) -> list[dict[str, Any]]:
        """A staff group's topics, as the group sees them."""
        state = await self.read("state")
        [group] = [chat for chat in state["chats"] if chat["id"] == chat_id]
        topics: list[dict[str, Any]] = group["topics"]
        return topics

    async def in_topic(self, thread_id: int | None = None, *, group: int = STAFF_GROUP) -> list[dict[str, Any]]:
        """What stands in a topic of a staff group, oldest first; the newest topic if none is named."""
        thread = thread_id or (await self.topics(group))[-1]["message_thread_id"]
        answer = await self.read("messages", chat_id=group, message_thread_id=thread)
        messages: list[dict[str, Any]] = answer["messages"]
        return messages


def data_of(press: str | CallbackData) -> str:
    """A button's data, whether typed or packed."""
    return press.pack() if isinstance(press, CallbackData) else press


def _load_hall(root: Path, *, today: date) -> tuple[Hall | None, tuple[Problem, ...]]:
    """Read packs of the same files once for all towns: half a second each, and nobody changes a hall."""
    places = sorted(os.path.join(folder, name) for folder, _, names in os.walk(root) for name in names)
    same = (today, tuple((place.removeprefix(str(root)), Path(place).read_bytes()) for place in places))
    if same not in _halls:
        hall, problems = load_hall(root, today=today)
        if hall is None or problems:
            return hall, problems
        _halls[same] = hall
    return _halls[same], ()


_halls: dict[object, Hall] = {}
"""By the day and what the files hold."""


@cache
def _build_index(guides: tuple[Guide, ...]) -> Index:
    """Index the same guides once, for the same reason."""
    return build_index(guides)


@asynccontextmanager
async def open_town(
    database_url: str, *, router: Router | None = None, staff_chats: dict[str, int] | None = None, **more: Any
) -> AsyncIterator[Town]:
    """A town on a migrated database; ``router`` replaces the product's features, ``more`` are settings.

    Further ``staff_chats`` are groups a test makes itself.
    """
    async with AsyncExitStack() as stack:
        clock = StandingClock()
        world = World(clock=Clock(clock.now().timestamp()))  # never the real date, which may be a later one
        running = await serve(create_app(world))
        stack.push_async_callback(running.close)
        http = await stack.enter_async_context(aiohttp.ClientSession())
        settings = load_settings(
            token=TOKEN,
            api_url=running.url,
            database_url=database_url,
            staff_chats=staff_chats or {"main": STAFF_GROUP},
            health_listen="127.0.0.1:0",
            **more,
            _env_file=None,
        )
        stack.enter_context(patch("bot.hall.load_hall", _load_hall))
        stack.enter_context(patch("bot.hall.build_index", _build_index))
        app = App(settings, clock=clock, limiter=Unlimited(), router=router)
        stack.push_async_callback(app.stop)
        app.database.hand_over = app.delivery.take
        town = Town(app, world, running, http)
        await town.control("bots", token=TOKEN, first_name="办事", username="banshi_test_bot")
        await town.control("limits", enforce=False)
        await town.has_group(STAFF_GROUP, "值班组")
        yield town


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[Town]:
    """A town on each of the two databases."""
    async with open_town(database_url) as town:
        yield town
