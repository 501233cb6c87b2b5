"""A place is held for one who looks, given once, and back when they do not take it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from content.booking import ServiceBooking
from domain.booking import State, Visitor
from domain.booking_refusals import (
    BookedThen,
    HoldOver,
    NotBookable,
    SlotClosed,
    SlotFull,
    TooFarAhead,
    TooManyThatDay,
    TooManyVisits,
    TooSoon,
)
from domain.errors import Gone
from storage.events import list_events
from storage.slots import get_slot
from storage.tables import booking, slot
from tests.kit.booking import CLERK, TODAY, TOMORROW, BookingDesk, area_with, hall_with

MINUTES = ServiceBooking.model_validate


async def booked(desk: BookingDesk, at: str, *, quota: str = "") -> int:
    """How many places are taken of a slot."""
    begins = (await desk.slot(at)).span
    found = [one for one in await desk.slots(quota=quota or None) if one.span == begins and one.quota == quota]
    return found[0].booked


async def test_the_last_place_is_given_once(desk: BookingDesk) -> None:
    chen, lin = await desk.somebody(), await desk.somebody()

    held = await desk.holds(chen, "09:00")

    assert (held.state, held.hold_until) == (State.HELD, desk.now + timedelta(minutes=10))
    with pytest.raises(SlotFull):
        await desk.holds(lin, "09:00")
    assert await booked(desk, "09:00") == 1


async def test_who_asks_twice_under_the_same_key_holds_one_place(desk: BookingDesk) -> None:
    desk.hall = hall_with(area_with(counters=3))
    await desk.plans()
    chen = await desk.somebody()

    once = await desk.holds(chen, "09:00", key="press")
    twice = await desk.holds(chen, "10:00", key="press")

    assert twice == once
    assert (await booked(desk, "09:00"), await booked(desk, "10:00")) == (1, 0)
    with pytest.raises(Gone):
        await desk.holds(await desk.somebody(), "11:00", key="press")


async def test_who_looks_at_another_time_gives_the_first_back(desk: BookingDesk) -> None:
    chen = await desk.somebody()
    first = await desk.holds(chen, "09:00")

    second = await desk.holds(chen, "10:00")

    assert (await desk.present(first)).state is State.EXPIRED
    assert second.state is State.HELD
    assert (await booked(desk, "09:00"), await booked(desk, "10:00")) == (0, 1)


async def test_who_cannot_have_another_time_keeps_the_first(desk: BookingDesk) -> None:
    chen, lin = await desk.somebody(), await desk.somebody()
    await desk.books(lin, "10:00")
    first = await desk.holds(chen, "09:00")

    with pytest.raises(SlotFull):
        await desk.holds(chen, "10:00")

    assert await desk.present(first) == first


async def test_a_hold_that_nobody_confirms_is_given_back_to_the_minute(desk: BookingDesk) -> None:
    held = await desk.holds(await desk.somebody(), "09:00")

    await desk.later(minutes=9, seconds=59)
    assert await booked(desk, "09:00") == 1
    await desk.later(seconds=1)

    assert (await desk.present(held)).state is State.EXPIRED
    assert await booked(desk, "09:00") == 0
    with pytest.raises(HoldOver):
        await desk.confirms(held)


async def test_a_hold_that_is_over_is_not_confirmed_before_the_clock_has_looked(desk: BookingDesk) -> None:
    held = await desk.holds(await desk.somebody(), "09:00")
    desk.now += timedelta(minutes=10)

    with pytest.raises(HoldOver):
        await desk.confirms(held)


async def test_confirming_again_changes_nothing(desk: BookingDesk) -> None:
    held = await desk.holds(await desk.somebody(), "09:00")

    once = await desk.confirms(held)
    await desk.later(hours=1)

    assert once.state is State.BOOKED
    assert await desk.confirms(held) == once
    assert (once.code, once.ref) == (held.code, held.ref)


async def test_nobody_confirms_for_somebody_else(desk: BookingDesk) -> None:
    held = await desk.holds(await desk.somebody(), "09:00")

    with pytest.raises(Gone):
        await desk.confirms(replace(held, visitor=await desk.somebody()))


async def test_a_visit_of_two_slots_takes_both_and_gives_both_back(desk: BookingDesk) -> None:
    await desk.plans(hall_with(service=MINUTES({"length": "45 minutes"})))
    chen = await desk.somebody()

    held = await desk.holds(chen, "09:00")

    assert held.span.ends_at - held.span.starts_at == timedelta(hours=1)
    assert (await booked(desk, "09:00"), await booked(desk, "09:30"), await booked(desk, "10:00")) == (1, 1, 0)
    with pytest.raises(SlotFull):
        await desk.holds(await desk.somebody(), "09:30")
    await desk.holds(chen, "09:30")
    assert (await booked(desk, "09:00"), await booked(desk, "09:30"), await booked(desk, "10:00")) == (0, 1, 1)


async def test_no_visit_goes_on_over_lunch(desk: BookingDesk) -> None:
    await desk.plans(hall_with(service=MINUTES({"length": "60 minutes"})))
    chen = await desk.somebody()

    with pytest.raises(SlotClosed):
        await desk.holds(chen, "11:30")
    await desk.holds(chen, "11:00")


async def test_a_quota_limits_its_services_and_no_others(desk: BookingDesk) -> None:
    of_pairs = {"counters": 3, "quotas": [{"id": "pairs", "most": 1}]}
    await desk.plans(hall_with(area_with(**of_pairs), service=MINUTES({"quota": "pairs"})))

    await desk.holds(await desk.somebody(), "09:00")

    with pytest.raises(SlotFull):
        await desk.holds(await desk.somebody(), "09:00")
    await desk.holds(await desk.somebody(), "09:00", service="pregnancy-registration")
    assert (await booked(desk, "09:00"), await booked(desk, "09:00", quota="pairs")) == (2, 1)


async def test_only_what_is_neither_too_soon_nor_too_far_ahead_can_be_held(desk: BookingDesk) -> None:
    chen = await desk.somebody()

    with pytest.raises(TooSoon) as soon:
        await desk.holds(chen, "09:00", day=TODAY)
    await desk.holds(chen, "09:30", day=TODAY)
    with pytest.raises(TooFarAhead) as far:
        await desk.holds(chen, "09:00", day=date(2026, 12, 14))

    assert (soon.value.params, far.value.params) == ({"minutes": 60}, {"last": date(2026, 12, 11)})
    assert (await desk.holds(chen, "09:00", day=date(2026, 12, 11))).day == date(2026, 12, 11)


async def test_one_person_has_only_so_many_at_a_time_and_on_a_day(desk: BookingDesk) -> None:
    chen = await desk.somebody()
    await desk.books(chen, "09:00")
    await desk.books(chen, "10:00")

    with pytest.raises(TooManyThatDay) as that_day:
        await desk.holds(chen, "11:00")
    await desk.holds(chen, "09:00", day=date(2026, 12, 4))
    await desk.books(chen, "10:00", day=date(2026, 12, 4))
    with pytest.raises(TooManyVisits) as at_a_time:
        await desk.holds(chen, "09:00", day=date(2026, 12, 7))

    assert that_day.value.params == {"limit": 2, "day": TOMORROW}
    assert at_a_time.value.params == {"limit": 3}


async def test_nobody_is_to_be_at_two_counters_at_once(desk: BookingDesk) -> None:
    await desk.plans(hall_with(area_with(counters=3)))
    chen = await desk.somebody()
    await desk.books(chen, "09:00")

    with pytest.raises(BookedThen):
        await desk.holds(chen, "09:00")
    with pytest.raises(BookedThen):
        await desk.books(chen, "09:00", by=CLERK)


async def test_what_is_over_counts_no_more(desk: BookingDesk) -> None:
    chen = await desk.somebody()
    await desk.books(chen, "09:30", day=TODAY)
    await desk.books(chen, "10:30", day=TODAY)
    await desk.books(chen, "10:00")
    desk.now += timedelta(hours=3)

    assert (await desk.holds(chen, "09:00")).state is State.HELD


async def test_staff_are_bound_by_what_is_free_and_by_nothing_else(desk: BookingDesk) -> None:
    chen = await desk.somebody()
    for at in ("09:00", "10:00", "11:00"):
        await desk.books(chen, at, day=TODAY, by=CLERK)
    desk.now += timedelta(minutes=40)

    begun = await desk.books(await desk.somebody(), "14:00", day=TODAY, by=CLERK)

    assert begun.state is State.BOOKED
    with pytest.raises(SlotFull):
        await desk.books(await desk.somebody(), "09:00", day=TODAY, by=CLERK)


async def test_a_service_for_which_people_simply_come_cannot_be_held(desk: BookingDesk) -> None:
    slot_of_morning = await desk.slot("09:00")
    await desk.plans(hall_with(service=MINUTES({"offered": False})))
    chen = await desk.somebody()

    with pytest.raises(NotBookable):
        await desk.holds(chen, "09:00")
    with pytest.raises(NotBookable):
        await desk.holds(chen, "09:00", service="id-card")
    async with desk.database.read() as tx:
        assert (await get_slot(tx, slot_of_morning.id)) == slot_of_morning


async def test_the_database_itself_refuses_one_place_too_many(desk: BookingDesk) -> None:
    """The constraint behind the statements: whoever forgets to look is refused."""
    full = await desk.slot("09:00")
    await desk.books(await desk.somebody(), "09:00")

    with pytest.raises(IntegrityError, match="ck_slot_places"):
        async with desk.database.write() as tx:
            await tx.execute(update(slot).where(slot.c.id == full.id).values(booked=slot.c.booked + 1))


async def test_the_database_itself_refuses_two_holds_of_one_person(desk: BookingDesk) -> None:
    await desk.plans(hall_with(area_with(counters=2)))
    held = await desk.holds(await desk.somebody(), "09:00")
    async with desk.database.read() as tx:
        row = (await tx.execute(select(booking).where(booking.c.id == held.id))).one()._asdict()
    other = {**row, "id": None, "ref": "r", "code": "c", "request_key": "k", "slot_id": (await desk.slot("10:00")).id}

    with pytest.raises(IntegrityError):
        async with desk.database.write() as tx:
            await tx.execute(booking.insert().values({key: value for key, value in other.items() if key != "id"}))


async def test_every_step_leaves_an_event(desk: BookingDesk) -> None:
    chen = await desk.somebody()
    first = await desk.holds(chen, "09:00")
    second = await desk.confirms(await desk.holds(chen, "10:00"))

    async with desk.database.read() as tx:
        told = [await list_events(tx, subject_kind="booking", subject_id=one.id) for one in (first, second)]

    assert [[event.action for event in events] for events in told] == [["held", "given_up"], ["held", "booked"]]
    assert told[1][1].detail["after"]["state"] == "booked"
    assert {event.actor for events in told for event in events} == {"citizen"}


def test_a_visitor_is_a_person_or_a_guest() -> None:
    for ids in ({}, {"person_id": 1, "guest_id": 1}):
        with pytest.raises(ValueError, match="either"):
            Visitor(**ids)
