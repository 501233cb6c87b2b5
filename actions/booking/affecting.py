"""The list of those who must come at another time follows the plan and the places that are taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from actions.booking.calls import ask_to_call
from actions.booking.telling import send_relieved
from actions.booking.trace import note
from domain.booking import Booking, State
from domain.cases import CLOCK
from domain.closures import cause_among
from domain.rebooking import Affected, Outcome, Reason, affected
from domain.visit_calls import CallReason
from storage.closures import follow_again, list_closures
from storage.rebooking import add_affected, change_reason, list_affected, settle, taken_between
from storage.slots import lock_day
from storage.transaction import Tx
from storage.visit_calls import was_told_to_move

STILL_TO_COME = frozenset({State.HELD, State.BOOKED, State.SPARE})


@dataclass(frozen=True, slots=True)
class Aligned:
    """Who came onto the list, and why; and who was taken off it."""

    listed: tuple[tuple[Booking, Reason], ...] = ()
    relieved: tuple[Booking, ...] = ()


async def align(tx: Tx, *, area: str, day: date, now: datetime) -> Aligned:
    """Put on the list who cannot come as they booked, and take off who can again.

    The clock tells them, once other times are kept for them. ``now`` is in the hall's zone.

    Source: docs/rules/booking.md, 13.
    """
    slots = await lock_day(tx, area=area, day=day)
    bookings, places = await taken_between(tx, areas=[area], first=day, last=day)
    to_come = {one.id: one for one in bookings if one.state in STILL_TO_COME and one.span.starts_at > now}
    reasons = affected(slots, to_come.values(), places)
    entries = await list_affected(tx, areas=[area], first=day, last=day)
    listed = {entry.booking_id: entry for entry in entries}
    await _list(tx, area, [(to_come[of], reasons[of], listed.get(of)) for of in sorted(reasons)], now=now)
    relieved = [to_come[of] for of in sorted((listed.keys() & to_come.keys()) - reasons.keys())]
    for booking in relieved:
        await _relieve(tx, booking, listed[booking.id], now=now)
    new = [(to_come[of], reasons[of]) for of in sorted(reasons.keys() - listed.keys())]
    return Aligned(tuple(new), tuple(relieved))


async def _list(tx: Tx, area: str, found: Sequence[tuple[Booking, Reason, Affected | None]], *, now: datetime) -> None:
    """Put these on the list; whoever is on it stays, for the reason that holds now."""
    closures = await list_closures(tx, area=area, after=now) if found else []
    followed = set[int]()
    for booking, reason, entry in found:
        cause = cause_among(closures, booking.span)
        closure_id = cause.id if cause else None
        if entry is None:
            await add_affected(tx, booking.id, reason=reason, closure_id=closure_id, now=now)
            await note(tx, "affected", before=booking, after=booking, actor=CLOCK, now=now, detail={"reason": reason})
        elif (entry.reason, entry.closure_id) != (reason, closure_id):
            await change_reason(tx, entry, reason=reason, closure_id=closure_id)
        if cause and (entry is None or entry.closure_id != cause.id):
            followed.add(cause.id)
    await follow_again(tx, followed)


async def _relieve(tx: Tx, booking: Booking, entry: Affected, *, now: datetime) -> None:
    """They need not move any more, and are told the way they were told that they must."""
    await settle(tx, booking.id, outcome=Outcome.STAYS, now=now)
    await send_relieved(tx, booking, entry, now=now)
    if await was_told_to_move(tx, booking, since=entry.since):
        await ask_to_call(tx, booking, reason=CallReason.STANDS, since=entry.since, now=now)
    await note(tx, "relieved", before=booking, after=booking, actor=CLOCK, now=now)
