"""Places that are kept for whoever cannot come as they booked are free again once they have chosen, or it is over.

Source: docs/rules/booking.md, 13.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from actions.booking.trace import note
from content.models import Hall
from content.visits import Kept
from domain.booking import Booking, State
from domain.cases import CLOCK, Actor
from domain.rebooking import Outcome
from storage import alternatives
from storage.asking import ask_anew, settle_expired
from storage.bookings import change_booking
from storage.closures import list_closures
from storage.rebooking import find_affected, settle
from storage.slots import give_places, taken_by
from storage.transaction import Tx


async def let_go(tx: Tx, booking: Booking, *, by: Actor, now: datetime) -> set[tuple[int, int]]:
    """End what is kept instead of an appointment; the places that are to be given back, each with whose it is."""
    return await _end(tx, await alternatives.list_alternatives(tx, booking.id), by=by, now=now)


async def _end(tx: Tx, spare: Sequence[Booking], *, by: Actor, now: datetime) -> set[tuple[int, int]]:
    given: set[tuple[int, int]] = set()
    for one in spare:
        ended = await change_booking(tx, one, state=State.EXPIRED)
        if ended is None:
            # Somebody ended it at the same time, and gives its places back.
            continue
        given |= {(one.id, slot_id) for slot_id in await taken_by(tx, one.id)}
        await note(tx, "let_go", before=one, after=ended, actor=by, now=now)
    await alternatives.end_alternatives(tx, [one.id for one in spare], now=now)
    return given


async def times_kept(tx: Tx, booking: Booking, *, hall: Hall, now: datetime) -> tuple[Kept, ...]:
    """The times that are still kept instead of an appointment, in order."""
    zone = ZoneInfo(hall.facts.zone)
    return tuple(
        Kept(one.span.starts_at.astimezone(zone), until.astimezone(zone), one.slot_id)
        for one, until in await alternatives.list_kept(tx, booking.id)
        if until > now
    )


async def settle_visit(tx: Tx, booking: Booking, *, outcome: Outcome, by: Actor, now: datetime) -> bool:
    """Take an appointment off the list and give back what is kept instead of it; whether it was on the list."""
    await give_places(tx, await let_go(tx, booking, by=by, now=now), now=now)
    return await settle(tx, booking.id, outcome=outcome, now=now)


async def was_the_halls_fault(tx: Tx, missed: Booking) -> bool:
    """Whether somebody who did not come was asked to come at another time, or would have found nobody there."""
    if await find_affected(tx, missed.id):
        return True
    closures = await list_closures(tx, area=missed.area, after=missed.span.starts_at)
    return any(one.span.overlaps(missed.span) and not one.counters for one in closures)


async def end_alternatives(tx: Tx, *, now: datetime, limit: int) -> int:
    """Give back what is not to be kept any more; how much. Whose time the hall has closed too is asked anew."""
    over = await alternatives.take_over(tx, now=now, limit=limit)
    await give_places(tx, await _end(tx, [one for one, _ in over], by=CLOCK, now=now), now=now)
    for one, instead_of in over:
        if await settle(tx, one.id, outcome=Outcome.GIVEN_UP, now=now):
            await ask_anew(tx, instead_of)
    await settle_expired(tx, now=now)
    return len(over)
