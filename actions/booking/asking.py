"""Whoever cannot come as they booked is asked to come at another time, for which places are kept.

Source: docs/rules/booking.md, 13.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime

from actions.booking.calls import ask_to_call
from actions.booking.choosing import free_times
from actions.booking.finding import lock_visitor
from actions.booking.holding import Asked, keep_hold
from actions.booking.telling import send_affected
from actions.booking.trace import note
from content.capacity import booking_limits
from content.models import Hall
from domain.alternatives import how_many, kept_until, waited
from domain.booking import Booking, State
from domain.booking_refusals import SlotFull, VisitChanged
from domain.cases import CLOCK
from domain.errors import Refusal
from domain.may_book import check_day, check_free
from domain.rebooking import Affected
from domain.times import Time
from domain.visit_calls import CallReason
from domain.wishes import Wish, nearest
from storage import alternatives
from storage.asking import (
    count_to_ask,
    next_to_ask,
    note_asked,
    note_reminded,
    note_to_call,
    take_to_remind,
    take_unanswered,
)
from storage.bookings import get_booking, list_active
from storage.people import get_person
from storage.rebooking import find_affected
from storage.slots import lock_slots, take_places
from storage.transaction import Tx

KEY_BYTES = 12
Choice = tuple[datetime, Time]
"""A time at which somebody could come; the moment is in the hall's zone."""


async def ask_next(tx: Tx, *, hall: Hall, now: datetime) -> bool:
    """Keep other times for whoever booked first of those on the list, and tell them; whether there was anybody.

    One in a unit of work: whoever holds places and waits for a visitor would stand in the way of a visitor who waits
    for those places.

    Args:
        now: in the hall's zone.
    """
    booking = await next_to_ask(tx)
    if booking is None:
        return False
    await lock_visitor(tx, booking.visitor)
    entry = await find_affected(tx, booking.id)
    if entry and entry.offered_at is None:
        try:
            async with tx.savepoint():
                await _ask(tx, booking, entry, hall=hall, now=now)
        except VisitChanged:
            # It was settled meanwhile, and nothing more is to be kept for them.
            pass
    return True


async def _ask(tx: Tx, booking: Booking, entry: Affected, *, hall: Hall, now: datetime) -> None:
    kept = await alternatives.list_alternatives(tx, booking.id)
    for choice in await _choose(tx, booking, kept, hall=hall, now=now):
        await _keep(tx, booking, choice, hall=hall, now=now)
    until = await alternatives.kept_until(tx, booking.id)
    patience = waited(booking.span.starts_at, until=until, now=now)
    reason = await _cannot_be_written_to(tx, booking)
    if not await note_asked(tx, entry.id, patience, call_reason=reason, now=now):
        raise VisitChanged
    if reason:
        await ask_to_call(tx, booking, reason=reason, since=entry.since, now=now)
    else:
        await send_affected(tx, booking, entry, now=now)


async def _cannot_be_written_to(tx: Tx, booking: Booking) -> CallReason | None:
    if booking.visitor.person_id is None:
        return CallReason.NO_TELEGRAM
    return None if (await get_person(tx, booking.visitor.person_id)).reachable else CallReason.BLOCKED


async def _choose(tx: Tx, booking: Booking, kept: Sequence[Booking], *, hall: Hall, now: datetime) -> list[Choice]:
    """The times nearest to theirs at which they could come, their slots locked; none of which is kept already."""
    try:
        _, free = await free_times(tx, booking.service, hall=hall, now=now, instead_of=booking)
    except Refusal:
        # There is no guide of it any more, or nobody is booked for it: staff have to help.
        return []
    theirs = [*(one for one in await list_active(tx, booking.visitor) if one.id != booking.id), *kept]
    fitting = [choice for choice in free if _fits(choice[1], theirs, hall=hall, now=now)]
    places = sum(time.free for _, time in fitting)
    most = how_many(places, asked=await count_to_ask(tx, area=booking.area)) - len(kept)
    at = booking.span.starts_at.astimezone(now.tzinfo)
    wish = Wish(at.date(), at.date(), at.time(), at.time())
    chosen = [fitting[place] for place in nearest([moment for moment, _ in fitting], wish, most=max(most, 0))[0]]
    await lock_slots(tx, {slot_id for _, time in chosen for slot_id in time.ids})
    return chosen


def _fits(time: Time, theirs: Sequence[Booking], *, hall: Hall, now: datetime) -> bool:
    if kept_until(time.span.starts_at, now=now) is None:
        return False
    try:
        check_free(theirs, span=time.span)
        check_day([one for one in theirs if one.state is not State.SPARE], day=time.day, limits=booking_limits(hall))
    except Refusal:
        return False
    return True


async def _keep(tx: Tx, booking: Booking, choice: Choice, *, hall: Hall, now: datetime) -> None:
    """Keep a time for somebody, unless its last place has gone to somebody else."""
    service, until = hall.service(booking.service), kept_until(choice[1].span.starts_at, now=now)
    if service is None or until is None:
        return
    key = secrets.token_urlsafe(KEY_BYTES)
    asked = Asked(booking.visitor, service, key, by=CLOCK, channel=booking.channel)
    try:
        async with tx.savepoint():
            spare = await keep_hold(tx, choice[1], asked, until=None, now=now)
            if not await take_places(tx, spare.id, choice[1].ids):
                raise SlotFull
    except SlotFull:
        return
    await alternatives.add_alternative(tx, spare.id, instead_of=booking.id, until=until)
    await note(tx, "kept", before=None, after=spare, actor=CLOCK, now=now, detail={"instead_of": booking.code})


async def ask_again(tx: Tx, *, now: datetime, limit: int) -> int:
    """Ask those once more who have not chosen; how many. ``now`` is in the hall's zone."""
    due = await take_to_remind(tx, now=now, limit=limit)
    for entry in due:
        await note_reminded(tx, entry.id)
        if booking := await get_booking(tx, entry.booking_id):
            await send_affected(tx, booking, entry, now=now, again=True)
    return len(due)


async def note_unanswered(tx: Tx, *, now: datetime, limit: int) -> int:
    """Note who is to be telephoned because there was no answer, or the bot may not write any more; how many."""
    due = await take_unanswered(tx, now=now, limit=limit)
    for entry in due:
        is_silent = entry.answer_by is not None and entry.answer_by <= now
        reason = CallReason.NO_ANSWER if is_silent else CallReason.BLOCKED
        await note_to_call(tx, entry.id, reason=reason)
        if booking := await get_booking(tx, entry.booking_id):
            await ask_to_call(tx, booking, reason=reason, since=entry.since, now=now)
    return len(due)
