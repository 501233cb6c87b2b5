"""What the clock does to appointments: holds end, who did not come is missing, and visits end with their day."""

from datetime import datetime

from actions.booking.alternatives import was_the_halls_fault
from actions.booking.telling import send_end_of_waiting, send_missed
from actions.booking.trace import note
from domain.booking import Booking, State
from domain.cases import CLOCK
from domain.rebooking import Outcome
from domain.waiting import WaitingState
from storage.bookings import change_booking, take_ended_holds, take_left_over, take_missing
from storage.rebooking import settle
from storage.slots import give_places, taken_by
from storage.transaction import Tx
from storage.waiting import end_offer, get_waiting


async def expire_holds(tx: Tx, *, now: datetime, limit: int) -> list[Booking]:
    """Give back the places of holds that are over, oldest first; who did not answer an offer waits no longer.

    Whoever could not take it, because the hall needs the place after all or has called nobody, goes on waiting.

    Source: docs/rules/booking.md, 7 and 12.
    """
    expired: list[Booking] = []
    given: list[tuple[int, int]] = []
    for held in await take_ended_holds(tx, now=now, limit=limit):
        ended = await change_booking(tx, held, state=State.EXPIRED, hold_until=None)
        if ended is None:
            continue
        given += [(held.id, slot_id) for slot_id in await taken_by(tx, held.id)]
        await note(tx, "expired", before=held, after=ended, actor=CLOCK, now=now)
        expired.append(ended)
    await give_places(tx, given, now=now)
    for ended in expired:
        is_affected = await settle(tx, ended.id, outcome=Outcome.GIVEN_UP, now=now)
        if ended.waiting_id is None:
            continue
        if is_affected or ended.visitor.guest_id is not None:
            await end_offer(tx, ended.waiting_id, state=WaitingState.WAITING, ended_at=None)
        else:
            await end_offer(tx, ended.waiting_id, state=WaitingState.MISSED, ended_at=now)
            if entry := await get_waiting(tx, ended.waiting_id):
                await send_end_of_waiting(tx, entry)
    return expired


async def mark_missing(tx: Tx, *, began_by: datetime, now: datetime, limit: int) -> list[Booking]:
    """Note who has not come, oldest first. Where nobody was checked in all day it does not count: nobody knows.

    Nor does it if the hall was closed then, or had asked them to come at another time.

    Args:
        began_by: appointments that began then or earlier are past their grace.
        now: in the hall's zone.

    Source: docs/rules/booking.md, 11.
    """
    missing: list[Booking] = []
    for booked, is_recorded in await take_missing(tx, began_by=began_by, today=now.date(), limit=limit):
        excused = not is_recorded or await was_the_halls_fault(tx, booked)
        missed = await change_booking(tx, booked, state=State.NO_SHOW, excused=excused)
        if missed is None:
            continue
        await settle(tx, booked.id, outcome=Outcome.LAPSED, now=now)
        await note(tx, "missed", before=booked, after=missed, actor=CLOCK, now=now)
        await send_missed(tx, missed)
        missing.append(missed)
    return missing


async def end_visits(tx: Tx, *, now: datetime, limit: int) -> list[Booking]:
    """End with their day the visits of which nobody noted how they ended, oldest first, without a word to anybody.

    Whoever checked in was here and has missed nothing; how long they sat at a counter nobody knows.

    Args:
        now: in the hall's zone.

    Source: docs/rules/booking.md, 10.
    """
    ended: list[Booking] = []
    for here in await take_left_over(tx, today=now.date(), limit=limit):
        if over := await change_booking(tx, here, state=State.DONE):
            await note(tx, "day_over", before=here, after=over, actor=CLOCK, now=now)
            ended.append(over)
    return ended
