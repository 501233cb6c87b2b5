"""A place is held for somebody while they look at what they need."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.booking.finding import lock_visitor
from actions.booking.trace import note
from content.capacity import VisitPlan, booking_limits, visit_plan
from content.models import Hall, Service
from domain.booking import CODE_LENGTH, CODE_SIGNS, HOLD, Booking, State, Visitor
from domain.booking_refusals import NotBookable, SlotClosed, SlotFull, VisitChanged
from domain.cases import Actor, Channel
from domain.errors import Gone
from domain.flows import Party
from domain.may_book import (
    MISSED_WITHIN,
    RESTRICTED_FOR,
    check_day,
    check_free,
    check_not_restricted,
    check_room,
    check_time,
)
from domain.rebooking import Outcome
from domain.times import Time, times_of
from storage.bookings import add_booking, change_booking, find_by_key, list_active, list_missed
from storage.contacts import carry_visit_phone
from storage.rebooking import settle
from storage.slots import exchange_places, get_slot, list_open, taken_by
from storage.transaction import Tx
from storage.waiting import count_waiting

REF_BYTES = 12
CODE_TRIES = 4
"""Of a thousand million codes, one that is drawn is hardly ever somebody's."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants a place for what, and who asks.

    Attributes:
        key: of this one wish; asking again under it holds nothing more.
        by: staff, who book for others, are bound by what is free and by nothing else.
    """

    visitor: Visitor
    service: Service
    key: str
    by: Actor
    channel: Channel = Channel.TELEGRAM

    @property
    def by_staff(self) -> bool:
        """Whether a member of staff asks."""
        return self.by.party not in (None, Party.CITIZEN)


async def hold(tx: Tx, slot_id: int, asked: Asked, *, hall: Hall, now: datetime) -> Booking:
    """Hold the places a visit takes that begins with a slot, for ``HOLD``; ``now`` is in the hall's zone.

    Whoever held another place themselves gives it back, once they have this one. After a refusal the caller undoes
    what was done.

    Raises:
        Gone: the key is somebody else's.
        NotBookable, SlotFull, SlotClosed: there is nothing to be had.
        Refusal: whatever the checks of ``domain.may_book`` raise.

    Source: docs/rules/booking.md, 4 to 7.
    """
    plan = plan_for(hall, asked.service)
    await lock_visitor(tx, asked.visitor)
    if known := await find_by_key(tx, asked.key):
        if known.visitor != asked.visitor:
            raise Gone
        return known
    time = await time_from(tx, slot_id, plan)
    theirs = await list_active(tx, asked.visitor)
    old = next((one for one in theirs if one.state is State.HELD and one.waiting_id is None), None)
    others = [one for one in theirs if one != old]
    check_free(others, span=time.span)
    if not asked.by_staff:
        check_time(time.first, lead=plan.plan.lead, last_day=now.date() + plan.plan.horizon, now=now)
        await check_may_book(tx, asked.visitor, others, hall=hall, now=now)
        check_day(others, day=time.day, limits=booking_limits(hall))
    elif time.span.ends_at <= now:
        raise SlotClosed
    given = await _give_up(tx, old, by=asked.by, now=now) if old else set()
    booking = await keep_hold(tx, time, asked, until=now + HOLD, now=now)
    if not await exchange_places(tx, give=given, taker=booking.id, take=time.ids, now=now):
        raise SlotFull
    if old:
        await _replace(tx, old, booking, now=now)
    await note(tx, "held", before=None, after=booking, actor=asked.by, now=now, detail={"channel": booking.channel})
    return booking


def plan_for(hall: Hall, service: Service) -> VisitPlan:
    """What a visit for a service takes.

    Raises:
        NotBookable: people simply come.
    """
    plan = visit_plan(hall, service)
    if plan is None:
        raise NotBookable
    return plan


async def time_from(tx: Tx, slot_id: int, plan: VisitPlan) -> Time:
    """The time of a visit that begins with a slot.

    Raises:
        Gone: there is no such slot, or it is of another area.
        SlotClosed: it is closed, or the visit would not end before the window does.
    """
    first = await get_slot(tx, slot_id)
    if first is None or first.area != plan.plan.area:
        raise Gone
    there = await list_open(tx, area=first.area, day=first.day, quota=plan.quota)
    for time in times_of(there, length=plan.length, quota=plan.quota):
        if time.first.id == slot_id:
            return time
    raise SlotClosed


async def keep_hold(
    tx: Tx, time: Time, asked: Asked, *, until: datetime | None, now: datetime, waiting_id: int | None = None
) -> Booking:
    """Write down that places are held, which are still to be taken.

    Args:
        until: when the hold ends; None for a place that is kept instead of another one.

    Raises:
        VisitChanged: somebody has asked under the same key at the same time.
    """
    first = time.first
    values = {
        "ref": secrets.token_urlsafe(REF_BYTES),
        "person_id": asked.visitor.person_id,
        "guest_id": asked.visitor.guest_id,
        "service": asked.service.id,
        "area": first.area,
        "day": first.day,
        "slot_id": first.id,
        "starts_at": time.span.starts_at,
        "ends_at": time.span.ends_at,
        "hold_until": until,
        "state": State.HELD if until else State.SPARE,
        "request_key": asked.key,
        "channel": asked.channel,
        "waiting_id": waiting_id,
        "made_at": now,
    }
    for _ in range(CODE_TRIES):
        code = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
        if kept := await add_booking(tx, {**values, "code": code}):
            return kept
    raise VisitChanged


async def check_may_book(tx: Tx, visitor: Visitor, theirs: Sequence[Booking], *, hall: Hall, now: datetime) -> None:
    """Refuse whoever has as many appointments as they may, or has missed too many; ``theirs`` are active ones.

    Raises:
        Refusal: whatever the checks of ``domain.may_book`` raise.
    """
    missed = await list_missed(tx, visitor, since=now - MISSED_WITHIN - RESTRICTED_FOR)
    limits = booking_limits(hall)
    check_not_restricted(missed, limits=limits, now=now)
    check_room(theirs, waiting=await count_waiting(tx, visitor), limits=limits, now=now)


async def _replace(tx: Tx, old: Booking, new: Booking, *, now: datetime) -> None:
    """Another time is held now: the number that was left goes with it, and the old one need not be moved any more."""
    await carry_visit_phone(tx, giver=old.id, taker=new.id)
    await settle(tx, old.id, outcome=Outcome.GIVEN_UP, now=now)


async def _give_up(tx: Tx, old: Booking, *, by: Actor, now: datetime) -> set[tuple[int, int]]:
    """Somebody looks at another time; the places they give back."""
    ended = await change_booking(tx, old, state=State.EXPIRED, hold_until=None)
    if ended is None:
        raise VisitChanged
    await note(tx, "given_up", before=old, after=ended, actor=by, now=now)
    return {(old.id, slot_id) for slot_id in await taken_by(tx, old.id)}
