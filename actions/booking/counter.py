"""The day of the visit: somebody checks in, is called, served, and goes; or does not come."""

from datetime import datetime
from typing import Any

from actions.booking.alternatives import settle_visit, was_the_halls_fault
from actions.booking.finding import get_own
from actions.booking.inviting import ask_how_it_was
from actions.booking.telling import send_call, send_excused, send_missed
from actions.booking.trace import note
from content.capacity import booking_limits
from content.models import Hall
from domain.booking import Booking, Excuse, State, check_can_check_in, check_may_become, check_missed
from domain.booking_refusals import VisitChanged, VisitOver
from domain.cases import Actor
from domain.rebooking import Outcome
from storage.bookings import change_booking
from storage.transaction import Tx


async def check_in(tx: Tx, ref: str, *, version: int, by: Actor, now: datetime) -> Booking:
    """Somebody is here; also late, and if they were thought to be missing. ``now`` is in the hall's zone.

    Raises:
        Gone, VisitChanged: as staff have not seen it.
        VisitAnotherDay, VisitOver: it is not for today, or not for now.

    Source: docs/rules/booking.md, 10.
    """
    seen = await get_own(tx, ref, visitor=None, version=version)
    check_can_check_in(seen, today=now.date())
    here = {"state": State.CHECKED_IN, "arrived_at": now, "excused": False}
    arrived = await _change(tx, seen, "checked_in", by=by, now=now, **here)
    await settle_visit(tx, seen, outcome=Outcome.CAME, by=by, now=now)
    return arrived


async def call(tx: Tx, ref: str, *, counter: str, version: int, by: Actor, now: datetime) -> Booking:
    """Ask somebody who is here to come to a counter, or to another, or once more.

    Raises:
        Gone, VisitChanged: as staff have not seen it.
        VisitOver: they are not waiting.

    Source: docs/rules/booking.md, 10.
    """
    seen = await get_own(tx, ref, visitor=None, version=version)
    if seen.state is not State.CHECKED_IN:
        raise VisitOver
    called = await _change(tx, seen, "called", by=by, now=now, called_at=now, counter=counter, staff_id=by.id)
    await send_call(tx, called)
    return called


async def serve(tx: Tx, ref: str, *, counter: str, version: int, by: Actor, now: datetime) -> Booking:
    """Somebody sits down at a counter.

    Raises:
        Gone, VisitChanged: as staff have not seen it.
        VisitOver: they are not waiting.

    Source: docs/rules/booking.md, 10.
    """
    seen = await get_own(tx, ref, visitor=None, version=version)
    check_may_become(seen, State.SERVING)
    where = {"counter": counter, "staff_id": by.id}
    return await _change(tx, seen, "serving", by=by, now=now, state=State.SERVING, began_at=now, **where)


async def finish(tx: Tx, ref: str, *, version: int, by: Actor, now: datetime) -> Booking:
    """Somebody has been served, and is asked how they found it.

    Raises:
        Gone, VisitChanged: as staff have not seen it.
        VisitOver: they are not being served.

    Source: docs/rules/booking.md, 10.
    """
    seen = await get_own(tx, ref, visitor=None, version=version)
    if seen.state is not State.SERVING:
        raise VisitOver
    done = await _change(tx, seen, "done", by=by, now=now, state=State.DONE, ended_at=now)
    await ask_how_it_was(tx, done, now=now)
    return done


async def miss(tx: Tx, ref: str, *, version: int, by: Actor, hall: Hall, now: datetime) -> Booking:
    """Somebody did not come, or not to the counter they were called to; it counts unless it was the hall's fault.

    Raises:
        Gone, VisitChanged: as staff have not seen it.
        StillInGrace, VisitOver: they may still come, or were here.

    Source: docs/rules/booking.md, 11.
    """
    seen = await get_own(tx, ref, visitor=None, version=version)
    check_missed(seen, grace=booking_limits(hall).grace, now=now)
    excused = await was_the_halls_fault(tx, seen)
    missed = await _change(tx, seen, "missed", by=by, now=now, state=State.NO_SHOW, excused=excused)
    await settle_visit(tx, seen, outcome=Outcome.LAPSED, by=by, now=now)
    await send_missed(tx, missed)
    return missed


async def excuse(tx: Tx, ref: str, *, version: int, reason: Excuse, by: Actor, now: datetime) -> Booking:
    """What somebody missed does not count against them; ``reason`` stays in the history.

    Raises:
        Gone, VisitChanged: as staff have not seen it.
        VisitOver: it was not missed.

    Source: docs/rules/booking.md, 11.
    """
    seen = await get_own(tx, ref, visitor=None, version=version)
    if seen.state is not State.NO_SHOW:
        raise VisitOver
    excused = await change_booking(tx, seen, excused=True)
    if excused is None:
        raise VisitChanged
    await note(tx, "excused", before=seen, after=excused, actor=by, now=now, detail={"reason": reason})
    await send_excused(tx, excused)
    return excused


async def _change(tx: Tx, seen: Booking, action: str, *, by: Actor, now: datetime, **changes: Any) -> Booking:
    changed = await change_booking(tx, seen, **changes)
    if changed is None:
        raise VisitChanged
    detail = {"counter": changed.counter} if changed.counter else {}
    await note(tx, action, before=seen, after=changed, actor=by, now=now, detail=detail)
    return changed
