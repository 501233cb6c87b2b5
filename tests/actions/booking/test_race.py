"""However many want the last places at once, each is given once, and none is left while somebody waits."""

import asyncio
import random

import pytest
from sqlalchemy import update

from storage.slots import get_slot
from storage.tables import slot
from tests.kit.booking import TOMORROW, BookingDesk
from tests.kit.booking_race import PLACES, Race, two_times

SEED = 6
PEOPLE = 40


async def test_reading_before_writing_gives_places_twice(desk: BookingDesk) -> None:
    await desk.plans(two_times())
    wanted = await desk.slot("09:00")
    given = 0

    async def takes() -> None:
        nonlocal given
        async with desk.database.read() as tx:
            seen = await get_slot(tx, wanted.id)
        assert seen
        if seen.free:
            async with desk.database.write() as tx:
                await tx.execute(update(slot).where(slot.c.id == seen.id).values(booked=seen.booked + 1))
                given += 1

    await asyncio.gather(*(takes() for _ in range(PEOPLE)))

    assert given > PLACES
    async with desk.database.write() as tx:
        await tx.execute(update(slot).where(slot.c.id == wanted.id).values(booked=0))


async def test_a_crowd_gets_every_place_once(desk: BookingDesk) -> None:
    await desk.plans(two_times())
    race = Race(desk, TOMORROW, random.Random(SEED))

    await race.run(PEOPLE)

    await race.check_rest()
    assert race.did["waits"] > PLACES, race.did
    assert race.did["takes an offer"], race.did


async def test_the_check_at_rest_sees_a_place_that_is_left_while_somebody_waits(desk: BookingDesk) -> None:
    await desk.plans(two_times())
    race = Race(desk, TOMORROW, random.Random(SEED))
    race.visitors = [await desk.somebody() for _ in range(2 * PLACES)]
    booked = [
        await desk.books(visitor, at, TOMORROW)
        for at, visitor in zip(("09:00", "09:30") * PLACES, race.visitors, strict=True)
    ]
    await desk.waits(await desk.somebody(), TOMORROW)
    await race.check_rest()
    await desk.cancels(booked[0])

    with pytest.raises(AssertionError, match="and 1 wait"):
        await race.check_rest()
