"""Places that come free are offered to those who wait, in the order in which they asked."""

from datetime import datetime

from actions.booking.calls import ask_to_call
from actions.booking.finding import lock_visitor
from actions.booking.holding import Asked, keep_hold
from actions.booking.telling import send_end_of_waiting, send_offer
from actions.booking.trace import note
from actions.booking.waiting import note_waiting
from content.calendars import work_calendar
from content.capacity import VisitPlan, booking_limits, visit_plan
from content.models import Hall
from domain.booking import Booking, Slot
from domain.booking_refusals import SlotFull, VisitChanged
from domain.cases import CLOCK, Channel
from domain.errors import Refusal
from domain.may_book import check_day, check_free
from domain.times import Time, times_of
from domain.visit_calls import CallReason
from domain.waiting import (
    OFFER_NOTICE,
    TIME_TO_COME,
    Waiting,
    WaitingState,
    days_of,
    is_time_for_offers,
    offered_until,
)
from storage.bookings import list_active, was_offered
from storage.slots import list_open_on, take_places
from storage.transaction import Tx
from storage.waiting import areas_waited_for, change_waiting, days_with_places, end_hopeless, list_waiting


async def offer_place(tx: Tx, *, hall: Hall, now: datetime) -> Booking | None:
    """Hold a free place for whoever has waited longest for it, if there is one; ``now`` is in the hall's zone.

    Nobody is offered the same time twice, and nobody at night. One in a unit of work: whoever holds places and waits
    for a visitor would stand in the way of a visitor who waits for those places.

    Source: docs/rules/booking.md, 12.
    """
    for area in await areas_waited_for(tx) if is_time_for_offers(now) else ():
        if booking := await _offer_in(tx, area, hall=hall, now=now):
            return booking
    return None


async def end_waiting(tx: Tx, *, now: datetime, limit: int) -> list[Waiting]:
    """Take off the list for whom it is too late, oldest first.

    Source: docs/rules/booking.md, 12.
    """
    ended = await end_hopeless(tx, now=now, limit=limit)
    for entry in ended:
        await note_waiting(tx, "waited_in_vain", entry, actor=CLOCK, now=now)
        await send_end_of_waiting(tx, entry)
    return ended


async def _offer_in(tx: Tx, area: str, *, hall: Hall, now: datetime) -> Booking | None:
    entries = await list_waiting(tx, area=area)
    if not entries:
        return None
    first, last = days_of(entries)
    days = await days_with_places(tx, area=area, first=first, last=last, after=now + OFFER_NOTICE)
    slots = await list_open_on(tx, area=area, days=days) if days else []
    for entry in entries if slots else ():
        if booking := await _offer_to(tx, entry, slots, hall=hall, now=now):
            return booking
    return None


async def _offer_to(tx: Tx, entry: Waiting, slots: list[Slot], *, hall: Hall, now: datetime) -> Booking | None:
    """Offer somebody the first time that suits; None if there is none."""
    service = hall.service(entry.service)
    plan = visit_plan(hall, service) if service else None
    if plan is None:
        return None
    until = offered_until(entry.visitor, now=now, calendar=work_calendar(hall))
    free = [time for time in _free_times(slots, plan, now=now) if entry.fits(time.day)]
    fitting = [time for time in free if time.span.starts_at >= until + TIME_TO_COME]
    before = await was_offered(tx, entry.id) if fitting else set()
    for time in fitting:
        if time.span.starts_at in before:
            continue
        try:
            async with tx.savepoint():
                return await _offer(tx, entry, time, plan, until=until, hall=hall, now=now)
        except VisitChanged:
            return None
        except Refusal:
            # They have something else then, or somebody was quicker.
            continue
    return None


def _free_times(slots: list[Slot], plan: VisitPlan, *, now: datetime) -> list[Time]:
    times = times_of(slots, length=plan.length, quota=plan.quota)
    return [time for time in times if time.free and time.span.starts_at > now + OFFER_NOTICE]


async def _offer(
    tx: Tx, entry: Waiting, time: Time, plan: VisitPlan, *, until: datetime, hall: Hall, now: datetime
) -> Booking:
    await lock_visitor(tx, entry.visitor)
    theirs = await list_active(tx, entry.visitor)
    check_free(theirs, span=time.span)
    check_day(theirs, day=time.day, limits=booking_limits(hall))
    channel = Channel.CALL if entry.visitor.guest_id else Channel.TELEGRAM
    asked = Asked(entry.visitor, plan.service, f"offer:{entry.id}:{entry.version}", by=CLOCK, channel=channel)
    offered = await change_waiting(tx, entry, state=WaitingState.OFFERED, ended_at=None)
    if offered is None:
        raise VisitChanged
    booking = await keep_hold(tx, time, asked, until=until, now=now, waiting_id=entry.id)
    if not await take_places(tx, booking.id, time.ids):
        raise SlotFull
    await note(tx, "offered", before=None, after=booking, actor=CLOCK, now=now)
    if entry.visitor.guest_id is None:
        await send_offer(tx, booking)
    else:
        await ask_to_call(tx, booking, reason=CallReason.OFFER, now=now)
    return booking
