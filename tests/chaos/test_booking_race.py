"""Two hundred people want five places at once, again and again."""

import random

import pytest

from domain.booking import State
from storage.db import Database
from tests.chaos.drill import seed_of_drill
from tests.chaos.figures import Ledger
from tests.kit.booking import BookingDesk
from tests.kit.booking_race import PLACES, Race, two_times

ROUNDS = 20
PEOPLE = 200

pytestmark = [pytest.mark.chaos, pytest.mark.long, pytest.mark.takes(200)]


async def test_no_crowd_gets_more_places_than_there_are(database: Database, ledger: Ledger) -> None:
    seed = seed_of_drill()
    rng = random.Random(seed)
    desk = BookingDesk(database, hall=two_times(horizon="60 days"))
    await desk.opens()
    days = sorted({slot.day for slot in await desk.slots() if slot.day > desk.now.date()})
    morning = desk.now
    for day in days[:ROUNDS]:
        desk.now = morning
        race = Race(desk, day, rng)
        await race.run(PEOPLE)
        await race.check_rest()
        booked = [one for one in await race.active() if one.state is State.BOOKED]
        assert len(booked) <= 2 * PLACES
    assert await desk.drift() == []
    backend = "SQLite" if database.is_sqlite else "PostgreSQL"
    ledger.note(f"crowd at five places, {backend}", faults=ROUNDS, seed=seed)
