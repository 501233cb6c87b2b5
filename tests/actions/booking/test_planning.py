"""The plan becomes times; changed, it makes other times, and drops nobody who has booked."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from actions.booking.planning import Planned
from content.booking import ServiceBooking
from domain.booking import Booking, State
from domain.booking_refusals import HoldOver, SlotClosed, SlotFull
from domain.rebooking import Reason
from jobs.booking import relieve
from jobs.planning import plan_slots
from storage.rebooking import find_affected
from storage.tables import booking, place, slot
from tests.kit.booking import AREA, CLERK, SHANGHAI, TODAY, TOMORROW, BookingDesk, area_with, hall_with

MORNINGS = {day: ["09:00-12:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
FRIDAY = date(2026, 12, 4)


async def plans(desk: BookingDesk, booking: Any, **service: Any) -> Planned:
    """The hall changes what can be booked."""
    of_service = ServiceBooking.model_validate(service)
    desk.hall = hall_with(None if booking is None else area_with(**booking), service=of_service)
    return (await plan_slots(desk.database, hall=desk.hall, now=desk.now)).get(AREA, Planned())


async def reason(desk: BookingDesk, booked: Booking) -> Reason | None:
    """Why somebody must come at another time."""
    async with desk.database.read() as tx:
        entry = await find_affected(tx, booked.id)
    return entry.reason if entry else None


async def starts(desk: BookingDesk, day: date = TOMORROW) -> list[str]:
    """When the open slots of a day begin, by the hall's clock."""
    return [f"{one.span.starts_at.astimezone(SHANGHAI):%H:%M}" for one in await desk.slots(first=day, days=0)]


async def test_the_horizon_and_some_days_more_are_planned_once(desk: BookingDesk) -> None:
    days = sorted({one.day for one in await desk.slots()})

    assert (days[0], days[-1]) == (TODAY, date(2026, 12, 18)), "nine days ahead, and a week to spare"
    assert date(2026, 12, 6) not in days
    assert date(2026, 12, 12) not in days, "the hall's own closing day"
    assert await plan_slots(desk.database, hall=desk.hall, now=desk.now) == {AREA: Planned()}


async def test_a_new_day_comes_with_every_night(desk: BookingDesk) -> None:
    desk.now += timedelta(days=3)

    done = await plan_slots(desk.database, hall=desk.hall, now=desk.now)

    assert done[AREA] == Planned(added=6 + 14), "a Saturday and a Monday"


async def test_two_who_plan_at_once_make_every_slot_once(desk: BookingDesk) -> None:
    hall = hall_with(area_with(slot="15 minutes"))

    await asyncio.gather(*(plan_slots(desk.database, hall=hall, now=desk.now) for _ in range(2)))

    assert len(await starts(desk)) == 28


async def test_what_has_begun_stays_as_it_is(desk: BookingDesk) -> None:
    desk.now += timedelta(hours=1)

    await plans(desk, {"windows": {"thu": ["09:00-12:00"]}})

    assert await starts(desk, TODAY) == ["09:00", "09:30"]


async def test_where_nobody_is_served_any_more_everybody_is_on_the_list(desk: BookingDesk) -> None:
    booked = await desk.books(await desk.somebody(), "14:00")
    early = await desk.books(await desk.somebody(), "09:00")

    done = await plans(desk, {"windows": MORNINGS})

    assert done.listed == ((booked, Reason.CLOSED),)
    assert (await desk.present(booked)).state is State.BOOKED
    assert await reason(desk, early) is None


async def test_an_area_that_is_not_booked_any_more_drops_nobody(desk: BookingDesk) -> None:
    booked = await desk.books(await desk.somebody(), "14:00")

    done = await plans(desk, None)

    assert done.listed == ((booked, Reason.CLOSED),)
    assert done.closed == 13 * 14 + 6
    assert await starts(desk) == []


async def test_whoever_came_last_goes_where_there_are_fewer_places(desk: BookingDesk) -> None:
    await plans(desk, {"counters": 3})
    first = await desk.books(await desk.somebody(), "09:00")
    desk.now += timedelta(minutes=1)
    second = await desk.books(await desk.somebody(), "09:00")
    third = await desk.holds(await desk.somebody(), "09:00")

    done = await plans(desk, {"counters": 1})

    assert {one.id for one, _ in done.listed} == {second.id, third.id}
    assert await reason(desk, first) is None
    with pytest.raises(HoldOver):
        await desk.confirms(third)


