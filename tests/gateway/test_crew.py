"""One update stored wakes one worker; where there is more than one can take, another is woken too."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from unittest.mock import Mock

import pytest

from gateway.crew import Crew
from gateway.worker import BACK_OFF, GROUP, Worker
from storage.inbox import Received, store
from tests.gateway.test_worker import echo
from tests.kit.town import StandingClock, Town, open_town


class EndlessClock(StandingClock):
    """Whoever sleeps is woken by somebody or never."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.Event().wait()


class Clerk(Worker):
    """Counts how often it looked, and finds nothing."""

    def __init__(self) -> None:
        super().__init__(Mock(), Mock(), Mock(), Mock(), clock=EndlessClock(), present=Mock())
        self.looked = 0

    async def handle_ready(self) -> int:
        self.looked += 1
        return 0


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


@asynccontextmanager
async def at_work(clerks: list[Clerk]) -> AsyncIterator[None]:
    """Until they have looked once and wait."""
    running = [asyncio.ensure_future(clerk.run()) for clerk in clerks]
    await settled()
    assert [clerk.looked for clerk in clerks] == [1] * len(clerks)
    yield
    for clerk in clerks:
        clerk.stop()
    await asyncio.gather(*running)


async def test_without_a_crew_everybody_looks_for_one_update() -> None:
    """The negative control."""
    clerks = [Clerk() for _ in range(4)]
    async with at_work(clerks):
        for clerk in clerks:
            clerk.wake()
        await settled()
        assert sum(clerk.looked for clerk in clerks) == 8


@pytest.mark.parametrize(("stored", "looks"), [(1, 5), (2, 6), (4, 8), (9, 8)])
async def test_as_many_look_as_updates_were_stored(stored: int, looks: int) -> None:
    clerks = [Clerk() for _ in range(4)]
    crew = Crew(clerks)
    async with at_work(clerks):
        for _ in range(stored):
            crew.wake()
        await settled()
        assert sum(clerk.looked for clerk in clerks) == looks


async def test_what_is_stored_while_everybody_looks_is_looked_for_again() -> None:
    clerks = [Clerk() for _ in range(2)]
    crew = Crew(clerks)
    running = [asyncio.ensure_future(clerk.run()) for clerk in clerks]
    crew.wake()
    await settled()
    assert [clerk.looked for clerk in clerks] == [2, 2]
    for clerk in clerks:
        clerk.stop()
    await asyncio.gather(*running)


async def strangers(town: Town, count: int) -> None:
    """So many people write at once."""
    for person in range(count):
        written = Received(update_id=9000 + person, conversation=f"p:{person}", kind="message", raw="{}")
        async with town.app.database.write() as tx:
            await store(tx, [written], bot_id=town.app.bot.id, now=town.clock.now())


@pytest.mark.parametrize(("waiting", "more"), [(0, 0), (GROUP - 1, 0), (GROUP, 1), (GROUP + 1, 1)])
async def test_whoever_takes_all_it_can_calls_another(database_url: str, waiting: int, more: int) -> None:
    async with open_town(database_url, router=echo()) as town:
        await strangers(town, waiting)
        town.app.worker.more = called = Mock()
        await town.app.worker.handle_ready()
        assert called.call_count == more


async def test_whoever_tries_one_again_alone_calls_another(database_url: str) -> None:
    async with open_town(database_url, router=echo()) as town:
        chen = await town.citizen()
        await chen.says("fail")
        town.clock.advance(seconds=(BACK_OFF[0] + timedelta(seconds=1)).total_seconds())
        await strangers(town, 2)
        town.app.worker.more = called = Mock()
        assert await town.app.worker.handle_ready() == 1
        assert called.call_count == 1
