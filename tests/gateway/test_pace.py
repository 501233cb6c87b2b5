"""Several processes together keep the limits that Telegram has for the one bot they are."""

import asyncio
import random
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import exc

from gateway import pace as module
from gateway.limiter import Limiter
from gateway.pace import InMemory, Pace, Shared, pace_of
from sandbox.clock import Clock
from sandbox.errors import ApiError
from sandbox.limits import Limits, RateLimiter
from storage.db import Database
from storage.outgoing import Lane
from storage.pace import State
from storage.transaction import Tx
from tests.chaos.drill import seed_of_drill
from tests.kit.database import BACKENDS
from tests.kit.town import StandingClock, Unlimited

GROUP = -100
on_postgresql = pytest.mark.parametrize("database_url", BACKENDS[1:], indirect=True)


@asynccontextmanager
async def shared(
    url: str, clock: StandingClock, count: int, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[list[Shared]]:
    """The paces of so many processes on one database, whose clock stands as theirs does."""
    locked = module.lock_pace

    async def at_this_moment(tx: Tx, chat_ids: Collection[int]) -> tuple[datetime, dict[int, State]]:
        _, states = await locked(tx, chat_ids)
        return clock.now(), states

    monkeypatch.setattr(module, "lock_pace", at_this_moment)
    databases = [Database(url) for _ in range(count)]
    yield [Shared(database, Limiter(), clock=clock) for database in databases]
    for database in databases:
        await database.close()


async def refusals(paces: Sequence[Pace], clock: StandingClock, rng: random.Random, *, messages: int) -> int:
    """How often Telegram would refuse what these send together, each asking again when it was told."""
    began = clock.now()
    theirs, refused = RateLimiter(Clock(0.0, frozen=True), limits=Limits()), 0
    asking = [(began, rng.choice(paces), rng.choice([GROUP, *range(1, 40)])) for _ in range(messages)]
    while asking:
        asking.sort(key=lambda one: one[0])
        at, who, chat = asking.pop(0)
        clock.advance(seconds=max(0.0, (at - clock.now()).total_seconds()))
        free = await who.ask(chat, lane=Lane.INTERACTIVE, now=clock.now(), edits=False)
        if free is not None:
            asking.append((max(free, clock.now() + timedelta(milliseconds=1)), who, chat))
            continue
        theirs._clock.advance(max(0.0, (clock.now() - began).total_seconds() - theirs._clock.now()))
        try:
            theirs.take(chat)
        except ApiError:
            refused += 1
    return refused


async def test_three_processes_that_count_for_themselves_are_refused() -> None:
    """The negative control."""
    seed = seed_of_drill()
    clock = StandingClock()
    paces = [InMemory(Limiter(), clock=clock) for _ in range(3)]
    assert await refusals(paces, clock, random.Random(seed), messages=70) > 5


@on_postgresql
async def test_three_processes_that_count_together_are_not(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seed = seed_of_drill()
    clock = StandingClock()
    async with shared(database_url, clock, 3, monkeypatch) as paces:
        refused = await refusals(paces, clock, random.Random(seed), messages=70)
    print(f"\nCHAOS_SEED={seed} 3 senders, 70 messages, {refused} refused")  # noqa: T201 # a drill prints its figures
    assert refused == 0


@on_postgresql
@pytest.mark.parametrize("said_before", [0, 1], ids=["a new chat", "a known one"])
async def test_who_asks_at_once_gets_no_more_places_than_there_are(
    database_url: str, monkeypatch: pytest.MonkeyPatch, said_before: int
) -> None:
    clock = StandingClock()
    async with shared(database_url, clock, 3, monkeypatch) as paces:
        for _ in range(said_before):
            await paces[0].ask(7, lane=Lane.INTERACTIVE, now=clock.now(), edits=False)
        asks = [one.ask(7, lane=Lane.INTERACTIVE, now=clock.now(), edits=False) for one in paces for _ in range(4)]
        answers = await asyncio.gather(*asks)
    assert answers.count(None) == 3 - said_before, "as many as one chat may have at once"


@on_postgresql
async def test_what_telegram_refuses_one_process_holds_all(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = StandingClock()
    async with shared(database_url, clock, 2, monkeypatch) as [one, two]:
        await one.hold(7, retry_after=9, now=clock.now())
        free = await two.ask(7, lane=Lane.INTERACTIVE, now=clock.now(), edits=False)
        assert free
        assert timedelta(seconds=8) < free - clock.now() < timedelta(seconds=10)
        assert await two.ask(8, lane=Lane.INTERACTIVE, now=clock.now(), edits=False) is None


@on_postgresql
async def test_a_process_whose_clock_is_an_hour_ahead_holds_nobody_up(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = StandingClock()
    async with shared(database_url, clock, 2, monkeypatch) as [one, two]:
        one._clock = StandingClock(clock.now() + timedelta(hours=1))
        for _ in range(3):
            assert await one.ask(7, lane=Lane.INTERACTIVE, now=one._clock.now(), edits=False) is None
        free = await two.ask(7, lane=Lane.INTERACTIVE, now=clock.now(), edits=False)
        assert free
        assert free - clock.now() < timedelta(seconds=2)
        assert await two.ask(8, lane=Lane.INTERACTIVE, now=clock.now(), edits=False) is None


@on_postgresql
async def test_while_the_database_is_away_nothing_passes(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> None:
        raise exc.OperationalError("", {}, OSError())

    clock = StandingClock()
    async with shared(database_url, clock, 1, monkeypatch) as [one]:
        with monkeypatch.context() as patch:
            patch.setattr(module, "lock_pace", away)
            with pytest.raises(exc.OperationalError):
                await one.ask(7, lane=Lane.INTERACTIVE, now=clock.now(), edits=False)
        assert await one.ask(7, lane=Lane.INTERACTIVE, now=clock.now(), edits=False) is None


@on_postgresql
async def test_chats_that_fell_silent_are_forgotten(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FORGETTING", 1)
    monkeypatch.setattr(module, "QUIET", timedelta())
    clock = StandingClock()
    async with shared(database_url, clock, 1, monkeypatch) as [one]:
        for chat in (1, 2, 3):
            clock.advance(seconds=1)
            await one.ask(chat, lane=Lane.INTERACTIVE, now=clock.now(), edits=False)
        async with one._database.read() as tx:
            _, states = await module.lock_pace(tx, (1, 2, 3))
    assert set(states) == {0, 3}


async def test_one_process_counts_in_memory(database_url: str) -> None:
    database = Database(database_url)
    assert isinstance(pace_of(database, Unlimited(), clock=StandingClock()), InMemory)
    kind = InMemory if database.is_sqlite else Shared
    assert isinstance(pace_of(database, Limiter(), clock=StandingClock()), kind)
    await database.close()


def test_a_limiter_that_went_by_the_time_of_day_would_be_silent_for_as_long_as_that_was_set_back() -> None:
    """The negative control."""
    clock, limiter = StandingClock(), Limiter()
    while limiter.ask(7, lane=Lane.INTERACTIVE, now=clock.now()) is None:
        pass
    clock.jump(hours=-1)
    free = limiter.ask(7, lane=Lane.INTERACTIVE, now=clock.now())
    assert free
    assert free - clock.now() > timedelta(minutes=59)


@pytest.mark.parametrize("hours", [-1, 1])
async def test_setting_the_clock_of_the_only_process_neither_silences_it_nor_lets_it_speak_too_fast(hours: int) -> None:
    clock = StandingClock()
    pace = InMemory(Limiter(), clock=clock)
    while await pace.ask(7, lane=Lane.INTERACTIVE, now=clock.now(), edits=False) is None:
        pass
    clock.jump(hours=hours)
    free = await pace.ask(7, lane=Lane.INTERACTIVE, now=clock.now(), edits=False)
    assert free
    assert timedelta() < free - clock.now() <= timedelta(seconds=1.02)
    await pace.hold(8, retry_after=9, now=clock.now())
    clock.jump(hours=hours)
    held = await pace.ask(8, lane=Lane.INTERACTIVE, now=clock.now(), edits=False)
    assert held == clock.now() + timedelta(seconds=9)
