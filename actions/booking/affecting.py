"""The list of those who must come at another time follows the plan and the places that are taken."""

from dataclasses import dataclass
from datetime import date, datetime

from actions.booking.telling import send_relieved
from actions.booking.trace import note
from domain.booking import Booking, State
from domain.cases import CLOCK
from domain.rebooking import Outcome, Reason, affected
from storage.closures import list_closures
from storage.rebooking import add_affected, change_reason, list_affected, settle, taken_on
from storage.slots import lock_day
from storage.transaction import Tx

STILL_TO_COME = frozenset({State.HELD, State.BOOKED, State.SPARE})


@dataclass(frozen=True, slots=True)
class Aligned:
    """Who came onto the list, and why; and who was taken off it."""

    listed: tuple[tuple[Booking, Reason], ...] = ()
    relieved: tuple[Booking, ...] = ()


async def align(tx: Tx, *, area: str, day: date, now: datetime) -> Aligned:
    """Put on the list who cannot come as they booked, and take off who can again.

    The clock tells them, once other times are kept for them.

    Source: docs/rules/booking.md, 13.
    """
    slots = await lock_day(tx, area=area, day=day)
    bookings, places = await taken_on(tx, area=area, day=day)
    to_come = {one.id: one for one in bookings if one.state in STILL_TO_COME and one.span.starts_at > now}
    reasons = affected(slots, to_come.values(), places)
    listed = {entry.booking_id: entry for entry in await list_affected(tx, area=area, day=day)}
    new = [(to_come[booking_id], reasons[booking_id]) for booking_id in sorted(reasons.keys() - listed.keys())]
    closures = await list_closures(tx, area=area, after=now) if new else []
    for booking, reason in new:
        closure = next((one.id for one in reversed(closures) if one.span.overlaps(booking.span)), None)
        await add_affected(tx, booking.id, reason=reason, closure_id=closure, now=now)
        await note(tx, "affected", before=booking, after=booking, actor=CLOCK, now=now, detail={"reason": reason})
    for booking_id in sorted(reasons.keys() & listed.keys()):
        if listed[booking_id].reason is not reasons[booking_id]:
            await change_reason(tx, listed[booking_id], reason=reasons[booking_id])
    relieved = [to_come[booking_id] for booking_id in sorted((listed.keys() & to_come.keys()) - reasons.keys())]
    for booking in relieved:
        await settle(tx, booking.id, outcome=Outcome.STAYS, now=now)
        await send_relieved(tx, booking)
        await note(tx, "relieved", before=booking, after=booking, actor=CLOCK, now=now)
    return Aligned(tuple(new), tuple(relieved))
