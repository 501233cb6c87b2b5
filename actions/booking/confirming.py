"""A place that is held becomes an appointment."""

from dataclasses import replace
from datetime import datetime

from actions.booking.finding import get_own
from actions.booking.holding import Asked, hold
from actions.booking.reminding import plan_reminders
from actions.booking.trace import note
from content.models import Hall
from domain.booking import Booking, State, Visitor
from domain.booking_refusals import HoldOver
from domain.cases import Actor
from domain.waiting import WaitingState
from storage.bookings import confirm_hold
from storage.transaction import Tx
from storage.waiting import end_offer


async def confirm(tx: Tx, ref: str, *, visitor: Visitor | None, by: Actor, hall: Hall, now: datetime) -> Booking:
    """Make an appointment of a hold; doing it again changes nothing.

    Args:
        visitor: whose it must be; None for staff.
        now: aware.

    Raises:
        Gone: there is no such hold of theirs.
        HoldOver: it was over, was given back, or the hall has changed its plan meanwhile.

    Source: docs/rules/booking.md, 7.
    """
    seen = await get_own(tx, ref, visitor=visitor)
    booked = await confirm_hold(tx, seen.id, now=now)
    if booked is None:
        present = await get_own(tx, ref, visitor=visitor)
        if present.state is State.BOOKED:
            return present
        raise HoldOver
    if booked.waiting_id is not None:
        await end_offer(tx, booked.waiting_id, state=WaitingState.TAKEN, ended_at=now)
    before = replace(booked, state=State.HELD, version=booked.version - 1)
    await note(tx, "booked", before=before, after=booked, actor=by, now=now)
    await plan_reminders(tx, booked, hall=hall, now=now)
    return booked


async def book(tx: Tx, slot_id: int, asked: Asked, *, hall: Hall, now: datetime) -> Booking:
    """Make an appointment in one step, as staff do for a caller or a visitor.

    Raises:
        Refusal: whatever ``hold`` raises.
    """
    held = await hold(tx, slot_id, asked, hall=hall, now=now)
    return await confirm(tx, held.ref, visitor=asked.visitor, by=asked.by, hall=hall, now=now)
