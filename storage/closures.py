"""What is closed against the plan, and whether its slots say so yet."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.capacity import Span
from domain.closures import WHOLE_HALL, Closure, ClosureReason
from storage.prepared import Prepared
from storage.tables import closure
from storage.tables.closing import FOLLOWED, UNAPPLIED
from storage.transaction import Tx


def _closure(row: Row[Any]) -> Closure:
    return Closure(
        area=row.area,
        span=Span(row.starts_at, row.ends_at),
        counters=row.counters,
        reason=ClosureReason(row.reason),
        words_zh=row.words_zh,
        words_en=row.words_en,
        id=row.id,
        staff_id=row.staff_id,
        made_at=row.made_at,
        applied_at=row.applied_at,
        lifted_at=row.lifted_at,
    )


async def add_closure(tx: Tx, values: Mapping[str, Any]) -> Closure | None:
    """Write down that something is closed; None if the same was asked for before."""
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    new = build(closure).values(**values).on_conflict_do_nothing(index_elements=["request_key"]).returning(closure)
    row = (await tx.execute(new)).one_or_none()
    return _closure(row) if row else None


async def find_closure(tx: Tx, key: str) -> Closure | None:
    """What was closed under this key."""
    row = (await tx.execute(select(closure).where(closure.c.request_key == key))).one_or_none()
    return _closure(row) if row else None


async def get_closure(tx: Tx, closure_id: int) -> Closure | None:
    """The closure of that id."""
    row = (await tx.execute(select(closure).where(closure.c.id == closure_id))).one_or_none()
    return _closure(row) if row else None


_AHEAD = (
    select(closure)
    .where(closure.c.lifted_at.is_(None), closure.c.ends_at > bindparam("after"))
    .order_by(closure.c.starts_at, closure.c.id)
)
_EVERYWHERE = Prepared(_AHEAD)
_UNAPPLIED = Prepared(select(closure).where(UNAPPLIED).order_by(closure.c.id))


async def list_closures(tx: Tx, *, after: datetime, area: str | None = None) -> list[Closure]:
    """What is closed and ends after a moment, of an area and of the whole hall, or everywhere; in order."""
    if area is not None:
        there = _AHEAD.where(closure.c.area.in_((area, WHOLE_HALL)))
        return [_closure(row) for row in await tx.execute(there, {"after": after})]
    return [_closure(row) for row in await tx.run(_EVERYWHERE, after=after)]


async def list_unapplied(tx: Tx) -> list[Closure]:
    """What was closed or lifted and is still to become slots, oldest first."""
    return [_closure(row) for row in await tx.run(_UNAPPLIED)]


async def note_applied(tx: Tx, applied: Closure, *, now: datetime) -> bool:
    """The slots say what was ``applied``, unless it was lifted meanwhile; whether that is so."""
    same = closure.c.lifted_at.is_(None) if applied.lifted_at is None else closure.c.lifted_at == applied.lifted_at
    this = update(closure).where(closure.c.id == applied.id, UNAPPLIED, same)
    return (await tx.execute(this.values(applied_at=now))).rowcount > 0


async def list_followed(tx: Tx, *, limit: int) -> list[tuple[Closure, str | None]]:
    """Closures whose people are not all settled, oldest first, with what was told of them last."""
    found = select(closure).where(FOLLOWED).order_by(closure.c.id).limit(limit)
    return [(_closure(row), row.told) for row in await tx.execute(found)]


async def note_told(tx: Tx, closure_id: int, *, told: str, settled_at: datetime | None) -> None:
    """Keep what was told of a closure, and since when everybody is settled."""
    this = update(closure).where(closure.c.id == closure_id)
    await tx.execute(this.values(told=told, settled_at=settled_at))


async def follow_again(tx: Tx, closure_ids: Collection[int]) -> None:
    """Somebody more has to come at another time because of these closures."""
    settled = update(closure).where(closure.c.id.in_(sorted(closure_ids)), closure.c.settled_at.is_not(None))
    await tx.execute(settled.values(settled_at=None))


async def lift_closure(tx: Tx, closure_id: int, *, now: datetime) -> Closure | None:
    """Lift a closure, whose slots are to follow; None if somebody did."""
    this = update(closure).where(closure.c.id == closure_id, closure.c.lifted_at.is_(None))
    row = (await tx.execute(this.values(lifted_at=now, applied_at=None).returning(closure))).one_or_none()
    return _closure(row) if row else None
