"""The bot of a demo goes by the sandbox's clock: a jump is heard at once, and nothing breaks that was under way."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from actions.staff import create_invite
from bot.app import App
from bot.clock import SandboxClock, clock_of
from bot.commands.failures import CannotRun
from bot.schedule import Schedule
from bot.settings import Settings, load_settings
from domain.people import Role
from gateway.clock import SystemClock
from jobs.periodic import Job
from sandbox.seed import CITIZENS, CLERKS, STAFF_GROUP
from sandbox.server import Running, create_app, serve
from storage.db import Database
from storage.schema import migrate
from storage.tables import inbox, outbox

TOKEN = "700001:" + "t" * 35
CITIZEN, CLERK = CITIZENS[0].id, CLERKS[0].id
WEEKS = timedelta(weeks=5)
PATIENCE = 60.0
"""Seconds something may take on a busy machine."""
REPLY = "您好，已经替您报修。"


async def test_a_jump_wakes_who_sleeps_for_less_and_only_them() -> None:
    clock = SandboxClock()
    short, long = [asyncio.ensure_future(clock.sleep(seconds)) for seconds in (3600, 2 * WEEKS.total_seconds())]
    await asyncio.sleep(0)
    before, passed = clock.now(), clock.monotonic()
    clock.hear(datetime.now(UTC) + WEEKS)
    await asyncio.wait_for(short, PATIENCE)

    assert not long.done()
    assert clock.now() - before >= WEEKS - timedelta(seconds=1)
    assert clock.monotonic() - passed < PATIENCE, "no time has passed"
    long.cancel()


async def test_the_clock_is_never_set_back() -> None:
    clock = SandboxClock()
    clock.hear(datetime.now(UTC) + WEEKS)
    clock.hear(datetime.now(UTC))
    assert clock.now() - datetime.now(UTC) > WEEKS - timedelta(seconds=1)


class Watched(SandboxClock):
    """Lets know when somebody sleeps by it."""

    def __init__(self) -> None:
        super().__init__()
        self.asleep = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.asleep.set()
        await super().sleep(seconds)


async def test_a_jump_begins_the_work_of_the_next_period_at_once(tmp_path: Path) -> None:
    clock, done = Watched(), asyncio.Queue[datetime]()
    database = Database(f"sqlite:///{tmp_path}/banshi.db", now=clock.now)
    await migrate(database)
    job = Job("sweeping", timedelta(minutes=10), lambda: done.put(clock.now()))
    schedule = Schedule(database, [job], clock=clock)
    running = asyncio.ensure_future(schedule.run())
    first = await asyncio.wait_for(done.get(), PATIENCE)
    await asyncio.wait_for(clock.asleep.wait(), PATIENCE)
    clock.hear(clock.now() + WEEKS)
    second = await asyncio.wait_for(done.get(), PATIENCE)

    assert second - first > WEEKS - timedelta(minutes=1)
    assert done.empty(), "weeks are made good by doing it once"
    schedule.stop()
    await asyncio.gather(running, return_exceptions=True)
    await database.close()


@pytest.fixture
async def sandbox() -> AsyncIterator[Running]:
    """A fresh sandbox with the demo's people."""
    running = await serve(create_app())
    yield running
    await running.close()


def settings_at(url: str, place: Path, **more: Any) -> Settings:
    return load_settings(
        token=TOKEN, api_url=url, database_url=f"sqlite:///{place}/banshi.db", staff_chats={"main": STAFF_GROUP},
        health_listen="off", _env_file=None, **more,
    )  # fmt: skip


async def until(true: Callable[[], Awaitable[object]], *, what: str, within: float = PATIENCE) -> None:
    """Look again and again."""
    deadline = asyncio.get_running_loop().time() + within
    while not await true():
        assert asyncio.get_running_loop().time() < deadline, what
        await asyncio.sleep(0.05)


async def control(url: str, path: str, **body: Any) -> Any:
    async with aiohttp.ClientSession() as http, http.post(f"{url}/control/{path}", json=body) as response:
        answer = await response.json()
        assert response.status == 200, answer
        return answer


async def test_a_clock_hears_the_jumps_of_its_sandbox(sandbox: Running, tmp_path: Path) -> None:
    await control(sandbox.url, "clock", advance=3600)
    async with clock_of(settings_at(sandbox.url, tmp_path, clock_url=sandbox.url)) as clock:
        assert clock.now() - datetime.now(UTC) > timedelta(minutes=59), "what was before is known at the start"
        sleeping = asyncio.ensure_future(clock.sleep(WEEKS.total_seconds()))
        await asyncio.sleep(0)
        await control(sandbox.url, "clock", advance=WEEKS.total_seconds())
        await asyncio.wait_for(sleeping, PATIENCE)


async def test_without_the_setting_the_clock_is_the_machines(sandbox: Running, tmp_path: Path) -> None:
    async with clock_of(settings_at(sandbox.url, tmp_path)) as clock:
        assert isinstance(clock, SystemClock)


