"""Two hundred people want five places at once, again and again, and the process is killed in the middle of it."""

import asyncio
import random
import signal
import sys
from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlalchemy import update

from domain.booking import State
from storage import pool
from storage.db import Database
from storage.places import miscounted
from storage.tables import slot
from tests.chaos.crowd import HORIZON, PEOPLE
from tests.chaos.drill import seed_of_drill
from tests.chaos.figures import Ledger
from tests.chaos.lives import ROOT
from tests.kit.booking import BookingDesk
from tests.kit.booking_race import PLACES, Race, two_times

ROUNDS = 20
PATIENCE = 120.0
"""Seconds for a crowd, and in it for a connection, on a machine that does much else."""

pytestmark = pytest.mark.chaos


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[BookingDesk]:
    """Two times of five places each weekday; when everything is over, everything agrees."""
    desk = BookingDesk(database, hall=two_times(horizon=HORIZON))
    await desk.opens()
    yield desk
    assert await desk.drift() == []


async def days_of(desk: BookingDesk) -> list[date]:
    """The days after today on which there are places."""
    return sorted({slot.day for slot in await desk.slots() if slot.day > desk.now.date()})


async def crowd_is_killed(desk: BookingDesk, day: date, *, seed: int, after: int, halves: bool = False) -> None:
    """A process lets a crowd in, and is killed with -9 when so many have done what they came for."""
    first = (day.toordinal() % 1_000) * PEOPLE * 10
    url = desk.database.url.render_as_string(hide_password=False)
    arguments = [url, day.isoformat(), str(seed), str(first), *(["halves"] if halves else [])]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.chaos.crowd", *arguments, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    try:
        for _ in range(after):
            assert process.stdout
            line = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
            assert line == b"done\n", "the crowd ended by itself"
    finally:
        process.kill()
    assert await process.wait() == -signal.SIGKILL


async def check_day(race: Race) -> None:
    """Nobody is there who has no place, nobody lost one, and nobody waits at an empty place."""
    await race.rest()
    await race.check_rest()
    booked = [one for one in await race.active() if one.state is State.BOOKED]
    assert len(booked) <= 2 * PLACES


async def test_a_place_counted_before_it_is_written_down_is_lost_when_the_process_dies(desk: BookingDesk) -> None:
    """The negative control."""
    day = (await days_of(desk))[0]
    await crowd_is_killed(desk, day, seed=1, after=1, halves=True)
    async with desk.database.read() as tx:
        assert len(await miscounted(tx)) == 1
    async with desk.database.write() as tx:
        await tx.execute(update(slot).values(booked=0))


@pytest.mark.parametrize(
    "rounds",
    [
        pytest.param(1, marks=pytest.mark.takes(30)),
        pytest.param(ROUNDS, marks=[pytest.mark.long, pytest.mark.takes(300)]),
    ],
)
async def test_crowds_that_die_in_the_middle_leave_every_place_with_one_person(
    desk: BookingDesk, rounds: int, ledger: Ledger
) -> None:
    seed = seed_of_drill()
    rng, morning = random.Random(seed), desk.now
    for day in (await days_of(desk))[:rounds]:
        desk.now = morning
        await crowd_is_killed(desk, day, seed=rng.randrange(1_000_000), after=rng.randrange(1, PEOPLE))
        await check_day(Race(desk, day, rng))
    ledger.note(f"killed crowds at five places, {backend(desk)}", faults=rounds, seed=seed)


@pytest.mark.long
@pytest.mark.takes(200)
async def test_no_crowd_gets_more_places_than_there_are(
    desk: BookingDesk, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two hundred stand at the database itself; in the bot they wait in the inbox, and four workers come with them.
    monkeypatch.setattr(pool, "PATIENCE", PATIENCE)
    seed = seed_of_drill()
    rng, morning = random.Random(seed), desk.now
    for day in (await days_of(desk))[:ROUNDS]:
        desk.now = morning
        race = Race(desk, day, rng)
        await race.rush(PEOPLE)
        await check_day(race)
    ledger.note(f"crowd at five places, {backend(desk)}", faults=ROUNDS, seed=seed)


def backend(desk: BookingDesk) -> str:
    """What the database is called."""
    return "SQLite" if desk.database.is_sqlite else "PostgreSQL"
