"""Whoever cannot come as they booked has other times kept for them, of which they take one and give back the rest."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from actions.booking.choosing import days_of_service, times_on_day
from actions.booking.moving import move
from domain.booking import Booking
from domain.booking_refusals import SlotFull
from domain.errors import Refusal
from domain.rebooking import Outcome
from storage.alternatives import list_alternatives
from storage.bookings import find_offer
from storage.slots import give_places, take_places
from tests.kit.booking import SHANGHAI, BookingDesk, area_with, hall_with
from tests.kit.rebooking import kept_for, outcomes, told

FRIDAY, MONDAY = date(2026, 12, 4), date(2026, 12, 7)
WEEK = ("mon", "tue", "wed", "thu", "fri")
MORNING = {"windows": {day: ["09:00-10:30"] for day in WEEK}}
"""Three times a day of one place each."""


@pytest.fixture
async def crowded(desk: BookingDesk) -> tuple[BookingDesk, list[Booking]]:
    """Three people who booked Thursday morning, which is closed then."""
    await desk.plans(hall_with(area_with(**MORNING)))
    people = []
    for at in ("10:00", "09:00", "09:30"):
        people.append(await desk.books(await desk.somebody(), at))
        desk.now += timedelta(minutes=1)
    await desk.closes()
    await desk.later(seconds=1)
    return desk, people


async def test_whoever_booked_first_has_the_nearest_times_kept_and_nobody_the_same(
    crowded: tuple[BookingDesk, list[Booking]],
) -> None:
    desk, people = crowded

    kept = [await kept_for(desk, one) for one in people]

    assert kept[0] == ["04 09:00", "04 09:30", "04 10:00"]
    assert len({time for times in kept for time in times}) == 9
    assert await told(desk) == ["visit_affected"] * 3


async def test_over_the_may_holiday_the_nearest_days_are_behind_it(desk: BookingDesk) -> None:
    eve = date(2026, 4, 30)
    desk.now = datetime(2026, 4, 29, 15, tzinfo=SHANGHAI)
    await desk.plans(hall_with(area_with(**MORNING)))
    people = [await desk.books(await desk.somebody(), at, eve) for at in ("09:00", "09:30")]
    await desk.closes(day=eve)
    await desk.later(seconds=1)

    assert await kept_for(desk, people[0]) == ["06 09:00", "06 09:30", "06 10:00"]
    assert await kept_for(desk, people[1]) == ["07 09:00", "07 09:30", "07 10:00"]
    assert (await desk.moves(people[0], "09:30", date(2026, 5, 6))).day == date(2026, 5, 6)


async def test_whoever_takes_one_gives_back_the_others_at_once(crowded: tuple[BookingDesk, list[Booking]]) -> None:
    desk, people = crowded
    first, _, other = await kept_for(desk, people[0])

    moved = await desk.moves(people[0], first[3:], date(2026, 12, int(first[:2])))

    assert (moved.code, moved.sequence) == (people[0].code, 1)
    assert await kept_for(desk, people[0]) == []
    assert (await desk.slot(other[3:], date(2026, 12, int(other[:2])))).free == 1
    assert await outcomes(desk) == [Outcome.MOVED, None, None]


async def test_what_is_kept_for_somebody_nobody_else_gets_and_they_may_choose_any_other(
    crowded: tuple[BookingDesk, list[Booking]],
) -> None:
    desk, people = crowded
    first = (await kept_for(desk, people[0]))[0]
    day = date(2026, 12, int(first[:2]))
    with pytest.raises(SlotFull):
        await desk.holds(await desk.somebody(), first[3:], day)
    with pytest.raises(SlotFull):
        await desk.moves(people[1], first[3:], day)

    await desk.moves(people[1], "09:00", date(2026, 12, 11))
    await desk.cancels(people[2])

    assert [await kept_for(desk, one) for one in people[1:]] == [[], []]
    assert await outcomes(desk) == [None, Outcome.MOVED, Outcome.GIVEN_UP]


async def test_what_is_kept_for_somebody_is_free_for_them_alone(crowded: tuple[BookingDesk, list[Booking]]) -> None:
    desk, people = crowded

    async def free(instead_of: Booking | None) -> list[str]:
        about: dict[str, Any] = {"hall": desk.hall, "now": desk.now, "instead_of": instead_of}
        async with desk.database.read() as tx:
            times = await times_on_day(tx, "marriage", FRIDAY, **about)
            days = await days_of_service(tx, "marriage", **about)
        assert (FRIDAY in days.free) == bool(times.free)
        return [f"{at:%d %H:%M}" for at, _ in times.free]

    assert await free(None) == []
    assert [await free(one) for one in people] == [await kept_for(desk, people[0]), [], []]


async def test_what_comes_free_is_for_those_who_must_move_before_it_is_for_those_who_wait(desk: BookingDesk) -> None:
    await desk.plans(hall_with(area_with(**MORNING), horizon="2 days"))
    booked = await desk.books(await desk.somebody(), "09:00")
    friday = [await desk.books(await desk.somebody(), at, FRIDAY) for at in ("09:00", "09:30", "10:00")]
    waits = await desk.waits(await desk.somebody(), FRIDAY)
    await desk.closes()

    await desk.cancels(friday[1])
    await desk.later(seconds=1)

    assert await kept_for(desk, booked) == ["04 09:30"]
    async with desk.database.read() as tx:
        assert await find_offer(tx, waits.entry.id) is None
    await desk.moves(booked, "09:30", FRIDAY)


async def test_the_hall_may_open_again_and_everybody_stays(desk: BookingDesk) -> None:
    booked = await desk.books(await desk.somebody(), "09:00")
    closure = await desk.closes()
    await desk.later(seconds=1)
    assert await kept_for(desk, booked)

    await desk.opens_again(closure)
    await desk.later(seconds=1)
    await desk.later(seconds=1)

    assert await kept_for(desk, booked) == []
    assert await outcomes(desk) == [Outcome.STAYS]
    assert await desk.present(booked) == booked


async def test_a_kept_time_that_is_closed_too_is_replaced(desk: BookingDesk) -> None:
    booked = await desk.books(await desk.somebody(), "09:00")
    await desk.closes()
    await desk.later(seconds=1)
    assert {one[:2] for one in await kept_for(desk, booked)} == {"04"}

    await desk.closes(day=FRIDAY)
    for _ in range(2):
        await desk.later(seconds=1)

    kept = await kept_for(desk, booked)
    assert len(kept) == 3
    assert "04" not in {one[:2] for one in kept}
    assert await told(desk) == ["visit_affected"] * 2


async def test_whoever_moves_before_a_lost_time_was_replaced_leaves_nothing_on_the_list(desk: BookingDesk) -> None:
    booked = await desk.books(await desk.somebody(), "09:00")
    await desk.closes()
    await desk.later(seconds=1)
    await desk.closes(day=FRIDAY)
    await desk.plans()
    await desk.moves(booked, "09:00", MONDAY)

    await desk.later(seconds=1)

    assert None not in await outcomes(desk)


async def test_a_kept_place_goes_to_whoever_chooses_it_or_comes_back_but_never_both(desk: BookingDesk) -> None:
    """Somebody presses in the moment in which what was kept for them runs out."""
    await desk.plans(hall_with(area_with(**MORNING)))
    for number in range(4):
        booked = await desk.books(await desk.somebody(), "09:00", MONDAY)
        closure = await desk.closes(day=MONDAY)
        await desk.later(seconds=1)
        first = (await kept_for(desk, booked))[0]
        slot = await desk.slot(first[3:], date(2026, 12, int(first[:2])))
        desk.now += timedelta(hours=25)
        asked = desk.asked(booked.visitor)

        async def presses(booked: Booking = booked, slot_id: int = slot.id, asked: object = asked) -> None:
            async with desk.database.write() as tx:
                await move(tx, booked.ref, slot_id, asked, version=booked.version, hall=desk.hall, now=desk.now)  # type: ignore[arg-type] # an Asked

        done = await asyncio.gather(presses(), desk.later(seconds=0), return_exceptions=True)

        assert [one for one in done if isinstance(one, Exception) and not isinstance(one, Refusal)] == [], number
        assert await kept_for(desk, booked) == []
        assert await desk.drift() == []
        await desk.opens_again(closure)
        desk.now -= timedelta(hours=25)
        await desk.later(seconds=2)


async def test_the_count_sees_a_kept_place_that_was_given_back_twice(desk: BookingDesk) -> None:
    """The negative control of the count that every test of this folder ends with."""
    booked = await desk.books(await desk.somebody(), "09:00")
    await desk.closes()
    await desk.later(seconds=1)
    async with desk.database.read() as tx:
        [one, *_] = await list_alternatives(tx, booked.id)
    async with desk.database.write() as tx:
        await give_places(tx, [(one.id, one.slot_id)], now=desk.now)

    assert len(await desk.drift()) == 1
    async with desk.database.write() as tx:
        assert await take_places(tx, one.id, [one.slot_id])
