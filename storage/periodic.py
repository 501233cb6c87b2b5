"""Work that comes round: a row for each job and period, so that it is done once, by whoever takes it."""

from datetime import datetime

from sqlalchemy import and_, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import periodic
from storage.transaction import Tx

MOST_ATTEMPTS = 5
"""After so many the period is given up; the next one is tried anew."""


async def is_open(tx: Tx, job: str, *, period: datetime, now: datetime) -> bool:
    """Whether somebody should do this now: nobody has, and nobody is at it."""
    found = select(periodic).where(periodic.c.job == job, periodic.c.period == period)
    row = (await tx.execute(found)).one_or_none()
    return row is None or (row.done_at is None and row.free_at <= now and row.attempts < MOST_ATTEMPTS)


async def is_unfinished(tx: Tx, job: str, *, period: datetime, taken_until: datetime) -> bool:
    """Whether nobody took it yet, or whoever did has neither ended nor failed and keeps it until after a moment."""
    found = select(periodic).where(periodic.c.job == job, periodic.c.period == period)
    row = (await tx.execute(found)).one_or_none()
    return row is None or (row.done_at is None and row.error is None and row.free_at > taken_until)


async def claim(tx: Tx, job: str, *, period: datetime, now: datetime, free_at: datetime) -> int:
    """Take a period that is open; return which attempt this is, 0 if somebody else was quicker.

    Until ``free_at`` nobody else can take it; by then its process has ended it or is dead.
    """
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    statement = build(periodic).values(job=job, period=period, attempts=1, free_at=free_at)
    left = and_(periodic.c.done_at.is_(None), periodic.c.free_at <= now, periodic.c.attempts < MOST_ATTEMPTS)
    again = {"attempts": periodic.c.attempts + 1, "free_at": free_at}
    taken = statement.on_conflict_do_update(index_elements=["job", "period"], set_=again, where=left)
    return (await tx.execute(taken.returning(periodic.c.attempts))).scalar_one_or_none() or 0


async def finish(tx: Tx, job: str, *, period: datetime, now: datetime) -> None:
    """The period's work is done; nobody does it again."""
    this = update(periodic).where(periodic.c.job == job, periodic.c.period == period)
    await tx.execute(this.values(done_at=now, error=None))


async def put_off(tx: Tx, job: str, *, period: datetime, free_at: datetime, error: str) -> None:
    """An attempt failed; whoever looks after ``free_at`` may try again."""
    this = update(periodic).where(periodic.c.job == job, periodic.c.period == period)
    await tx.execute(this.values(free_at=free_at, error=error))


async def give_back(tx: Tx, job: str, *, period: datetime, now: datetime) -> None:
    """This process stops in the middle of it; the attempt does not count."""
    this = update(periodic).where(periodic.c.job == job, periodic.c.period == period)
    await tx.execute(this.values(attempts=periodic.c.attempts - 1, free_at=now))


async def forget_periods(tx: Tx, *, before: datetime) -> int:
    """Remove the rows of periods that began before that moment; return how many."""
    return (await tx.execute(delete(periodic).where(periodic.c.period < before))).rowcount
