"""An update is confirmed only after it is stored, and nothing that Telegram sends stops the next one."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
from sqlalchemy import exc, select

from gateway.conversation import conversation_of, received
from gateway.intake import Poller, TokenRefused
from gateway.telegram import Ambiguous, NotReached, TelegramError, _result
from gateway.updates import EVENTS
from handlers.routers import build_router
from storage import inbox
from storage.tables import inbox as table
from tests.gateway.post_office import CHEN, PostOffice, open_post_office

EIGHT_DAYS = 8 * 86_400


class Desk:
    """A poller at a post office, and what it has stored."""

    def __init__(self, office: PostOffice) -> None:
        self.office = office
        self.woken = 0
        self.poller = Poller(office.database, office.telegram, bot_id=700001, clock=office.clock, stored=self._wake)

    def _wake(self) -> None:
        self.woken += 1

    async def hears(self, *texts: str) -> None:
        for text in texts:
            await self.office.control("say", chat_id=CHEN, from_id=CHEN, text=text)

    async def stored(self) -> list[str]:
        """What was written, in the order it was stored."""
        async with self.office.database.read() as tx:
            rows = (await tx.execute(select(table.c.raw, table.c.kind).order_by(table.c.seq))).all()
        return [orjson.loads(row.raw)[row.kind]["text"] for row in rows if row.kind == "message"]


@asynccontextmanager
async def open_desk(url: str) -> AsyncIterator[Desk]:
    async with open_post_office(url) as office:
        desk = Desk(office)
        await desk.poller.fetch(wait=0)
        async with office.database.write() as tx:
            await tx.execute(table.delete())
        yield desk


class DatabaseAway(Exception):
    """What a store meets while the database is away."""


def failing_once(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    real, left = inbox.store, [error]

    async def store(*args: Any, **more: Any) -> int:
        if left:
            raise left.pop()
        return await real(*args, **more)

    monkeypatch.setattr("gateway.intake.store", store)


async def test_a_poller_that_confirms_first_loses_what_it_fails_to_store(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the same trouble, with the order turned round as common loops have it."""

    async def confirms_first(self: Poller, updates: list[dict[str, Any]]) -> None:
        self.offset = max(update["update_id"] for update in updates) + 1
        await keep(self, updates)

    async with open_desk(database_url) as desk:
        keep = Poller._keep
        monkeypatch.setattr(Poller, "_keep", confirms_first)
        failing_once(monkeypatch, DatabaseAway())
        await desk.hears("one", "two")
        with pytest.raises(DatabaseAway):
            await desk.poller.fetch(wait=0)
        await desk.hears("three")
        await desk.poller.fetch(wait=0)
        assert await desk.stored() == ["three"]


async def test_what_could_not_be_stored_comes_again(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_desk(database_url) as desk:
        failing_once(monkeypatch, DatabaseAway())
        await desk.hears("one", "two")
        with pytest.raises(DatabaseAway):
            await desk.poller.fetch(wait=0)
        assert desk.woken == 1, "nobody is woken for nothing"
        await desk.hears("three")
        await desk.poller.fetch(wait=1)
        await desk.poller.fetch(wait=1)
        assert await desk.stored() == ["one", "two", "three"]


def looking_for_room(desk: Desk, *answers: bool) -> None:
    """Let the disk answer like this, and then that there is room."""
    looks, old = iter(answers), desk.poller
    desk.poller = Poller(
        desk.office.database,
        desk.office.telegram,
        bot_id=700001,
        clock=desk.office.clock,
        stored=desk._wake,
        takes_more=lambda: next(looks, True),
    )
    desk.poller.offset = old.offset


async def until_stored(desk: Desk) -> float:
    """Let the poller run until it has stored something; how many seconds went by."""
    began, stored = desk.office.clock.now(), asyncio.Event()
    desk.poller._stored = stored.set
    polling = asyncio.ensure_future(desk.poller.run())
    await stored.wait()
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)
    return (desk.office.clock.now() - began).total_seconds()