async def test_whose_hold_is_too_many_does_not_get_it_by_pressing_again(desk: BookingDesk) -> None:
    await plans(desk, {"counters": 2})
    await desk.books(await desk.somebody(), "10:00")
    held = await desk.holds(await desk.somebody(), "10:00")
    await plans(desk, {"counters": 1})
    assert await reason(desk, held) is Reason.FEWER

    with pytest.raises(SlotFull):
        await desk.holds(held.visitor, "10:00")

    assert await reason(desk, held) is Reason.FEWER


async def test_whose_hold_is_too_many_and_who_looks_at_another_time_is_off_the_list(desk: BookingDesk) -> None:
    await plans(desk, {"counters": 2})
    await desk.books(await desk.somebody(), "10:00")
    held = await desk.holds(await desk.somebody(), "10:00")
    await plans(desk, {"counters": 1})

    await desk.holds(held.visitor, "11:00")

    assert await reason(desk, held) is None


async def test_who_must_go_from_an_hour_does_not_move_into_the_half_of_it_that_is_too_full(desk: BookingDesk) -> None:
    await plans(desk, {"counters": 2}, length="60 minutes")
    await desk.books(await desk.somebody(), "09:00")
    last = await desk.books(await desk.somebody(), "09:00")
    await plans(desk, {"counters": 1}, length="60 minutes")

    with pytest.raises(SlotFull):
        await desk.moves(last, "09:30")

    assert await reason(desk, last) is Reason.FEWER
    assert (await desk.moves(last, "10:00")).sequence == 1
    assert await reason(desk, last) is None


async def test_whoever_need_not_go_any_more_is_taken_off(desk: BookingDesk) -> None:
    await plans(desk, {"counters": 3})
    first, second, third = [await desk.books(await desk.somebody(), "09:00") for _ in range(3)]
    await plans(desk, {"counters": 1})
    assert [await reason(desk, one) for one in (first, second, third)] == [None, Reason.FEWER, Reason.FEWER]

    await desk.cancels(first)
    await desk.later(seconds=1)
    assert [await reason(desk, one) for one in (second, third)] == [None, Reason.FEWER]

    done = await plans(desk, {"counters": 2})
    assert done.relieved == (third,)
    assert await reason(desk, third) is None


async def test_who_moves_or_gives_up_is_off_the_list(desk: BookingDesk) -> None:
    moving, ending, coming = [
        await desk.books(await desk.somebody(), at, by=CLERK) for at in ("14:00", "14:30", "15:00")
    ]
    await plans(desk, {"windows": MORNINGS})
    desk.now = datetime(2026, 12, 3, 8, 0, tzinfo=SHANGHAI)

    moved = await desk.moves(moving, "09:30")
    await desk.cancels(ending)

    assert (moved.sequence, await reason(desk, moving), await reason(desk, ending)) == (1, None, None)
    assert await reason(desk, coming) is Reason.CLOSED


async def test_whom_the_hall_asks_to_move_may_until_it_begins(desk: BookingDesk) -> None:
    booked = await desk.books(await desk.somebody(), "14:00", day=TODAY)
    await plans(desk, {"windows": {"wed": ["09:00-12:00"], "fri": ["09:00-12:00"]}})
    desk.now = datetime(2026, 12, 2, 13, 59, tzinfo=SHANGHAI)

    assert (await desk.moves(booked, "09:00", day=FRIDAY)).day == FRIDAY


async def test_other_lengths_leave_everybody_where_they_are(desk: BookingDesk) -> None:
    booked = await desk.books(await desk.somebody(), "09:30")

    done = await plans(desk, {"slot": "20 minutes"})

    assert done.listed == ()
    assert (await starts(desk))[:4] == ["09:00", "09:30", "10:00", "10:20"]
    assert (await starts(desk, FRIDAY))[:4] == ["09:00", "09:20", "09:40", "10:00"]
    await desk.cancels(booked)
    await plans(desk, {"slot": "20 minutes"})
    assert (await starts(desk))[:4] == ["09:00", "09:20", "09:40", "10:00"]


