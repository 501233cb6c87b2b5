"""An appointment is moved: the new place is taken before the old one is given back."""

from collections.abc import Sequence
from datetime import datetime

from actions.booking.alternatives import let_go
from actions.booking.finding import get_own, lock_visitor
from actions.booking.holding import Asked, plan_for, time_from
from actions.booking.reminding import plan_reminders
from actions.booking.trace import note
from content.capacity import VisitPlan, booking_limits
from content.models import Hall
from domain.booking import Booking, State, check_can_move
from domain.booking_refusals import SlotClosed, SlotFull, VisitChanged, VisitOver
from domain.cases import Actor
from domain.may_book import check_day, check_free, check_time
from domain.rebooking import Outcome
from domain.times import Time
from storage.bookings import change_booking, list_active
from storage.rebooking import find_affected, settle
from storage.slots import exchange_places, taken_by
from storage.transaction import Tx


async def move(tx: Tx, ref: str, slot_id: int, asked: Asked, *, version: int, hall: Hall, now: datetime) -> Booking:
    """Let an appointment begin with another slot; ``now`` is in the hall's zone.

    Code and name stay; ``sequence`` is raised, so that calendars take it for the same. Moving to where it is changes
    nothing. After a refusal the caller undoes what was done.

    Args:
        asked: whose it is, for what, and who asks; its key is not used.
        version: as whoever moves it has seen it.

    Raises:
        Gone, VisitChanged, VisitOver, TooLateToMove: it cannot be moved, or not by them.
        SlotClosed: staff chose a time that has begun since it was shown: its visitor would miss it as they are moved.
        SlotFull: the old place is kept.
        Refusal: whatever the checks of ``domain.may_book`` raise about the new time.

    Source: docs/rules/booking.md, 9.
    """
    plan = plan_for(hall, asked.service)
    await lock_visitor(tx, asked.visitor)
    seen = await get_own(tx, ref, visitor=asked.visitor, version=version)
    if seen.service != asked.service.id:
        raise VisitChanged
    is_affected = await find_affected(tx, seen.id) is not None
    _check_is_booked(seen, asked, is_affected=is_affected, now=now)
    time = await time_from(tx, slot_id, plan)
    others = [one for one in await list_active(tx, asked.visitor) if one.id != seen.id]
    _check_new_time(time, asked, others, plan=plan, hall=hall, now=now)
    if time.first.id == seen.slot_id and time.span == seen.span:
        return seen
    moved = await _go(tx, seen, time, by=asked.by, now=now)
    await settle(tx, seen.id, outcome=Outcome.MOVED, now=now)
    detail = {"from": seen.span.starts_at.isoformat(), "to": moved.span.starts_at.isoformat()}
    await note(tx, "moved", before=seen, after=moved, actor=asked.by, now=now, detail=detail)
    await plan_reminders(tx, moved, hall=hall, now=now)
    return moved


def _check_new_time(
    time: Time, asked: Asked, others: Sequence[Booking], *, plan: VisitPlan, hall: Hall, now: datetime
) -> None:
    """What is free binds staff too, and that it is still to come."""
    check_free(others, span=time.span)
    if not asked.by_staff:
        check_time(time.first, lead=plan.plan.lead, last_day=now.date() + plan.plan.horizon, now=now)
        check_day(others, day=time.day, limits=booking_limits(hall))
    elif time.span.starts_at <= now:
        raise SlotClosed


async def _go(tx: Tx, seen: Booking, time: Time, *, by: Actor, now: datetime) -> Booking:
    """Take the new places, of what is kept for them if it is among that, then give back the old ones and the rest."""
    first = {"slot_id": time.first.id, "day": time.day, "area": time.first.area}
    times = {"starts_at": time.span.starts_at, "ends_at": time.span.ends_at}
    moved = await change_booking(tx, seen, sequence=seen.sequence + 1, **first, **times)
    if moved is None:
        raise VisitChanged
    given = {(seen.id, slot_id) for slot_id in await taken_by(tx, seen.id)} | await let_go(tx, seen, by=by, now=now)
    if not await exchange_places(tx, give=given, taker=seen.id, take=time.ids, now=now):
        raise SlotFull
    return moved


def _check_is_booked(seen: Booking, asked: Asked, *, is_affected: bool, now: datetime) -> None:
    """Staff may move until the day is over; people only in time."""
    if not asked.by_staff:
        check_can_move(seen, is_affected=is_affected, now=now)
    elif seen.state is not State.BOOKED:
        raise VisitOver
