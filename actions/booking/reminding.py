"""Visitors are reminded of their appointments, each time once."""

from datetime import datetime
from zoneinfo import ZoneInfo

from actions.booking.calls import ask_to_call
from actions.booking.telling import say_to_visitor
from content.calendars import work_calendar
from content.models import Hall
from domain.booking import Booking, State
from domain.reminders import TOO_LATE, Kind, Outcome, Reminder, moments_of, outcome_of
from domain.subjects import Outcome as Delivered
from domain.subjects import Part, Subject
from domain.visit_calls import CallReason
from storage.bookings import get_booking
from storage.contacts import contact_of
from storage.outgoing import Lane
from storage.rebooking import find_affected
from storage.reminders import add_reminders, booking_of_reminder, settle_reminder, take_due_reminders
from storage.transaction import Tx

REMINDER = "reminder"
"""The kind of subject a reminder that was sent is."""


async def plan_reminders(tx: Tx, booking: Booking, *, hall: Hall, now: datetime) -> None:
    """Keep when the visitor of an appointment is to be reminded of the time it has now.

    Source: docs/rules/booking.md, 18.
    """
    starts_at = booking.span.starts_at.astimezone(ZoneInfo(hall.facts.zone))
    await add_reminders(tx, booking, moments_of(starts_at, since=now, calendar=work_calendar(hall)))


async def send_reminders(tx: Tx, *, now: datetime, limit: int) -> int:
    """Send what is due, the oldest first; what is too late, or holds no more, is only noted. How many were due.

    Source: docs/rules/booking.md, 18.
    """
    due = await take_due_reminders(tx, now=now, limit=limit)
    for reminder in due:
        booking = await get_booking(tx, reminder.booking_id)
        holds = _holds(reminder, booking) and await find_affected(tx, reminder.booking_id) is None
        outcome = outcome_of(reminder, holds=holds, now=now)
        if booking and outcome is Outcome.SENT:
            outcome = await _say(tx, booking, reminder, now=now)
        await settle_reminder(tx, reminder.id, outcome=outcome, now=now)
    return len(due)


def _holds(reminder: Reminder, booking: Booking | None) -> bool:
    return bool(booking and booking.state is State.BOOKED and booking.span.starts_at == reminder.starts_at)


async def _say(tx: Tx, booking: Booking, reminder: Reminder, *, now: datetime) -> Outcome:
    """By Telegram, else by telephone."""
    if booking.visitor.person_id is None:
        if await contact_of(tx, booking) is None:
            return Outcome.NO_WAY
        await ask_to_call(tx, booking, reason=CallReason.REMINDER, now=now)
        return Outcome.CALL
    until = reminder.due_at + TOO_LATE[reminder.kind]
    await say_to_visitor(
        tx,
        booking.visitor,
        "visit_reminder",
        cause=f"reminder:{reminder.id}",
        params={"booking_id": booking.id, "kind": reminder.kind},
        lane=Lane.DEADLINE,
        expires_at=min(until, booking.span.starts_at) if reminder.kind is Kind.HOURS else until,
        subject=Subject(REMINDER, reminder.id, Part.RECEIPT),
    )
    return Outcome.SENT


async def on_reminded(tx: Tx, subject: Subject, *, outcome: Delivered, now: datetime) -> None:
    """Whoever has stopped the bot is called, if they left a number."""
    booking_id = await booking_of_reminder(tx, subject.id) if outcome is Delivered.UNREACHABLE else None
    booking = await get_booking(tx, booking_id) if booking_id else None
    if booking and await contact_of(tx, booking):
        await settle_reminder(tx, subject.id, outcome=Outcome.CALL, now=now)
        await ask_to_call(tx, booking, reason=CallReason.REMINDER, now=now)