@pytest.mark.parametrize(("answers", "seconds"), [((), 0), ((False, False, False), 10)])
async def test_nothing_is_fetched_while_the_disk_is_full_and_everything_is_once_there_is_room(
    database_url: str, answers: tuple[bool, ...], seconds: int, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_desk(database_url) as desk:
        looking_for_room(desk, *answers)
        await desk.hears("one", "two")

        assert await until_stored(desk) == seconds, "it looks every five seconds"
        assert await desk.stored() == ["one", "two"]
        assert capsys.readouterr().err.count('"disk_full"') == bool(answers), "told once"


async def test_a_batch_that_comes_again_is_stored_once(database_url: str) -> None:
    async with open_desk(database_url) as desk:
        await desk.hears("one", "two")
        before = desk.poller.offset
        await desk.poller.fetch(wait=0)
        desk.poller.offset = before  # a process that died before it confirmed
        await desk.hears("three")
        while await desk.stored() != ["one", "two", "three"]:
            await desk.poller.fetch(wait=1)


async def test_update_numbers_that_start_lower_after_a_quiet_week_are_still_handled(database_url: str) -> None:
    async with open_desk(database_url) as desk:
        lower = 0
        while not lower:
            await desk.hears("before")
            await desk.poller.fetch(wait=1)
            known = desk.poller.offset or 0
            await desk.office.control("clock", advance=EIGHT_DAYS)
            await desk.hears("after")
            [waiting] = (await desk.office.read("updates"))["updates"]
            lower = waiting["update_id"] < known
            await desk.poller.fetch(wait=1)
            assert (await desk.stored())[-1] == "after"


async def run_until(desk: Desk, done: Callable[[], bool]) -> None:
    """Let the poller's loop run until something is the case."""
    running = asyncio.ensure_future(desk.poller.run())
    async with asyncio.timeout(60):
        while not done() and not running.done():  # noqa: ASYNC110 # the loop's state is what the test waits for
            await asyncio.sleep(0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def answering(desk: Desk, *answers: Any) -> list[float]:
    """Let Telegram answer polls like this, then as ever; returns the pauses the poller makes."""
    pauses: list[float] = []
    left, real, sleep = list(answers), desk.office.telegram.call, desk.office.clock.sleep

    async def call(method: str, body: str = "{}", **more: float) -> Any:
        if left:
            answer = left.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer
        return await real(method, body, **more)

    async def counted(seconds: float) -> None:
        pauses.append(seconds)
        await sleep(seconds)

    desk.office.telegram.call = call  # type: ignore[method-assign] # as the test wants it
    desk.office.clock.sleep = counted  # type: ignore[method-assign] # the same
    return pauses


async def test_another_poller_is_reported_and_backed_off_from(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_desk(database_url) as desk:
        pauses = answering(desk, *[TelegramError(409, "Conflict: terminated by other getUpdates request")] * 9)
        await desk.hears("one")
        await run_until(desk, lambda: desk.woken == 2)
        assert await desk.stored() == ["one"]
        assert capsys.readouterr().err.count('"another_poller"') == 9
        assert len(pauses) == 9
        assert 1 <= pauses[0] <= 2
        assert 7.5 <= pauses[-1] <= 15


async def test_whatever_fails_the_poller_goes_on(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_desk(database_url) as desk:
        away = exc.OperationalError("", {}, OSError())
        failing_once(monkeypatch, away)
        pauses = answering(
            desk, NotReached("dns"), Ambiguous("cut"), TelegramError(502, "no JSON answer"),
            TelegramError(429, "slowly", retry_after=17),
        )  # fmt: skip
        await desk.hears("one")
        await run_until(desk, lambda: desk.woken == 2)
        assert await desk.stored() == ["one"]
        assert len(pauses) == 5
        assert pauses[3] == 17


async def test_an_outage_of_days_does_not_end_the_poller(database_url: str) -> None:
    async with open_desk(database_url) as desk:
        desk.poller._failures = 5000
        pauses = answering(desk, NotReached("dns"))
        await desk.hears("one")
        await run_until(desk, lambda: desk.woken == 2)
        assert len(pauses) == 1


async def test_a_refused_token_ends_the_poller(database_url: str) -> None:
    async with open_desk(database_url) as desk:
        answering(desk, TelegramError(401, "Unauthorized"))
        with pytest.raises(TokenRefused):
            await desk.poller.run()


POISON: list[dict[str, Any]] = [
    {},
    {"message": None},
    {"message": 5},
    {"message": {"chat": {"type": "private"}, "from": {"id": "abc"}}},
    {"message": {"chat": {"type": "private"}, "from": {"id": 1 << 70}}},
    {"message": {"chat": {"type": "private"}, "from": {"id": True}}},
    {"message": {"chat": {"type": "group", "id": "x" * 500}, "from": {"id": 1}}},
    {"message": {"chat": [], "from": "me"}},
    {"callback_query": {"from": {"id": 1}, "inline_message_id": "x"}},
    {"message": {"chat": {"type": "private", "id": 1}, "from": {"id": 1}, "text": "a\ud800b\x00"}},
    {"a_kind_with_a_name_longer_than_forty_characters_in_all": {"x": 1}},
]


def as_read() -> list[dict[str, Any]]:
    """The poison as it comes over the wire."""
    updates = [{"update_id": n, **update} for n, update in enumerate(POISON)]
    read: list[dict[str, Any]] = _result(200, json.dumps({"ok": True, "result": updates}).encode())
    return read


async def test_poison_is_stored_like_anything_else(database_url: str) -> None:
    async with open_desk(database_url) as desk:
        answering(desk, as_read())
        await desk.poller.fetch(wait=0)
        async with desk.office.database.read() as tx:
            assert len((await tx.execute(select(table.c.seq))).all()) == len(POISON)


def test_what_has_no_readable_conversation_gets_one_of_its_own() -> None:
    conversations = [received(update).conversation for update in as_read()]
    assert conversations[:9] == [f"u:{n}" for n in range(9)]
    assert all(len(conversation) <= 80 for conversation in conversations)


def test_half_a_surrogate_pair_spoils_one_letter_and_not_the_batch() -> None:
    assert as_read()[9]["message"]["text"] == "a?b\x00"


def test_a_press_and_a_message_of_one_person_share_their_conversation() -> None:
    chat, person = {"id": -5, "type": "supergroup"}, {"id": 7}
    written = {"chat": chat, "from": person, "message_thread_id": 9, "is_topic_message": True}
    pressed = {"from": person, "message": {**written, "from": {"id": 1}}}
    assert conversation_of("message", written) == conversation_of("callback_query", pressed) == "g:-5:9:7"
    private = {"chat": {"id": 7, "type": "private"}, "from": person}
    assert conversation_of("message", private) == "p:7"


def test_every_kind_of_update_that_a_handler_waits_for_is_asked_for_and_no_other() -> None:
    wanted = build_router().resolve_used_update_types()
    assert sorted(wanted) == sorted(EVENTS)