async def test_a_clock_nobody_tells_stops_the_start_with_words(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9"
    with pytest.raises(CannotRun, match="BANSHI_CLOCK_URL"):
        async with clock_of(settings_at(nowhere, tmp_path, clock_url=nowhere)):
            pass


class Hall:
    """A bot at work, and the sandbox it works on."""

    def __init__(self, app: App, url: str, http: aiohttp.ClientSession) -> None:
        self.app = app
        self.url = url
        self._http = http

    async def read(self, path: str, **query: int) -> Any:
        async with self._http.get(f"{self.url}/control/{path}", params=query) as response:
            return await response.json()

    async def sent(self, words: str, *, chat_id: int) -> int:
        """How often a new message with these words was accepted."""
        sends = (await self.read("sends"))["sends"]
        return sum(
            words in send["params"].get("text", "") and send["chat_id"] == chat_id and send["method"] == "sendMessage"
            for send in sends
        )

    async def reads(self, words: str, *, chat_id: int = CITIZEN, within: float = PATIENCE) -> None:
        async def there() -> bool:
            return await self.sent(words, chat_id=chat_id) > 0

        await until(there, what=f"never read: {words}", within=within)

    async def presses(self, label: str, *, who: int = CITIZEN, chat_id: int = CITIZEN) -> None:
        async def pressed() -> bool:
            for message in reversed((await self.read("messages", chat_id=chat_id))["messages"]):
                rows = message.get("reply_markup", {}).get("inline_keyboard", [])
                for button in (button for row in rows for button in row if label in button["text"]):
                    place = {"chat_id": chat_id, "from_id": who, "message_id": message["message_id"]}
                    await control(self.url, "press", text=button["text"], **place)
                    return True
            return False

        await until(pressed, what=f"no button {label}")

    async def hands_over(self, question: str) -> dict[str, Any]:
        """A citizen's question reaches staff; its card."""
        await control(self.url, "start", from_id=CITIZEN)
        await self.reads("示例")
        await control(self.url, "say", chat_id=CITIZEN, from_id=CITIZEN, text=question)
        await self.presses("交给工作人员")
        await self.presses("发送")
        await self.reads(question, chat_id=STAFF_GROUP)
        messages = (await self.read("messages", chat_id=STAFF_GROUP))["messages"]
        return next(message for message in messages if question in message.get("text", ""))

    async def has_it_all(self) -> bool:
        """Whether nothing waits at Telegram, which keeps it for a day only."""
        return not (await self.read("updates"))["pending"]

    async def states(self) -> list[str]:
        """How all that came in and all that went out stands."""
        async with self.app.database.read() as tx:
            return [
                *(await tx.execute(select(inbox.c.state))).scalars(),
                *(await tx.execute(select(outbox.c.state))).scalars(),
            ]


@pytest.fixture
async def hall(sandbox: Running, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Hall]:
    """On SQLite; with the sandbox's clock unless the test wants the machine's."""
    follows = getattr(request, "param", True)
    settings = settings_at(sandbox.url, tmp_path, **({"clock_url": sandbox.url} if follows else {}))
    await control(sandbox.url, "bots", token=TOKEN, first_name="办事", username="banshi_test_bot")
    await control(sandbox.url, "limits", enforce=False)
    async with clock_of(settings) as clock, aiohttp.ClientSession() as http:
        app = App(settings, clock=clock)
        await migrate(app.database)
        async with app.database.write() as tx:
            token = await create_invite(tx, role=Role.CLERK, now=clock.now())
        await app.start()
        await control(sandbox.url, "start", from_id=CLERK, payload=f"inv-{token}")
        yield Hall(app, sandbox.url, http)
        await app.stop()


async def reply(hall: Hall, card: dict[str, Any]) -> None:
    """A clerk answers; it is held for a moment, so that it can still be stopped."""
    place = {"chat_id": STAFF_GROUP, "message_thread_id": card["message_thread_id"]}
    await control(hall.url, "say", from_id=CLERK, text=REPLY, reply_to_message_id=card["message_id"], **place)
    await hall.reads("想改可以直接编辑原消息", chat_id=STAFF_GROUP)


@pytest.mark.parametrize("hall", [False], indirect=True)
async def test_with_the_machines_clock_a_jump_of_the_sandbox_changes_nothing(hall: Hall) -> None:
    """The negative control."""
    await reply(hall, await hall.hands_over("小区门口的路灯坏了，应该找谁修？"))
    await control(hall.url, "clock", advance=3600)
    with pytest.raises(AssertionError):
        await hall.reads(REPLY, within=3)


async def test_after_a_jump_what_is_due_happens_at_once_and_only_once(hall: Hall) -> None:
    await reply(hall, await hall.hands_over("小区门口的路灯坏了，应该找谁修？"))
    await control(hall.url, "clock", advance=3600)
    await hall.reads(REPLY, within=10)
    await control(hall.url, "clock", advance=WEEKS.total_seconds())
    await control(hall.url, "say", chat_id=CITIZEN, from_id=CITIZEN, text="麻烦快一点")
    await hall.reads("已补充到")
    assert await hall.sent(REPLY, chat_id=CITIZEN) == 1


async def test_a_jump_of_weeks_in_the_middle_of_everything_loses_nothing_and_repeats_nothing(hall: Hall) -> None:
    """Leases run out while calls are on their way, back-offs and a 429 are under way, and an update is in work."""
    card = await hall.hands_over("小区门口的路灯坏了，应该找谁修？")
    await control(hall.url, "faults", method="sendMessage", kind="429", times=2, retry_after=2)
    await control(hall.url, "faults", method="sendMessage", kind="500", times=2)
    await control(hall.url, "faults", method="sendMessage", kind="delay", seconds=1, times=3)
    questions = [f"第{number}个路灯坏了找谁修" for number in "一二三"]
    for question in questions:
        await control(hall.url, "say", chat_id=CITIZEN, from_id=CITIZEN, text=question)
        await until(hall.has_it_all, what="what was written is not in the house")
        await control(hall.url, "clock", advance=WEEKS.total_seconds())
    await reply(hall, card)
    await control(hall.url, "clock", advance=WEEKS.total_seconds())
    await hall.reads(REPLY)

    async def all_done() -> bool:
        return set(await hall.states()) <= {"done", "sent", "dropped"}

    await until(all_done, what=f"not all is done: {await hall.states()}")
    assert await hall.sent(REPLY, chat_id=CITIZEN) == 1
    for question in questions:
        assert await hall.sent(question, chat_id=STAFF_GROUP) == 1
