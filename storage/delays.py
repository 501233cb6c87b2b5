"""Why promises were missed: asked and kept beside the clock that was."""

from sqlalchemy import select, update

from storage.tables import case_clock
from storage.transaction import Tx


async def find_case_of_clock(tx: Tx, clock_id: int) -> int | None:
    """The id of the case that had to be done by a clock."""
    row = (await tx.execute(select(case_clock.c.case_id).where(case_clock.c.id == clock_id))).one_or_none()
    return row.case_id if row else None


async def want_cause(tx: Tx, clock_id: int) -> None:
    """Ask why a promise was missed, unless that was said before."""
    unsaid = update(case_clock).where(case_clock.c.id == clock_id, case_clock.c.cause.is_(None))
    await tx.execute(unsaid.values(wants_cause=True))


async def stop_asking(tx: Tx, clock_id: int) -> None:
    """Ask no more why a promise was missed: another clock goes on with it."""
    await tx.execute(update(case_clock).where(case_clock.c.id == clock_id).values(wants_cause=False))


async def keep_cause(tx: Tx, clock_id: int, *, cause: str) -> None:
    """Keep why a promise was missed; nobody is asked any more."""
    said = update(case_clock).where(case_clock.c.id == clock_id)
    await tx.execute(said.values(cause=cause, wants_cause=False))
