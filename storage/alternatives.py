"""Other times that are kept for whoever cannot come as they booked."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, exists, func, insert, or_, select, update

from domain.booking import Booking
from storage.bookings import booking_of_row
from storage.prepared import Prepared
from storage.tables import alternative, booking, place, rebooking
from storage.tables.booking import KEPT, STILL_TAKEN
from storage.transaction import Tx

_OF = Prepared(
    select(booking, alternative.c.until)
    .join(alternative, alternative.c.booking_id == booking.c.id)
    .where(alternative.c.instead_of_id == bindparam("of"), KEPT)
    .order_by(booking.c.starts_at, booking.c.id)
)
SLOTS_KEPT = (
    select(place.c.slot_id)
    .join(alternative, alternative.c.booking_id == place.c.booking_id)
    .where(alternative.c.instead_of_id == bindparam("instead_of"), KEPT, STILL_TAKEN)
)
_SLOTS_KEPT = Prepared(SLOTS_KEPT)
_entry = rebooking.alias()
_IS_NEEDED = exists().where(_entry.c.booking_id == alternative.c.instead_of_id, _entry.c.settled_at.is_(None))
_IS_LOST = exists().where(_entry.c.booking_id == alternative.c.booking_id, _entry.c.settled_at.is_(None))


async def add_alternative(tx: Tx, booking_id: int, *, instead_of: int, until: datetime) -> None:
    """Note for which appointment a place is kept."""
    await tx.execute(insert(alternative).values(booking_id=booking_id, instead_of_id=instead_of, until=until))


async def list_alternatives(tx: Tx, instead_of: int) -> list[Booking]:
    """The places that are kept instead of an appointment, in order of their times."""
    return [booking_of_row(row) for row in await tx.run(_OF, of=instead_of)]


async def list_kept(tx: Tx, instead_of: int) -> list[tuple[Booking, datetime]]:
    """The same, each with until when it is kept."""
    return [(booking_of_row(row), row.until) for row in await tx.run(_OF, of=instead_of)]


async def slots_kept(tx: Tx, instead_of: int) -> set[int]:
    """The slots of which a place is kept instead of an appointment."""
    return {row.slot_id for row in await tx.run(_SLOTS_KEPT, instead_of=instead_of)}


async def kept_until(tx: Tx, instead_of: int) -> datetime | None:
    """Until when the last of them is kept."""
    last = select(func.max(alternative.c.until)).where(alternative.c.instead_of_id == instead_of, KEPT)
    until: datetime | None = (await tx.execute(last)).scalar_one()
    return until


async def end_alternatives(tx: Tx, booking_ids: Collection[int], *, now: datetime) -> None:
    """These places are not kept any more."""
    these = update(alternative).where(alternative.c.booking_id.in_(sorted(booking_ids)), KEPT)
    await tx.execute(these.values(let_go_at=now))


async def take_over(tx: Tx, *, now: datetime, limit: int) -> list[tuple[Booking, int]]:
    """Places that are not to be kept any more, with the appointment they were kept instead of; oldest first, locked.

    Their time is over, their visitor need not or does not choose any more, or the hall has closed them too.
    """
    over = or_(alternative.c.until <= now, ~_IS_NEEDED, _IS_LOST)
    found = select(booking, alternative.c.instead_of_id).join(alternative, alternative.c.booking_id == booking.c.id)
    found = found.where(KEPT, over).order_by(alternative.c.until, booking.c.id).limit(limit)
    rows = await tx.execute(found.with_for_update(of=booking, skip_locked=True))
    return [(booking_of_row(row), row.instead_of_id) for row in rows]


async def next_alternative_end(tx: Tx, *, after: datetime) -> datetime | None:
    """The next moment at which a place is kept no longer."""
    ahead = select(func.min(alternative.c.until)).where(KEPT, alternative.c.until > after)
    moment: datetime | None = (await tx.execute(ahead)).scalar_one()
    return moment
