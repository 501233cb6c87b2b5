"""Somebody waits for a place, and leaves the list again."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from actions.booking.cancelling import cancel
from actions.booking.finding import lock_visitor
from actions.booking.holding import Asked, check_may_book, plan_for
from content.capacity import VisitPlan
from content.models import Hall
from domain.booking import Visitor
from domain.booking_refusals import AlreadyWaiting, NothingToWaitFor, PlacesFree, TooFarAhead, VisitChanged
from domain.cases import Actor
from domain.errors import Gone
from domain.times import Time, times_of
from domain.waiting import OFFER_NOTICE, Waiting, WaitingState, place_in_line
from storage.bookings import find_offer, list_active
from storage.events import add_event
from storage.slots import list_open_between
from storage.transaction import Tx
from storage.waiting import add_waiting, change_waiting, find_waiting, get_waiting, list_waiting

WAITING = "waiting"
"""The kind of subject entries of the waiting list are, in events."""


@dataclass(frozen=True, slots=True)
class Joined:
    """An entry of the waiting list, and how many come before it who could take the same place."""

    entry: Waiting
    ahead: int


async def join(tx: Tx, asked: Asked, *, first: date, last: date, hall: Hall, now: datetime) -> Joined:
    """Put somebody at the end of the waiting list for the days from ``first`` to ``last``.

    Args:
        now: in the hall's zone.

    Raises:
        Gone: the key is somebody else's.
        NotBookable, TooFarAhead, NothingToWaitFor: no place can come free there.
        PlacesFree: there are places.
        AlreadyWaiting: they wait for that service.
        Refusal: whatever ``check_may_book`` raises.

    Source: docs/rules/booking.md, 12.
    """
    plan = plan_for(hall, asked.service)
    await lock_visitor(tx, asked.visitor)
    if known := await find_waiting(tx, asked.key):
        return await in_line(tx, _own(known, asked.visitor))
    if last > now.date() + plan.plan.horizon:
        raise TooFarAhead(last=now.date() + plan.plan.horizon)
    if not asked.by_staff:
        await check_may_book(tx, asked.visitor, await list_active(tx, asked.visitor), hall=hall, now=now)
    times = await _times(tx, plan, first=first, last=last, now=now)
    days = {"first_day": first, "last_day": last, "until": times[-1].span.starts_at - OFFER_NOTICE}
    entry = await add_waiting(tx, {**_wish(asked, plan), **days, "since": now})
    if entry is None:
        raise AlreadyWaiting
    await note_waiting(tx, "waits", entry, actor=asked.by, now=now)
    return await in_line(tx, entry)


async def leave(tx: Tx, waiting_id: int, *, visitor: Visitor | None, by: Actor, now: datetime) -> Waiting:
    """Take somebody off the waiting list, and give back what they are offered; ``visitor`` is None for staff.

    Raises:
        Gone: they do not wait there, or no longer.

    Source: docs/rules/booking.md, 12.
    """
    entry = await get_waiting(tx, waiting_id)
    if entry is None or (visitor is not None and entry.visitor != visitor):
        raise Gone
    if entry.state is WaitingState.OFFERED and (offer := await find_offer(tx, entry.id)):
        await cancel(tx, offer.ref, version=offer.version, visitor=visitor, by=by, now=now)
        entry = await get_waiting(tx, waiting_id) or entry
    if entry.state is not WaitingState.WAITING:
        raise Gone
    left = await change_waiting(tx, entry, state=WaitingState.LEFT, ended_at=now)
    if left is None:
        raise VisitChanged
    await note_waiting(tx, "left", left, actor=by, now=now)
    return left


async def in_line(tx: Tx, entry: Waiting) -> Joined:
    """An entry and its place in the list."""
    return Joined(entry, place_in_line(await list_waiting(tx, area=entry.area), entry))


async def note_waiting(tx: Tx, action: str, entry: Waiting, *, actor: Actor, now: datetime) -> None:
    """Write down what became of an entry."""
    await add_event(
        tx,
        actor=actor.name,
        action=action,
        subject_kind=WAITING,
        subject_id=entry.id,
        now=now,
        detail={"state": entry.state, "version": entry.version},
    )


async def _times(tx: Tx, plan: VisitPlan, *, first: date, last: date, now: datetime) -> list[Time]:
    """The times an offer may still be made for, none of them free."""
    slots = await list_open_between(tx, area=plan.plan.area, first=first, last=last, quota=plan.quota)
    times = [time for time in times_of(slots, length=plan.length, quota=plan.quota) if time.span.starts_at > now]
    if any(time.free and time.span.starts_at >= now + plan.plan.lead for time in times):
        raise PlacesFree
    later = [time for time in times if time.span.starts_at > now + OFFER_NOTICE]
    if not later:
        raise NothingToWaitFor
    return later


def _wish(asked: Asked, plan: VisitPlan) -> dict[str, Any]:
    """Who waits, and for what."""
    return {
        "person_id": asked.visitor.person_id,
        "guest_id": asked.visitor.guest_id,
        "area": plan.plan.area,
        "service": asked.service.id,
        "quota": plan.quota or "",
        "request_key": asked.key,
    }


def _own(entry: Waiting, visitor: Visitor) -> Waiting:
    if entry.visitor != visitor:
        raise Gone
    return entry
