"""Whoever waits longest is offered what comes free, and no place stays empty while somebody could come."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from actions.booking.waiting import leave
from content.booking import ServiceBooking
from content.models import Hall
from domain.booking import Booking, State, Visitor
from domain.booking_refusals import (
    AlreadyWaiting,
    HoldOver,
    NothingToWaitFor,
    PlacesFree,
    TooFarAhead,
    TooManyVisits,
    VisitChanged,
)
from domain.cases import Actor
from domain.errors import Gone
from domain.flows import Party
from domain.visit_calls import CallOutcome, CallReason
from domain.waiting import Waiting, WaitingState
from storage.bookings import find_offer
from storage.waiting import change_waiting, get_waiting
from tests.actions.booking.test_calls import due, guest, notes
from tests.kit.booking import CLERK, SHANGHAI, TODAY, TOMORROW, BookingDesk, area_with, hall_with

FRIDAY = date(2026, 12, 4)
TWO_PLACES = area_with(windows={day: ["09:00-09:30", "11:00-11:30"] for day in ("mon", "tue", "wed", "thu", "fri")})


@pytest.fixture
async def full(desk: BookingDesk) -> list[Booking]:
    """Tomorrow has two places, at nine and at eleven, and both are taken."""
    await desk.plans(hall_with(TWO_PLACES))
    return [await desk.books(await desk.somebody(), at) for at in ("09:00", "11:00")]


async def entry(desk: BookingDesk, waits: Waiting) -> Waiting:
    """An entry as it is now."""
    async with desk.database.read() as tx:
        found = await get_waiting(tx, waits.id)
    assert found
    return found


async def offer(desk: BookingDesk, waits: Waiting) -> Booking | None:
    """What somebody is offered now."""
    async with desk.database.read() as tx:
        return await find_offer(tx, waits.id)


async def leaves(desk: BookingDesk, waits: Waiting, visitor: Visitor) -> Waiting:
    """Somebody does not want to wait any more."""
    by = Actor(Party.CITIZEN, visitor.person_id)
    async with desk.database.write() as tx:
        return await leave(tx, waits.id, visitor=visitor, by=by, now=desk.now)


async def test_what_comes_free_is_offered_in_the_order_in_which_people_asked(
    desk: BookingDesk, full: list[Booking]
) -> None:
    first = await desk.waits(await desk.somebody())
    second = await desk.waits(await desk.somebody())
    await desk.cancels(full[1])

    await desk.later(seconds=1)

    offered = await offer(desk, first.entry)
    assert (first.ahead, second.ahead) == (0, 1)
    assert offered
    assert (offered.state, offered.hold_until) == (State.HELD, desk.now + timedelta(minutes=20))
    assert offered.span == full[1].span
    assert (await entry(desk, first.entry)).state is WaitingState.OFFERED
    assert await offer(desk, second.entry) is None


async def test_who_does_not_answer_waits_no_longer_and_the_next_is_asked(
    desk: BookingDesk, full: list[Booking]
) -> None:
    first, second = [await desk.waits(await desk.somebody()) for _ in range(2)]
    await desk.cancels(full[0])
    await desk.later(seconds=1)
    await desk.later(minutes=19, seconds=59)
    assert await offer(desk, first.entry)

    await desk.later(seconds=1)

    assert (await entry(desk, first.entry)).state is WaitingState.MISSED
    assert await offer(desk, second.entry)


async def test_an_offer_the_hall_takes_back_costs_nobody_their_place_in_line(
    desk: BookingDesk, full: list[Booking]
) -> None:
    waits = await desk.waits(await desk.somebody())
    await desk.cancels(full[1])
    await desk.later(seconds=1)
    offered = await offer(desk, waits.entry)
    assert offered
    await desk.plans(hall_with(area_with(windows={"thu": ["09:00-09:30"]})))
    with pytest.raises(HoldOver):
        await desk.confirms(offered)

    await desk.later(minutes=20)

    assert (await desk.present(offered)).state is State.EXPIRED
    now = await entry(desk, waits.entry)
    assert (now.state, now.ended_at) == (WaitingState.WAITING, None)


async def test_who_takes_an_offer_has_an_appointment(desk: BookingDesk, full: list[Booking]) -> None:
    waits = await desk.waits(await desk.somebody())
    await desk.cancels(full[0])
    await desk.later(seconds=1)
    offered = await offer(desk, waits.entry)
    assert offered

    assert (await desk.confirms(offered)).state is State.BOOKED
    assert (await entry(desk, waits.entry)).state is WaitingState.TAKEN


async def test_who_declines_goes_on_waiting_and_is_not_asked_that_again(desk: BookingDesk, full: list[Booking]) -> None:
    waits = await desk.waits(await desk.somebody())
    await desk.cancels(full[0])
    await desk.later(seconds=1)
    declined = await offer(desk, waits.entry)
    assert declined
    await desk.cancels(declined)

    await desk.later(seconds=1)
    assert await offer(desk, waits.entry) is None
    assert (await entry(desk, waits.entry)).state is WaitingState.WAITING
    await desk.cancels(full[1])
    await desk.later(seconds=1)

    other = await offer(desk, waits.entry)
    assert other
    assert other.span == full[1].span


async def test_a_hold_that_runs_out_is_offered_at_the_same_moment(desk: BookingDesk) -> None:
    await desk.plans(hall_with(TWO_PLACES))
    await desk.books(await desk.somebody(), "09:00")
    await desk.holds(await desk.somebody(), "11:00")
    waits = await desk.waits(await desk.somebody())

    await desk.later(minutes=10)

    assert await offer(desk, waits.entry)


async def test_a_place_that_the_plan_adds_is_offered_too(desk: BookingDesk, full: list[Booking]) -> None:
    waits = await desk.waits(await desk.somebody())

    await desk.plans(hall_with(TWO_PLACES.model_copy(update={"counters": 2})))
    await desk.later(seconds=1)

    assert await offer(desk, waits.entry)


async def test_an_offer_is_nothing_that_another_look_gives_back(desk: BookingDesk, full: list[Booking]) -> None:
    chen = await desk.somebody()
    waits = await desk.waits(chen)
    await desk.cancels(full[0])
    await desk.later(seconds=1)

    await desk.holds(chen, "09:00", day=FRIDAY)

    assert await offer(desk, waits.entry)


async def test_nobody_is_asked_at_night(desk: BookingDesk, full: list[Booking]) -> None:
    waits = await desk.waits(await desk.somebody())
    await desk.later(hours=12, minutes=30)
    await desk.cancels(full[1])
    await desk.later(seconds=1)
    assert desk.now.hour == 21
    assert await offer(desk, waits.entry) is None

    await desk.later(hours=10, minutes=59, seconds=59)

    assert await offer(desk, waits.entry)


async def test_what_begins_within_two_hours_is_not_offered(desk: BookingDesk, full: list[Booking]) -> None:
    waits = await desk.waits(await desk.somebody())
    await desk.later(hours=22, minutes=30)
    await desk.cancels(full[0])
    await desk.later(seconds=1)
    assert await offer(desk, waits.entry) is None
    assert (await entry(desk, waits.entry)).state is WaitingState.WAITING, "at eleven there is another place"

    await desk.later(hours=1, minutes=59, seconds=59)

    assert (await entry(desk, waits.entry)).state is WaitingState.OVER


async def test_one_may_leave_at_any_time(desk: BookingDesk, full: list[Booking]) -> None:
    chen, lin = await desk.somebody(), await desk.somebody()
    waits, after = await desk.waits(chen), await desk.waits(lin)
    await desk.cancels(full[0])
    await desk.later(seconds=1)
    offered = await offer(desk, waits.entry)
    assert offered

    left = await leaves(desk, waits.entry, chen)

    assert left.state is WaitingState.LEFT
    assert (await desk.present(offered)).state is State.EXPIRED
    with pytest.raises(Gone):
        await leaves(desk, waits.entry, chen)
    with pytest.raises(Gone):
        await leaves(desk, after.entry, chen)
    await desk.later(seconds=1)
    assert await offer(desk, after.entry)
    assert (await leaves(desk, after.entry, lin)).state is WaitingState.LEFT


async def test_one_waits_only_where_days_are_full_and_a_place_could_come_free(
    desk: BookingDesk, full: list[Booking]
) -> None:
    chen = await desk.somebody()
    with pytest.raises(PlacesFree):
        await desk.waits(chen, TOMORROW, FRIDAY)
    with pytest.raises(NothingToWaitFor):
        await desk.waits(chen, date(2026, 12, 5))
    with pytest.raises(TooFarAhead):
        await desk.waits(chen, TOMORROW, date(2026, 12, 20))
    await desk.waits(chen)
    with pytest.raises(AlreadyWaiting):
        await desk.waits(chen)


async def test_an_hour_before_there_is_nothing_to_wait_for(desk: BookingDesk) -> None:
    await desk.plans(hall_with(TWO_PLACES))
    for at in ("09:00", "11:00"):
        await desk.books(await desk.somebody(), at, day=TODAY, by=CLERK)
    await desk.later(hours=1)

    with pytest.raises(NothingToWaitFor):
        await desk.waits(await desk.somebody(), TODAY)


async def test_asking_twice_under_one_key_is_one_entry(desk: BookingDesk, full: list[Booking]) -> None:
    chen = await desk.somebody()
    once = await desk.waits(chen, key="press")

    assert await desk.waits(chen, key="press") == once
    with pytest.raises(Gone):
        await desk.waits(await desk.somebody(), key="press")


async def test_waiting_counts_like_an_appointment(desk: BookingDesk, full: list[Booking]) -> None:
    desk.hall = hall_with(TWO_PLACES, active=2)
    chen = await desk.somebody()
    await desk.waits(chen)
    await desk.books(chen, "09:00", day=FRIDAY)

    with pytest.raises(TooManyVisits):
        await desk.holds(chen, "11:00", day=FRIDAY)


async def test_who_is_elsewhere_then_is_passed_over_and_keeps_their_place(
    desk: BookingDesk, full: list[Booking]
) -> None:
    chen = await desk.somebody()
    await desk.cancels(full[0])
    await desk.books(chen, "09:00")
    busy, free = await desk.waits(chen), await desk.waits(await desk.somebody())
    desk.hall = replace_a_day(desk, 1)
    await desk.cancels(full[1])

    await desk.later(seconds=1)

    assert await offer(desk, busy.entry) is None
    assert (await entry(desk, busy.entry)).state is WaitingState.WAITING
    assert await offer(desk, free.entry)


def replace_a_day(desk: BookingDesk, a_day: int) -> Hall:
    """The hall with another limit a day."""
    rules = desk.hall.facts.booking.model_copy(update={"a_day": a_day})
    return desk.hall.model_copy(update={"facts": desk.hall.facts.model_copy(update={"booking": rules})})


async def test_a_visit_of_two_places_waits_for_two_on_end(desk: BookingDesk) -> None:
    """Half an hour is nothing for whoever needs an hour, and the next in line is not held up by them."""
    hour = area_with(windows={"thu": ["09:00-11:00"]})
    await desk.plans(hall_with(hour, service=ServiceBooking.model_validate({"length": "60 minutes"})))
    short = {"service": "pregnancy-registration"}
    there = [await desk.books(await desk.somebody(), at, **short) for at in ("09:00", "09:30", "10:00", "10:30")]
    long, quick = await desk.waits(await desk.somebody()), await desk.waits(await desk.somebody(), **short)
    await desk.cancels(there[0])
    await desk.later(seconds=1)
    assert await offer(desk, long.entry) is None
    assert await offer(desk, quick.entry)

    await desk.cancels(there[2])
    await desk.cancels(there[3])
    await desk.later(seconds=1)

    offered = await offer(desk, long.entry)
    assert offered
    assert offered.span.ends_at - offered.span.starts_at == timedelta(hours=1)


async def test_whoever_waits_for_a_quota_waits_for_its_places(desk: BookingDesk) -> None:
    pairs = area_with(counters=2, windows={"thu": ["09:00-09:30"]}, quotas=[{"id": "pairs", "most": 1}])
    await desk.plans(hall_with(pairs, service=ServiceBooking.model_validate({"quota": "pairs"})))
    pair = await desk.books(await desk.somebody(), "09:00")
    other = await desk.books(await desk.somebody(), "09:00", service="pregnancy-registration")
    waits = await desk.waits(await desk.somebody())
    await desk.cancels(other)
    await desk.later(seconds=1)
    assert await offer(desk, waits.entry) is None

    await desk.cancels(pair)
    await desk.later(seconds=1)

    assert await offer(desk, waits.entry)


async def test_a_service_that_is_gone_from_the_pack_is_waited_for_in_vain(
    desk: BookingDesk, full: list[Booking]
) -> None:
    waits = await desk.waits(await desk.somebody())
    await desk.cancels(full[0])
    desk.hall = desk.hall.model_copy(update={"services": ()})

    await desk.later(seconds=1)

    assert await offer(desk, waits.entry) is None


async def test_an_entry_that_was_read_before_it_changed_changes_nothing(desk: BookingDesk, full: list[Booking]) -> None:
    chen = await desk.somebody()
    waits = await desk.waits(chen)
    stale = replace(waits.entry, version=0)

    async with desk.database.write() as tx:
        assert await change_waiting(tx, stale, state=WaitingState.LEFT, ended_at=desk.now) is None
    assert (await entry(desk, waits.entry)).state is WaitingState.WAITING


@pytest.mark.parametrize(
    ("says", "state", "waits"),
    [
        (CallOutcome.TAKEN, State.BOOKED, WaitingState.TAKEN),
        (CallOutcome.DECLINED, State.EXPIRED, WaitingState.WAITING),
        (CallOutcome.NOT_REACHED, State.EXPIRED, WaitingState.WAITING),
    ],
)
async def test_whoever_has_no_telegram_is_called_and_says_whether_they_take_the_place(
    desk: BookingDesk, full: list[Booking], says: CallOutcome, state: State, waits: WaitingState
) -> None:
    joined = await desk.waits(await guest(desk), by=CLERK)
    await desk.cancels(full[1])
    await desk.later(seconds=1)
    [call] = await due(desk)
    offered = call.ticket.booking
    assert (call.call.reason, offered.hold_until) == (CallReason.OFFER, desk.now.replace(hour=10, minute=0, second=0))

    with pytest.raises(VisitChanged):
        await notes(desk, call, CallOutcome.REACHED)
    await notes(desk, call, says)
    await desk.later(hours=1, minutes=30)

    assert (await desk.present(offered)).state is state
    assert (await entry(desk, joined.entry)).state is waits
    assert CallReason.OFFER not in {one.call.reason for one in await due(desk)}


async def test_while_the_hall_is_shut_a_place_is_kept_for_a_call_until_staff_have_worked_an_hour(
    desk: BookingDesk, full: list[Booking]
) -> None:
    caller, citizen = await guest(desk), await desk.somebody()
    called = [await desk.waits(caller, by=CLERK), await desk.waits(await guest(desk, "13911112222"), by=CLERK)]
    waits = await desk.waits(citizen)
    await desk.later(hours=10)
    for booked in full:
        await desk.cancels(booked)
    await desk.later(seconds=1)

    offers = [await offer(desk, one.entry) for one in (*called, waits)]
    kept = [(one.span.starts_at.astimezone(SHANGHAI).hour, one.hold_until) if one else None for one in offers]
    opened = desk.now.replace(day=TOMORROW.day, hour=9, minute=0, second=0)
    assert kept == [(11, opened + timedelta(hours=1)), None, (9, desk.now + timedelta(minutes=20))]
