"""Whoever has to come at another time is asked once, once more, and then telephoned; and has missed nothing."""

import asyncio
from datetime import date, timedelta

import pytest

from actions.booking.booking_for import Desk, days_for
from actions.booking.caring import move_for
from actions.booking.counter import check_in
from actions.booking.doing import Citizen, change_time
from domain.booking import State
from domain.errors import GuideExpired
from domain.rebooking import Outcome
from domain.visit_calls import CallReason
from jobs import tick
from storage.people import get_person
from storage.rebooking import find_affected
from tests.kit.booking import CLERK, DIRECTOR, TODAY, TOMORROW, BookingDesk, area_with, hall_with
from tests.kit.rebooking import kept_for, outcomes, told

FRIDAY, MONDAY = date(2026, 12, 4), date(2026, 12, 7)


async def test_who_does_not_answer_is_asked_once_more_and_then_telephoned(desk: BookingDesk) -> None:
    booked = await desk.books(await desk.somebody(), "09:00", FRIDAY)
    await desk.closes(day=FRIDAY)
    await desk.later(seconds=1)

    await desk.later(hours=12)
    assert await told(desk) == ["visit_affected"] * 2
    await desk.later(hours=11)
    assert await told(desk) == ["visit_affected"] * 2
    async with desk.database.read() as tx:
        entry = await find_affected(tx, booked.id)
    assert entry
    assert entry.call_reason is None

    await desk.later(hours=1)

    async with desk.database.read() as tx:
        entry = await find_affected(tx, booked.id)
    assert entry
    assert entry.call_reason is CallReason.NO_ANSWER
    assert await kept_for(desk, booked) == []
    assert (await desk.moves(booked, "09:00", MONDAY)).sequence == 1


async def test_a_guide_that_has_expired_keeps_nobody_from_coming_at_another_time(desk: BookingDesk) -> None:
    booked, other = [await desk.books(await desk.somebody(), at, FRIDAY) for at in ("09:00", "10:00")]
    services = tuple(one.model_copy(update={"valid_until": TODAY - timedelta(days=1)}) for one in desk.hall.services)
    desk.hall = desk.hall.model_copy(update={"services": services})
    await desk.closes(day=FRIDAY)
    await desk.later(seconds=1)
    assert "03 09:00" in await kept_for(desk, booked)
    kept, slot = await desk.slot("09:00", TOMORROW), await desk.slot("10:00", MONDAY)

    async with desk.database.write() as tx:
        clerk = Desk(tx, DIRECTOR, desk.hall, desk.now)
        days = await days_for(clerk, other.service, instead_of=other)
        with pytest.raises(GuideExpired):
            await days_for(clerk, other.service)
        await move_for(clerk, other.ref, version=other.version, slot_id=slot.id)
    async with desk.database.write() as tx:
        person = await get_person(tx, booked.visitor.person_id or 0)
        citizen = Citizen(tx, person, desk.hall, desk.now)
        await change_time(citizen, booked.ref, version=booked.version, slot_id=kept.id)

    assert MONDAY in days.free
    assert [(await desk.present(one)).sequence for one in (booked, other)] == [1, 1]


async def test_who_is_to_come_soon_is_telephoned_at_once(desk: BookingDesk) -> None:
    booked = await desk.books(await desk.somebody(), "10:00", TODAY)
    await desk.closes("08:30", day=TODAY)

    await desk.later(seconds=1)

    async with desk.database.read() as tx:
        entry = await find_affected(tx, booked.id)
    assert entry
    assert entry.call_reason is CallReason.NO_ANSWER
    assert await kept_for(desk, booked)


async def test_whom_the_hall_asked_to_move_has_missed_nothing(desk: BookingDesk) -> None:
    booked = await desk.books(await desk.somebody(), "14:00", TODAY)
    came = await desk.books(await desk.somebody(), "10:00", TODAY)
    async with desk.database.write() as tx:
        await check_in(tx, came.ref, version=came.version, by=CLERK, now=desk.now)
    await desk.closes("13:30", day=TODAY)
    await desk.later(seconds=1)
    await desk.later(hours=6)
    assert (await desk.present(booked)).state is State.BOOKED, "other times are still kept"

    await desk.later(hours=24)

    missed = await desk.present(booked)
    assert (missed.state, missed.excused) == (State.NO_SHOW, True)
    assert await outcomes(desk) == [Outcome.LAPSED]


async def test_whoever_could_not_come_because_the_hall_closed_that_moment_has_missed_nothing(desk: BookingDesk) -> None:
    booked = await desk.books(await desk.somebody(), "10:00", TODAY)
    desk.now += timedelta(hours=1, minutes=35)
    await desk.closes("10:05", day=TODAY)

    await desk.later(hours=24)

    assert (await desk.present(booked)).excused
    assert await outcomes(desk) == []


@pytest.mark.parametrize(("point", "at_most"), [("tick.before_commit", 2), ("tick.committed", 1)])
async def test_whoever_is_killed_in_between_goes_on_and_asks_everybody_once(
    desk: BookingDesk, monkeypatch: pytest.MonkeyPatch, point: str, at_most: int
) -> None:
    await desk.plans(hall_with(area_with(counters=2)))
    people = [await desk.books(await desk.somebody(), at) for at in ("09:00", "09:30", "10:00")]
    await desk.closes(last=FRIDAY)
    left = 0

    def dies(at: str) -> None:
        nonlocal left
        left -= at == point
        if left == 0:
            raise ConnectionError(at)

    monkeypatch.setattr(tick, "fault", dies)
    deaths = 0
    for _ in range(12):
        left = at_most
        try:
            await desk.later(seconds=1)
        except ConnectionError:
            deaths += 1

    assert deaths > 4, "at every step"
    assert [len(await kept_for(desk, one)) for one in people] == [3, 3, 3]
    assert await told(desk) == ["visit_affected"] * 3


async def test_two_ticks_at_once_ask_everybody_once(desk: BookingDesk) -> None:
    await desk.plans(hall_with(area_with(counters=3)))
    people = [await desk.books(await desk.somebody(), "09:00") for _ in range(3)]
    await desk.closes()

    await asyncio.gather(*(desk.later(seconds=1) for _ in range(3)))

    assert [len(await kept_for(desk, one)) for one in people] == [3, 3, 3]
    assert await told(desk) == ["visit_affected"] * 3
