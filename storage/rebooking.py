"""The list of those who must come at another time."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, or_, select, update

from domain.booking import Booking
from domain.rebooking import Affected, Outcome, Reason
from domain.visit_calls import CallReason
from storage.bookings import booking_of_row
from storage.prepared import Prepared
from storage.tables import booking, person, place, rebooking, slot
from storage.tables.booking import STILL_TAKEN, UNSETTLED
from storage.transaction import Tx

_ENTRY = Prepared(select(rebooking).where(rebooking.c.booking_id == bindparam("booking_id"), UNSETTLED))


def affected_of_row(row: Row[Any]) -> Affected:
    """A row of ``rebooking``."""
    return Affected(
        id=row.id,
        booking_id=row.booking_id,
        reason=Reason(row.reason),
        since=row.since,
        closure_id=row.closure_id,
        offered_at=row.offered_at,
        answer_by=row.answer_by,
        remind_at=row.remind_at,
        call_reason=CallReason(row.call_reason) if row.call_reason else None,
        told_at=row.told_at,
    )


async def list_affected(tx: Tx, *, areas: Collection[str], first: date, last: date) -> list[Affected]:
    """The open entries of some areas from a day to another, oldest first."""
    there = (booking.c.area.in_(sorted(areas)), booking.c.day.between(first, last))
    found = select(rebooking).join(booking, booking.c.id == rebooking.c.booking_id).where(UNSETTLED, *there)
    return [affected_of_row(row) for row in await tx.execute(found.order_by(rebooking.c.id))]


async def find_affected(tx: Tx, booking_id: int) -> Affected | None:
    """The open entry of an appointment."""
    rows = await tx.run(_ENTRY, booking_id=booking_id)
    return affected_of_row(rows[0]) if rows else None


_CROWDED = Prepared(
    select(booking.c.area, booking.c.day)
    .join(rebooking, booking.c.id == rebooking.c.booking_id)
    .where(UNSETTLED, rebooking.c.reason == Reason.FEWER.value)
    .distinct()
    .order_by(booking.c.area, booking.c.day)
)


async def days_with_fewer(tx: Tx) -> list[tuple[str, date]]:
    """The areas and days on which somebody must go because there are fewer places."""
    return [(row.area, row.day) for row in await tx.run(_CROWDED)]


async def taken_between(
    tx: Tx, *, areas: Collection[str], first: date, last: date
) -> tuple[list[Booking], Mapping[int, list[int]]]:
    """The active appointments with places in some areas from a day to another, and whose places are in which slot."""
    found = select(booking, place.c.slot_id.label("in_slot"))
    found = found.join(place, place.c.booking_id == booking.c.id).join(slot, slot.c.id == place.c.slot_id)
    found = found.where(slot.c.area.in_(sorted(areas)), slot.c.day.between(first, last), STILL_TAKEN)
    bookings: dict[int, Booking] = {}
    places: dict[int, list[int]] = defaultdict(list)
    for row in await tx.execute(found.order_by(booking.c.id)):
        bookings[row.id] = booking_of_row(row)
        places[row.in_slot].append(row.id)
    return list(bookings.values()), places


async def count_unreachable(tx: Tx, booking_ids: Collection[int]) -> int:
    """How many of these appointments are of somebody who has no Telegram, or does not let the bot write."""
    theirs = booking.outerjoin(person, person.c.id == booking.c.person_id)
    cannot = or_(booking.c.person_id.is_(None), ~person.c.reachable)
    counted = select(func.count()).select_from(theirs).where(booking.c.id.in_(sorted(booking_ids)), cannot)
    return int((await tx.execute(counted)).scalar_one()) if booking_ids else 0


async def add_affected(tx: Tx, booking_id: int, *, reason: Reason, closure_id: int | None, now: datetime) -> None:
    """Put an appointment on the list; ``closure_id``: because of what was closed."""
    values = {"booking_id": booking_id, "reason": reason, "since": now, "closure_id": closure_id}
    await tx.execute(insert(rebooking).values(values))


async def change_reason(tx: Tx, entry: Affected, *, reason: Reason, closure_id: int | None) -> None:
    """There is another reason now."""
    changed = update(rebooking).where(rebooking.c.id == entry.id)
    await tx.execute(changed.values(reason=reason, closure_id=closure_id))


async def settle(tx: Tx, booking_id: int, *, outcome: Outcome, now: datetime) -> bool:
    """Take an appointment off the list; whether it was on it."""
    this = update(rebooking).where(rebooking.c.booking_id == booking_id, UNSETTLED)
    return (await tx.execute(this.values(settled_at=now, outcome=outcome))).rowcount > 0