async def test_a_slot_that_was_closed_is_opened_again_and_made_no_second_time(desk: BookingDesk) -> None:
    before = await desk.slot("14:00")
    await plans(desk, {"windows": MORNINGS})

    done = await plans(desk, {})

    assert (done.added, done.opened) == (0, 13 * 8 + 6)
    assert (await desk.slot("14:00")).id == before.id


async def test_more_kept_for_others_sends_nobody_away(desk: BookingDesk) -> None:
    await plans(desk, {"counters": 2})
    for _ in range(2):
        await desk.books(await desk.somebody(), "09:00")

    done = await plans(desk, {"counters": 2, "walk_ins": 50})

    assert done.listed == ()
    assert ((await desk.slot("09:00")).capacity, (await desk.slot("09:30")).capacity) == (2, 1)


async def test_a_quota_that_comes_later_holds_for_whoever_comes_later(desk: BookingDesk) -> None:
    await plans(desk, {"counters": 3})
    old = await desk.books(await desk.somebody(), "09:00")
    quota = {"counters": 3, "quotas": [{"id": "pairs", "most": 1}]}
    await plans(desk, quota, quota="pairs")
    new = await desk.books(await desk.somebody(), "09:00")

    assert [await reason(desk, one) for one in (old, new)] == [None, None]
    fewer = await plans(desk, {"counters": 1, "quotas": [{"id": "pairs", "most": 1}]}, quota="pairs")
    assert fewer.listed == ((new, Reason.FEWER),)


async def test_a_quota_that_is_given_up_limits_nobody(desk: BookingDesk) -> None:
    await plans(desk, {"counters": 2, "quotas": [{"id": "pairs", "most": 2}]}, quota="pairs")
    there = [await desk.books(await desk.somebody(), "09:00") for _ in range(2)]

    assert (await plans(desk, {"counters": 2})).listed == ()
    await desk.cancels(there[0])
    assert (await desk.slot("09:00")).free == 1


async def test_a_closed_time_cannot_be_held(desk: BookingDesk) -> None:
    afternoon = await desk.slot("14:00")
    await plans(desk, {"windows": MORNINGS})
    stale = replace(desk)
    stale.slot = lambda *_: asyncio.sleep(0, afternoon)  # type: ignore[method-assign] # a button of before

    with pytest.raises(SlotClosed):
        await stale.holds(await desk.somebody(), "14:00")


async def test_only_looking_changes_nothing(desk: BookingDesk) -> None:
    booked = await desk.books(await desk.somebody(), "14:00")
    hall = hall_with(area_with(windows=MORNINGS))
    async with desk.database.read() as tx:
        before = (await tx.execute(select(slot).order_by(slot.c.id))).all()

    done = await plan_slots(desk.database, hall=hall, now=desk.now, keep=False)

    assert done[AREA].listed == ((booked, Reason.CLOSED),)
    async with desk.database.read() as tx:
        assert (await tx.execute(select(slot).order_by(slot.c.id))).all() == before
    assert await reason(desk, booked) is None


async def test_counting_finds_a_place_that_nobody_has(desk: BookingDesk) -> None:
    """The negative control of the count that every test of this folder ends with."""
    booked = await desk.books(await desk.somebody(), "09:00")
    full = await desk.slot("09:00")
    async with desk.database.write() as tx:
        await tx.execute(update(slot).where(slot.c.id == full.id).values(booked=0))
    [drift] = await desk.drift()
    assert drift == f"slot {full.id}: {{'booked': 1, 'excess': 0}} {{'booked': 0, 'excess': 0}}"

    async with desk.database.write() as tx:
        await tx.execute(update(slot).where(slot.c.id == full.id).values(booked=1))
        await tx.execute(update(booking).where(booking.c.id == booked.id).values(state="cancelled"))
    assert len(await desk.drift()) == 2, "it has a place, and its events say otherwise"
    async with desk.database.write() as tx:
        await tx.execute(update(booking).where(booking.c.id == booked.id).values(state="booked"))
        assert (await tx.execute(select(func.count()).select_from(place))).scalar_one() == 1


async def test_nothing_to_relieve_is_nothing_to_do(desk: BookingDesk) -> None:
    async with desk.database.write() as tx:
        assert await relieve(tx, area=AREA, day=TOMORROW, now=desk.now) == 0
