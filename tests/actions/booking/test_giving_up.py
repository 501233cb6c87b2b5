"""What somebody gives up is free at once, and nobody who moves ends up with neither place."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from actions.booking.cancelling import cancel, cancel_by_hall
from content.booking import ServiceBooking
from domain.booking import State, Visitor
from domain.booking_refusals import (
    BookedThen,
    SlotClosed,
    SlotFull,
    TooLateToMove,
    TooManyThatDay,
    TooSoon,
    VisitChanged,
    VisitOver,
)
from domain.cases import Actor
from domain.errors import Gone
from domain.filing import Contact
from domain.flows import Party
from storage.contacts import add_guest, get_guest
from tests.kit.booking import CLERK, TODAY, BookingDesk, area_with, hall_with

FRIDAY = date(2026, 12, 4)


async def free(desk: BookingDesk, at: str) -> int:
    """How many places are left at a time."""
    return (await desk.slot(at)).free


@pytest.mark.parametrize(
    ("before", "becomes"),
    [
        (timedelta(hours=2), State.CANCELLED),
        (timedelta(hours=1, minutes=59, seconds=59), State.CANCELLED_LATE),
        (timedelta(seconds=1), State.CANCELLED_LATE),
    ],
    ids=["two hours before", "less than that", "just before it begins"],
)
async def test_what_is_cancelled_is_free_at_once(desk: BookingDesk, before: timedelta, becomes: State) -> None:
    booked = await desk.books(await desk.somebody(), "09:00")
    desk.now = booked.span.starts_at.astimezone(desk.now.tzinfo) - before

    cancelled = await desk.cancels(booked)

    assert cancelled.state is becomes
    assert await free(desk, "09:00") == 1
    with pytest.raises(VisitOver):
        await desk.cancels(cancelled)


async def test_what_has_begun_is_cancelled_no_more_or_nobody_would_miss_anything(desk: BookingDesk) -> None:
    booked = await desk.books(await desk.somebody(), "09:00")
    desk.now = booked.span.starts_at.astimezone(desk.now.tzinfo)

    with pytest.raises(VisitOver):
        await desk.cancels(booked)

    assert await desk.present(booked) == booked


async def test_a_hold_is_given_back_by_whoever_has_it(desk: BookingDesk) -> None:
    held = await desk.holds(await desk.somebody(), "09:00")

    assert (await desk.cancels(held)).state is State.EXPIRED
    assert await free(desk, "09:00") == 1


async def test_an_old_ticket_cancels_nothing(desk: BookingDesk) -> None:
    booked = await desk.books(await desk.somebody(), "09:00")
    moved = await desk.moves(booked, "10:00")

    with pytest.raises(VisitChanged):
        await desk.cancels(booked)
    with pytest.raises(Gone):
        await desk.cancels(replace(moved, visitor=await desk.somebody()))
    assert await desk.present(booked) == moved


async def test_who_moves_keeps_code_and_gets_a_new_number_for_the_calendar(desk: BookingDesk) -> None:
    booked = await desk.books(await desk.somebody(), "09:00")

    moved = await desk.moves(booked, "10:00", day=FRIDAY)

    assert (moved.code, moved.ref, moved.id) == (booked.code, booked.ref, booked.id)
    assert (moved.sequence, moved.day, moved.state) == (1, FRIDAY, State.BOOKED)
    assert await free(desk, "09:00") == 1
    assert (await desk.slot("10:00", FRIDAY)).free == 0


async def test_who_finds_the_new_time_full_keeps_the_old_one(desk: BookingDesk) -> None:
    booked = await desk.books(await desk.somebody(), "09:00")
    await desk.books(await desk.somebody(), "10:00")

    with pytest.raises(SlotFull):
        await desk.moves(booked, "10:00")

    assert await desk.present(booked) == booked
    assert await free(desk, "09:00") == 0


async def test_a_visit_moves_into_its_own_time(desk: BookingDesk) -> None:
    """From nine until ten, to half past nine until half past ten: the half hour in the middle stays theirs."""
    await desk.plans(hall_with(service=ServiceBooking.model_validate({"length": "60 minutes"})))
    booked = await desk.books(await desk.somebody(), "09:00")

    moved = await desk.moves(booked, "09:30")

    assert [await free(desk, at) for at in ("09:00", "09:30", "10:00", "10:30")] == [1, 0, 0, 1]
    back = await desk.moves(moved, "09:00")
    assert back.sequence == 2
    assert [await free(desk, at) for at in ("09:00", "09:30", "10:00")] == [0, 0, 1]


async def test_moving_to_where_it_is_changes_nothing(desk: BookingDesk) -> None:
    booked = await desk.books(await desk.somebody(), "09:00")

    assert await desk.moves(booked, "09:00") == booked


async def test_less_than_two_hours_before_nobody_moves_but_staff(desk: BookingDesk) -> None:
    booked = await desk.books(await desk.somebody(), "10:30", day=TODAY)
    desk.now += timedelta(seconds=1)

    with pytest.raises(TooLateToMove) as late:
        await desk.moves(booked, "11:30", day=TODAY)

    assert late.value.params == {"hours": 2}
    assert (await desk.moves(booked, "11:30", day=TODAY, by=CLERK)).sequence == 1


async def test_the_new_time_must_be_one_that_could_be_booked(desk: BookingDesk) -> None:
    chen = await desk.somebody()
    booked = await desk.books(chen, "09:00", day=FRIDAY)
    await desk.books(chen, "10:00")
    await desk.books(chen, "11:00")

    with pytest.raises(TooSoon):
        await desk.moves(booked, "09:00", day=TODAY)
    with pytest.raises(BookedThen):
        await desk.moves(booked, "10:00")
    with pytest.raises(TooManyThatDay):
        await desk.moves(booked, "09:00")
    assert await desk.present(booked) == booked


async def test_staff_move_nobody_to_a_time_that_has_begun(desk: BookingDesk) -> None:
    """They would have missed it as they are moved."""
    booked = await desk.books(await desk.somebody(), "15:00", TODAY)
    await desk.later(hours=2)

    with pytest.raises(SlotClosed):
        await desk.moves(booked, "10:30", TODAY, by=CLERK)
    assert (await desk.moves(booked, "11:00", TODAY, by=CLERK)).sequence == 1


async def test_only_what_is_booked_is_moved(desk: BookingDesk) -> None:
    held = await desk.holds(await desk.somebody(), "09:00")

    with pytest.raises(VisitOver):
        await desk.moves(held, "10:00")
    with pytest.raises(VisitOver):
        await desk.moves(held, "10:00", by=CLERK)
    other = await desk.books(await desk.somebody(), "11:00")
    with pytest.raises(VisitChanged):
        await desk.moves(other, "10:00", service="pregnancy-registration")


async def test_the_hall_cancels_with_a_reason_and_gives_the_place_back(desk: BookingDesk) -> None:
    booked = await desk.books(await desk.somebody(), "09:00")

    async with desk.database.write() as tx:
        version = booked.version
        ended = await cancel_by_hall(tx, booked.ref, version=version, reason="系统故障", by=CLERK, now=desk.now)

    assert ended.state is State.CANCELLED_BY_HALL
    assert await free(desk, "09:00") == 1


async def test_a_caller_without_telegram_is_the_same_guest_by_name_and_number(desk: BookingDesk) -> None:
    await desk.plans(hall_with(area_with(counters=2)))
    wang = Contact("王阿姨", "13800000000")
    async with desk.database.write() as tx:
        first = await add_guest(tx, wang, now=desk.now)
        again = await add_guest(tx, wang, now=desk.now)
        nameless = [await add_guest(tx, Contact("访客", ""), now=desk.now) for _ in range(2)]
        assert await get_guest(tx, first) == wang
    guest = Visitor(guest_id=first)

    booked = await desk.books(guest, "09:00", by=CLERK)

    assert (first == again, nameless[0] == nameless[1]) == (True, False)
    with pytest.raises(BookedThen):
        await desk.books(guest, "09:00", by=CLERK)
    clerk = Actor(Party.CLERK, 1)
    async with desk.database.write() as tx:
        ended = await cancel(tx, booked.ref, version=booked.version, visitor=None, by=clerk, now=desk.now)
    assert ended.state is State.CANCELLED
