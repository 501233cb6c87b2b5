"""Who of staff is away from when to when, and who stands in for them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, insert, or_, select, update

from domain.deputies import Absence, Span
from storage.tables import absence
from storage.transaction import Tx

_STANDS = absence.c.ended_at.is_(None)


def _absence(row: Row[Any]) -> Absence:
    return Absence(
        id=row.id,
        staff_id=row.staff_id,
        deputy_id=row.deputy_id,
        span=Span(row.begins_at, row.ends_at),
        reason=row.reason,
        set_by=row.set_by,
    )


def _now(now: datetime) -> ColumnElement[bool]:
    return and_(_STANDS, absence.c.begins_at <= now, absence.c.ends_at > now)


async def add_absence(
    tx: Tx, *, staff_id: int, deputy_id: int, span: Span, reason: str, set_by: int, now: datetime
) -> Absence:
    """Keep a new absence; somebody has at most one that is not ended, so one that is merely over is ended first."""
    over = update(absence).where(absence.c.staff_id == staff_id, _STANDS, absence.c.ends_at <= now)
    await tx.execute(over.values(ended_at=absence.c.ends_at))
    who = {"staff_id": staff_id, "deputy_id": deputy_id, "set_by": set_by}
    when = {"begins_at": span.begins, "ends_at": span.ends, "set_at": now}
    added = insert(absence).values(**who, **when, reason=reason).returning(absence)
    return _absence((await tx.execute(added)).one())


async def get_absence(tx: Tx, absence_id: int) -> Absence | None:
    """The absence of that id, if it was not ended."""
    row = (await tx.execute(select(absence).where(absence.c.id == absence_id, _STANDS))).one_or_none()
    return _absence(row) if row else None


async def find_ended(tx: Tx, absence_id: int) -> Absence | None:
    """The absence of that id, if it was ended before its time."""
    ended = (absence.c.id == absence_id, absence.c.ended_at < absence.c.ends_at)
    row = (await tx.execute(select(absence).where(*ended))).one_or_none()
    return _absence(row) if row else None


async def list_absences(tx: Tx, *, now: datetime, of: int | None = None) -> list[Absence]:
    """Every absence that is not over, those that begin first first; ``of`` whoever is away in it or stands in."""
    ahead = select(absence).where(_STANDS, absence.c.ends_at > now)
    if of is not None:
        ahead = ahead.where(or_(absence.c.staff_id == of, absence.c.deputy_id == of))
    return [_absence(row) for row in await tx.execute(ahead.order_by(absence.c.begins_at, absence.c.id))]


async def end_absence(tx: Tx, absence_id: int, *, now: datetime) -> bool:
    """End an absence now; false if it is over. Waits for whoever acts in place of the absent at this moment."""
    same = (absence.c.id == absence_id, _STANDS, absence.c.ends_at > now)
    return (await tx.execute(update(absence).where(*same).values(ended_at=now))).rowcount == 1


async def list_current(tx: Tx, *, now: datetime, deputy_id: int | None = None) -> list[Absence]:
    """Who is away now, all or those for whom somebody stands in, first ones first."""
    away = select(absence).where(_now(now))
    if deputy_id is not None:
        away = away.where(absence.c.deputy_id == deputy_id)
    return [_absence(row) for row in await tx.execute(away.order_by(absence.c.id))]


async def find_current(tx: Tx, staff_id: int, *, now: datetime) -> Absence | None:
    """The absence of somebody who is away now."""
    return await _current(tx, select(absence), staff_id=staff_id, now=now)


async def lock_current(tx: Tx, staff_id: int, *, now: datetime) -> Absence | None:
    """The same, and until the end of this transaction nobody ends it."""
    return await _current(tx, select(absence).with_for_update(read=True), staff_id=staff_id, now=now)


async def _current(tx: Tx, found: Select[Any], *, staff_id: int, now: datetime) -> Absence | None:
    row = (await tx.execute(found.where(absence.c.staff_id == staff_id, _now(now)))).one_or_none()
    return _absence(row) if row else None
