"""An appointment is given up, by its visitor or by the hall, and its places are free again."""

from datetime import datetime

from actions.booking.alternatives import let_go
from actions.booking.finding import get_own
from actions.booking.trace import note
from domain.booking import Booking, State, Visitor, cancelled, check_may_become
from domain.booking_refusals import VisitChanged
from domain.cases import Actor
from domain.rebooking import Outcome
from domain.waiting import WaitingState
from storage.bookings import change_booking
from storage.rebooking import find_affected, settle
from storage.slots import give_places, taken_by
from storage.transaction import Tx
from storage.waiting import end_offer


async def cancel(tx: Tx, ref: str, *, version: int, visitor: Visitor | None, by: Actor, now: datetime) -> Booking:
    """Give up an appointment, or a place that is held or offered; who was offered one goes on waiting.

    Args:
        version: as whoever cancels has seen it.
        visitor: whose it must be; None for staff.
        now: aware.

    Raises:
        Gone: there is no such appointment of theirs.
        VisitChanged: it has changed since.
        VisitOver: it was cancelled, or has taken place.

    Source: docs/rules/booking.md, 8.
    """
    seen = await get_own(tx, ref, visitor=visitor, version=version)
    state = cancelled(seen, is_affected=await find_affected(tx, seen.id) is not None, now=now)
    ended = await _end(tx, seen, state, by=by, now=now)
    if seen.state is State.HELD and seen.waiting_id is not None:
        await end_offer(tx, seen.waiting_id, state=WaitingState.WAITING, ended_at=None)
    await note(tx, "given_up" if state is State.EXPIRED else "cancelled", before=seen, after=ended, actor=by, now=now)
    return ended


async def cancel_by_hall(tx: Tx, ref: str, *, version: int, reason: str, by: Actor, now: datetime) -> Booking:
    """The hall cannot keep an appointment; it never counts against its visitor.

    Raises:
        Gone: there is no such appointment.
        VisitChanged: it has changed since.
        VisitOver: it was cancelled, or has taken place.

    Source: docs/rules/booking.md, 14.
    """
    seen = await get_own(tx, ref, visitor=None, version=version)
    check_may_become(seen, State.CANCELLED_BY_HALL)
    ended = await _end(tx, seen, State.CANCELLED_BY_HALL, by=by, now=now)
    await note(tx, "cancelled_by_hall", before=seen, after=ended, actor=by, now=now, detail={"reason": reason})
    return ended


async def _end(tx: Tx, seen: Booking, state: State, *, by: Actor, now: datetime) -> Booking:
    ended = await change_booking(tx, seen, state=state, hold_until=None)
    if ended is None:
        raise VisitChanged
    given = {(seen.id, slot_id) for slot_id in await taken_by(tx, seen.id)} | await let_go(tx, seen, by=by, now=now)
    await give_places(tx, given, now=now)
    # After the places: whoever plans holds their slots, and may have put this appointment on the list meanwhile.
    await settle(tx, seen.id, outcome=Outcome.GIVEN_UP, now=now)
    return ended
