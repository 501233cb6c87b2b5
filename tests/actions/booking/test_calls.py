"""Visitors whom Telegram does not reach are called: once each, as long as there is something to tell."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from actions.booking.called import note_call
from actions.booking.calls import ask_to_call, look_at_call, look_at_calls, show_number
from actions.booking.cancelling import cancel_by_hall
from content.visits import ToCall
from domain.booking import Booking, Visitor
from domain.booking_refusals import NotBookable, VisitChanged
from domain.errors import Gone, Refusal
from domain.filing import Contact
from domain.people import Member
from domain.rebooking import Outcome, Reason
from domain.visit_calls import CallOutcome, CallReason
from jobs.retention import forget
from storage.alternatives import list_alternatives
from storage.contacts import add_guest, contact_of, find_visit_phone, get_guest, keep_visit_phone
from storage.people import get_member, get_person, set_reachable
from storage.rebooking import add_affected, settle
from storage.tables import event, reminder, visit_call
from tests.kit.booking import AREA, CLERK, BookingDesk

PHONE = "13800000000"
AT_OPENING = timedelta(minutes=30)


async def guest(desk: BookingDesk, phone: str = PHONE) -> Visitor:
    """A caller without Telegram."""
    async with desk.database.write() as tx:
        return Visitor(guest_id=await add_guest(tx, Contact("李女士", phone), now=desk.now))


async def clerk(desk: BookingDesk, *, areas: tuple[str, ...] = ()) -> Member:
    """Whoever calls."""
    async with desk.database.read() as tx:
        member = await get_member(tx, CLERK.id or 0)
    assert member
    return Member(member.id, member.person, member.role, areas)


async def due(desk: BookingDesk) -> list[ToCall]:
    """Whom to call now."""
    async with desk.database.read() as tx:
        _, found = await look_at_calls(tx, AREA, member=await clerk(desk), hall=desk.hall, now=desk.now)
    return list(found)


async def notes(desk: BookingDesk, call: ToCall, outcome: CallOutcome) -> ToCall:
    """Say what came of a call."""
    about: dict[str, Any] = {"version": call.call.version, "outcome": outcome, "member": await clerk(desk)}
    async with desk.database.write() as tx:
        return await note_call(tx, call.call.id, **about, hall=desk.hall, now=desk.now)


async def outcomes(desk: BookingDesk) -> list[tuple[str | None, int]]:
    """What became of every call."""
    async with desk.database.read() as tx:
        rows = await tx.execute(select(visit_call).order_by(visit_call.c.id))
        return [(row.outcome, row.tries) for row in rows]


@pytest.fixture
async def booked(desk: BookingDesk) -> Booking:
    """A caller comes tomorrow at eleven."""
    return await desk.books(await guest(desk), "11:00", by=CLERK)


async def test_a_caller_is_reminded_by_telephone_once(desk: BookingDesk, booked: Booking) -> None:
    assert await due(desk) == []

    await desk.later(minutes=30)
    [call] = await due(desk)
    assert (call.call.reason, call.name, call.has_number) == (CallReason.REMINDER, "李**", True)
    again = await notes(desk, call, CallOutcome.NOT_REACHED)
    assert [(one.call.tries, one.tried_at) for one in await due(desk)] == [(1, desk.now)]
    done = await notes(desk, again, CallOutcome.REACHED)
    assert not done.is_open

    await desk.later(days=1)
    assert await due(desk) == []
    assert await outcomes(desk) == [("reached", 1)]


async def test_whose_number_nobody_knows_is_not_to_be_reminded(desk: BookingDesk) -> None:
    await desk.books(await guest(desk, ""), "11:00", by=CLERK)

    await desk.later(minutes=30)

    assert await due(desk) == []
    async with desk.database.read() as tx:
        fired = select(reminder.c.outcome).where(reminder.c.fired_at.is_not(None))
        assert list((await tx.execute(fired)).scalars()) == ["no_way"]


@pytest.mark.parametrize("ends", ["moves", "cancels", "begins"])
async def test_what_has_lost_its_sense_goes_by_itself(desk: BookingDesk, booked: Booking, ends: str) -> None:
    await desk.later(minutes=30)
    [call] = await due(desk)

    if ends == "moves":
        await desk.moves(booked, "15:00", by=CLERK)
    elif ends == "cancels":
        await desk.cancels(booked)
    else:
        desk.now = booked.span.starts_at.astimezone(desk.now.tzinfo)

    assert await due(desk) == []
    with pytest.raises(VisitChanged):
        await notes(desk, call, CallOutcome.REACHED)
    await desk.later(seconds=1)
    assert await outcomes(desk) == [("void", 0)]


async def test_of_two_who_call_one_is_told_that_it_was_done(desk: BookingDesk, booked: Booking) -> None:
    await desk.later(minutes=30)
    [call] = await due(desk)
    await notes(desk, call, CallOutcome.NOT_REACHED)

    with pytest.raises(VisitChanged):
        await notes(desk, call, CallOutcome.NOT_REACHED)

    assert await outcomes(desk) == [("not_reached", 1)]


async def test_whoever_is_to_come_at_another_time_is_called_until_that_is_settled(
    desk: BookingDesk, booked: Booking
) -> None:
    async with desk.database.write() as tx:
        await add_affected(tx, booked.id, reason=Reason.CLOSED, closure_id=None, now=desk.now)
        for _ in range(2):
            await ask_to_call(tx, booked, reason=CallReason.NO_TELEGRAM, now=desk.now)
    assert [one.call.reason for one in await due(desk)] == [CallReason.NO_TELEGRAM]

    async with desk.database.write() as tx:
        await settle(tx, booked.id, outcome=Outcome.STAYS, now=desk.now)

    assert await due(desk) == []


async def test_who_must_move_and_cannot_be_written_to_is_called_at_once_and_moved_by_staff(
    desk: BookingDesk, booked: Booking
) -> None:
    blocked = await desk.books(await desk.somebody(), "14:00")
    async with desk.database.write() as tx:
        await set_reachable(tx, (await get_person(tx, blocked.visitor.person_id or 0)).telegram_id, reachable=False)
    await desk.closes()
    await desk.later(seconds=1)

    assert {one.call.reason for one in await due(desk)} == {CallReason.NO_TELEGRAM, CallReason.BLOCKED}
    async with desk.database.read() as tx:
        first, *_ = await list_alternatives(tx, booked.id)
    at = first.span.starts_at.astimezone(desk.now.tzinfo)
    await desk.moves(booked, f"{at:%H:%M}", at.date(), by=CLERK)
    assert [one.call.reason for one in await due(desk)] == [CallReason.BLOCKED]


async def test_whose_appointment_the_hall_cancelled_is_told_so(desk: BookingDesk, booked: Booking) -> None:
    async with desk.database.write() as tx:
        whose = {"reason": "停电", "by": CLERK, "now": desk.now}
        ended = await cancel_by_hall(tx, booked.ref, version=booked.version, **whose)
        await ask_to_call(tx, ended, reason=CallReason.CANCELLED, now=desk.now)

    assert [one.call.reason for one in await due(desk)] == [CallReason.CANCELLED]


async def test_a_number_is_for_those_of_the_area_and_leaves_a_trace(desk: BookingDesk, booked: Booking) -> None:
    await desk.later(minutes=30)
    [call] = await due(desk)
    elsewhere = await clerk(desk, areas=("a",))
    refused: list[tuple[type[Refusal], Any]] = [
        (NotBookable, lambda tx: look_at_calls(tx, AREA, member=elsewhere, hall=desk.hall, now=desk.now)),
        (Gone, lambda tx: look_at_call(tx, call.call.id, member=elsewhere, hall=desk.hall, now=desk.now)),
        (Gone, lambda tx: show_number(tx, call.call.id, member=elsewhere, now=desk.now)),
    ]
    for refusal, deed in refused:
        async with desk.database.read() as tx:
            with pytest.raises(refusal):
                await deed(tx)

    async with desk.database.write() as tx:
        await show_number(tx, call.call.id, member=await clerk(desk), now=desk.now)

    async with desk.database.read() as tx:
        [shown] = (await tx.execute(select(event).where(event.c.action == "number_shown"))).all()
    assert (shown.actor, shown.detail["reason"]) == (f"staff:{CLERK.id}", "reminder")
    assert PHONE not in str(shown)


async def test_numbers_are_forgotten_when_they_have_served(desk: BookingDesk, booked: Booking) -> None:
    chen = await desk.books(await desk.somebody(), "15:00")
    async with desk.database.write() as tx:
        await keep_visit_phone(tx, chen.id, PHONE)

    for days, known in ((7, (PHONE, PHONE)), (8, (None, PHONE)), (60, (None, PHONE)), (61, (None, None))):
        await forget(desk.database, now=booked.span.ends_at + timedelta(days=days))
        async with desk.database.read() as tx:
            contact = await contact_of(tx, booked)
            assert (await find_visit_phone(tx, chen.id), contact.phone if contact else None) == known, days


async def test_who_is_named_again_is_not_forgotten_while_they_are_being_booked(desk: BookingDesk) -> None:
    seldom = await guest(desk)
    later = desk.now + timedelta(days=100)
    async with desk.database.write() as tx:
        assert await add_guest(tx, Contact("李女士", PHONE), now=later) == seldom.guest_id
    await forget(desk.database, now=later)
    async with desk.database.read() as tx:
        assert await get_guest(tx, seldom.guest_id or 0) == Contact("李女士", PHONE)
