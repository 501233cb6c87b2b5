"""The moments at which something must happen to a case: each row fires once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from domain.canary import CANARY
from domain.cases import CaseClock
from domain.ladder import Deadline, Step
from storage.prepared import LIMIT, Prepared, given
from storage.tables import deadline, hall_case
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class DueRow:
    """A step whose moment has come."""

    id: int
    clock_id: int
    case_id: int
    step: Step
    due_at: datetime
    due_version: int


def _due(row: Row[Any]) -> DueRow:
    return DueRow(row.id, row.clock_id, row.case_id, Step(row.step), row.due_at, row.due_version)


_PLAN = Prepared(insert(deadline).values(given("clock_id", "case_id", "due_version", "ends_at", "step", "due_at")))


async def plan(tx: Tx, deadlines: Iterable[Deadline], *, clock: CaseClock, instead_of: int | None = None) -> None:
    """Put the steps of a clock in place of those that have not fired; what fired for this end of it never does again.

    A step whose moment is over and that has not fired is planned as well: it fires late. ``instead_of`` is a clock
    that was stopped and that this one goes on with.
    """
    about = {"clock_id": clock.id, "case_id": clock.case_id, "due_version": clock.due_version, "ends_at": clock.due_at}
    over = set()
    if clock.due_version > 1 or instead_of:
        await drop(tx, clock_id=clock.id)
        before = (clock.id, instead_of or clock.id)
        fired = select(deadline.c.step).where(deadline.c.clock_id.in_(before), deadline.c.ends_at == clock.due_at)
        over = set((await tx.execute(fired)).scalars())
    rows = [{**about, "step": one.step, "due_at": one.at} for one in deadlines if one.step not in over]
    await tx.run_many(_PLAN, rows)


async def drop(tx: Tx, *, clock_id: int) -> None:
    """Forget the steps of a clock that have not fired."""
    await tx.execute(delete(deadline).where(deadline.c.clock_id == clock_id, deadline.c.fired_at.is_(None)))


_WAITING = (
    select(deadline)
    .join(hall_case, hall_case.c.id == deadline.c.case_id)
    .where(deadline.c.due_at <= bindparam("now"), deadline.c.fired_at.is_(None))
    .order_by(deadline.c.due_at, deadline.c.id)
    .limit(LIMIT)
    .with_for_update(of=hall_case, skip_locked=True, key_share=True)
)
_DUE = Prepared(_WAITING)


async def take_due(tx: Tx, *, now: datetime, limit: int, but: Collection[int] = ()) -> list[DueRow]:
    """Steps whose moment has come, oldest first and without those of ``but``, with their cases locked.

    A case that somebody acts on is left to the next look. It is the case that is locked, not the step: whoever acts on
    a case locks it first and then changes its steps, and two who lock in different orders stop each other.
    """
    if but:
        others = _WAITING.where(deadline.c.id.not_in(list(but)))
        return [_due(row) for row in await tx.execute(others, {"now": now, "limit": limit})]
    return [_due(row) for row in await tx.run(_DUE, now=now, limit=limit)]


async def fire(tx: Tx, row: DueRow, *, now: datetime) -> timedelta | None:
    """Mark a step as fired; by how much it was late, or None if it has fired already."""
    late = max(now - row.due_at, timedelta())
    unfired = update(deadline).where(deadline.c.id == row.id, deadline.c.fired_at.is_(None))
    fired = await tx.execute(unfired.values(fired_at=now, late_seconds=int(late.total_seconds())))
    return late if fired.rowcount else None


async def next_deadline(tx: Tx, *, after: datetime) -> datetime | None:
    """The next moment at which a step of somebody's case fires."""
    waiting = select(deadline.c.due_at).join(hall_case, hall_case.c.id == deadline.c.case_id)
    waiting = waiting.where(deadline.c.fired_at.is_(None), deadline.c.due_at > after, hall_case.c.kind != CANARY)
    moment: datetime | None = (await tx.execute(waiting.order_by(deadline.c.due_at).limit(1))).scalar_one_or_none()
    return moment
