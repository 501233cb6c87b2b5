"""What the database counts free on each day is what the times of these days say one by one."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from domain.times import times_of
from storage.alternatives import add_alternative, slots_kept
from storage.db import Database
from storage.free_days import count_free_by_day
from storage.slots import add_slots, list_open_between
from storage.tables import place, slot
from storage.transaction import Tx
from tests.kit.booking import BookingDesk

SEED = 20
AREAS, DAYS = 40, 3
FIRST = date(2026, 12, 10)
NINE = datetime(2026, 12, 10, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def slots_of_a_day(dice: random.Random, area: str, day: date) -> list[dict[str, Any]]:
    """Slots of ten and twenty minutes, or of twenty alone, with breaks and quotas; some closed, full or overfull."""
    rows, begins = [], NINE + (day - FIRST)
    lengths = dice.choice(((10, 20), (20,), (20,)))
    for _ in range(dice.randrange(6)):
        begins += dice.choice((0, 0, 10)) * MINUTE
        span = {"starts_at": begins, "ends_at": begins + dice.choice(lengths) * MINUTE}
        for quota in ("", *dice.sample(("q", "r"), dice.randrange(3))):
            capacity, booked = dice.randrange(4), dice.randrange(4)
            places = {"capacity": capacity, "booked": booked, "excess": max(booked - capacity, 0)}
            closed = dice.random() < 0.1
            rows.append({"area": area, "day": day, "quota": quota, **span, **places, "closed": closed})
        begins = span["ends_at"]
    return rows


async def keep_some(tx: Tx, dice: random.Random, *, instead_of: int, by: int) -> None:
    """A third of all slots has a place that is kept instead of an appointment."""
    ids = (await tx.execute(select(slot.c.id).where(slot.c.day >= FIRST))).scalars().all()
    await tx.execute(insert(place), [{"booking_id": by, "slot_id": one} for one in dice.sample(ids, len(ids) // 3)])
    await add_alternative(tx, by, instead_of=instead_of, until=NINE)


async def one_by_one(tx: Tx, *, now: datetime, soonest: datetime, **about: Any) -> dict[date, int] | None:
    """The same by the times; None where a slot is shorter than the visit."""
    length, quota, instead_of = about.pop("length"), about["quota"], about.pop("instead_of")
    found = await list_open_between(tx, **about)
    kept = await slots_kept(tx, instead_of) if instead_of else set()
    slots = [replace(one, booked=one.booked - (one.id in kept)) for one in found]
    ahead = [one for one in slots if one.span.starts_at >= soonest and one.span.starts_at > now]
    if any(one.span.ends_at - one.span.starts_at < length for one in ahead if not one.quota):
        return None
    free: dict[date, int] = {}
    for time in times_of(ahead, length=length, quota=quota):
        free[time.day] = free.get(time.day, 0) + time.free
    return free


async def test_days_are_counted_as_their_times_are(database: Database) -> None:
    dice, desk = random.Random(SEED), BookingDesk(database)
    await desk.opens()
    affected, spare = [await desk.books(await desk.somebody(), at) for at in ("09:00", "09:30")]
    days = [FIRST + timedelta(days=ahead) for ahead in range(DAYS)]
    areas = [f"area{number}" for number in range(AREAS)]
    async with database.write() as tx:
        await add_slots(tx, [row for area in areas for day in days for row in slots_of_a_day(dice, area, day)])
        await keep_some(tx, dice, instead_of=affected.id, by=spare.id)
    seen: Counter[str] = Counter()
    async with database.read() as tx:
        for area in areas * 3:
            now = NINE + dice.choice((-60, 0, 20)) * MINUTE
            about: dict[str, Any] = {
                "area": area,
                "first": FIRST,
                "last": dice.choice(days),
                "length": dice.choice((10, 20)) * MINUTE,
                "quota": dice.choice((None, "q")),
                "now": now,
                "soonest": now + dice.choice((0, 60)) * MINUTE,
                "instead_of": dice.choice((None, affected.id)),
            }
            counted = await count_free_by_day(tx, **about)
            assert counted == await one_by_one(tx, **about), f"seed {SEED}: {about}"
            assert list(counted or ()) == sorted(counted or ())
            seen["several slots" if counted is None else "free" if any(counted.values()) else "full"] += 1
    assert set(seen) == {"several slots", "free", "full"}, seen
