"""Reminders of appointments: one row for each, so that none is sent twice and none is forgotten without a record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.booking import Booking
from domain.reminders import Kind, Outcome, Reminder
from storage.prepared import LIMIT, Prepared, given
from storage.tables import reminder
from storage.tables.booking import UNFIRED
from storage.transaction import Tx


@Prepared
def _add(on_sqlite: bool) -> Any:
    build = sqlite.insert if on_sqlite else postgresql.insert
    return build(reminder).values(given("booking_id", "starts_at", "kind", "due_at")).on_conflict_do_nothing()


async def add_reminders(tx: Tx, booking: Booking, moments: Mapping[Kind, datetime]) -> None:
    """Keep when an appointment's visitor is to be reminded; what is kept already is passed over."""
    of = {"booking_id": booking.id, "starts_at": booking.span.starts_at}
    await tx.run_many(_add, [{**of, "kind": kind, "due_at": at} for kind, at in moments.items()])


_DUE = Prepared(
    select(reminder)
    .where(UNFIRED, reminder.c.due_at <= bindparam("now"))
    .order_by(reminder.c.due_at, reminder.c.id)
    .limit(LIMIT)
    .with_for_update(skip_locked=True)
)


async def take_due_reminders(tx: Tx, *, now: datetime, limit: int) -> list[Reminder]:
    """What is due, the oldest first, locked."""
    rows = await tx.run(_DUE, now=now, limit=limit)
    return [Reminder(row.id, row.booking_id, Kind(row.kind), row.due_at, row.starts_at) for row in rows]


async def booking_of_reminder(tx: Tx, reminder_id: int) -> int | None:
    """The appointment of which a reminder reminds."""
    found = select(reminder.c.booking_id).where(reminder.c.id == reminder_id)
    booking_id: int | None = (await tx.execute(found)).scalar_one_or_none()
    return booking_id


async def settle_reminder(tx: Tx, reminder_id: int, *, outcome: Outcome, now: datetime) -> None:
    """Write down what became of it."""
    await tx.execute(update(reminder).where(reminder.c.id == reminder_id).values(fired_at=now, outcome=outcome))


async def next_reminder(tx: Tx, *, after: datetime) -> datetime | None:
    """The next moment at which one is due."""
    ahead = select(func.min(reminder.c.due_at)).where(UNFIRED, reminder.c.due_at > after)
    moment: datetime | None = (await tx.execute(ahead)).scalar_one()
    return moment
