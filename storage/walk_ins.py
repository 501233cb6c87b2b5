"""Numbers of those who came without an appointment, and where each of them stands."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.walk_ins import ACTIVE, WalkIn, WalkInState
from storage.prepared import Prepared
from storage.tables import walk_in
from storage.tables.line import UNDER_WAY
from storage.transaction import Tx


def _walk_in(row: Row[Any]) -> WalkIn:
    return WalkIn(
        id=row.id,
        ref=row.ref,
        area=row.area,
        day=row.day,
        number=row.number,
        service=row.service,
        person_id=row.person_id,
        state=WalkInState(row.state),
        version=row.version,
        taken_at=row.taken_at,
        called_at=row.called_at,
        counter=row.counter,
        began_at=row.began_at,
        ended_at=row.ended_at,
        returned_at=row.returned_at,
        staff_id=row.staff_id,
        told=row.told,
        is_near=row.is_near,
    )


async def add_walk_in(tx: Tx, values: Mapping[str, Any]) -> WalkIn | None:
    """Give a number of a locked line; None if the same was asked for before."""
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    new = build(walk_in).values(**values, state=WalkInState.WAITING, version=1, is_near=False)
    row = (await tx.execute(new.on_conflict_do_nothing().returning(walk_in))).one_or_none()
    return _walk_in(row) if row else None


async def get_walk_in(tx: Tx, walk_in_id: int) -> WalkIn | None:
    """The number of that id."""
    row = (await tx.execute(select(walk_in).where(walk_in.c.id == walk_in_id))).one_or_none()
    return _walk_in(row) if row else None


async def find_walk_in(tx: Tx, ref: str) -> WalkIn | None:
    """The number of that random name."""
    row = (await tx.execute(select(walk_in).where(walk_in.c.ref == ref))).one_or_none()
    return _walk_in(row) if row else None


async def find_by_request(tx: Tx, key: str) -> WalkIn | None:
    """The number that was asked for under this key."""
    row = (await tx.execute(select(walk_in).where(walk_in.c.request_key == key))).one_or_none()
    return _walk_in(row) if row else None


async def find_numbered(tx: Tx, *, area: str, day: date, number: int) -> WalkIn | None:
    """The number as people read it."""
    of_day = (walk_in.c.area == area, walk_in.c.day == day, walk_in.c.number == number)
    row = (await tx.execute(select(walk_in).where(*of_day))).one_or_none()
    return _walk_in(row) if row else None


async def find_own_walk_in(tx: Tx, person_id: int, *, area: str, day: date) -> WalkIn | None:
    """The number somebody waits with in an area, or is served under."""
    theirs = await list_own_walk_ins(tx, person_id, day=day)
    return next((one for one in theirs if one.area == area), None)


async def list_own_walk_ins(tx: Tx, person_id: int, *, day: date) -> list[WalkIn]:
    """The numbers of a day somebody waits with, or is served under, in every area."""
    theirs = (walk_in.c.person_id == person_id, walk_in.c.day == day, walk_in.c.state.in_(ACTIVE))
    return [_walk_in(row) for row in await tx.execute(select(walk_in).where(*theirs).order_by(walk_in.c.id))]


async def list_walk_ins(tx: Tx, *, area: str, day: date) -> list[WalkIn]:
    """Every number of an area on a day, in order."""
    of_day = select(walk_in).where(walk_in.c.area == area, walk_in.c.day == day).order_by(walk_in.c.number)
    return [_walk_in(row) for row in await tx.execute(of_day)]


async def list_walk_in_ids(tx: Tx) -> list[int]:
    """Every number there is, oldest first."""
    return list((await tx.execute(select(walk_in.c.id).order_by(walk_in.c.id))).scalars())


async def change_walk_in(tx: Tx, seen: WalkIn, **changes: Any) -> WalkIn | None:
    """Change a number unless somebody else did since it was read; its version is raised by one."""
    same = update(walk_in).where(walk_in.c.id == seen.id, walk_in.c.version == seen.version)
    row = (await tx.execute(same.values(version=seen.version + 1, **changes).returning(walk_in))).one_or_none()
    return _walk_in(row) if row else None


async def bind_walk_in(tx: Tx, seen: WalkIn, *, person_id: int) -> WalkIn | None:
    """Let a phone follow a number on paper; None if another one does."""
    free = update(walk_in).where(walk_in.c.id == seen.id, walk_in.c.person_id.is_(None))
    bound = free.values(person_id=person_id, version=walk_in.c.version + 1).returning(walk_in)
    row = (await tx.execute(bound)).one_or_none()
    return _walk_in(row) if row else None


async def note_told(tx: Tx, walk_in_id: int, *, told: int, is_near: bool) -> None:
    """Remember what a phone was told of its place in line."""
    await tx.execute(update(walk_in).where(walk_in.c.id == walk_in_id).values(told=told, is_near=is_near))


_IS_IN_LINE = and_(walk_in.c.state == WalkInState.WAITING, walk_in.c.called_at.is_(None)).label("is_in_line")
_WITH_NUMBERS = Prepared(
    select(walk_in.c.area, walk_in.c.day, _IS_IN_LINE)
    .where(UNDER_WAY)
    .distinct()
    .order_by(walk_in.c.day, walk_in.c.area, _IS_IN_LINE.desc())
)


async def list_days_with_numbers(tx: Tx) -> list[tuple[str, date, bool]]:
    """The lines with numbers that have not ended, the oldest first: area, day, and whether they are still to be called.

    Those that are called or served make an entry of their own, behind.
    """
    return [(row.area, row.day, row.is_in_line) for row in await tx.run(_WITH_NUMBERS)]
