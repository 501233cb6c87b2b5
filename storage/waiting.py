"""The waiting list: who would come if a place came free, in the order in which they asked."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.booking import Visitor
from domain.waiting import Waiting, WaitingState
from storage.prepared import LIMIT, Prepared
from storage.tables import slot, waiting
from storage.tables.booking import WAITING, WHOLE_AREA
from storage.transaction import Tx
from storage.visitors import is_whose, whose


def _waiting(row: Row[Any]) -> Waiting:
    return Waiting(
        id=row.id,
        visitor=Visitor(row.person_id, row.guest_id),
        area=row.area,
        service=row.service,
        quota=row.quota,
        first_day=row.first_day,
        last_day=row.last_day,
        state=WaitingState(row.state),
        since=row.since,
        until=row.until,
        ended_at=row.ended_at,
        version=row.version,
    )


_IN_LIST = (WAITING, waiting.c.state == WaitingState.WAITING.value)
_COUNT = Prepared(select(func.count().label("services")).select_from(waiting).where(is_whose(waiting), *_IN_LIST))
_OF = Prepared(select(waiting).where(is_whose(waiting), WAITING).order_by(waiting.c.id))


async def add_waiting(tx: Tx, values: Mapping[str, Any]) -> Waiting | None:
    """Put somebody at the end of the list; None if they wait for that service, or asked under the same key."""
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    new = build(waiting).values(**values, state=WaitingState.WAITING, version=1)
    row = (await tx.execute(new.on_conflict_do_nothing().returning(waiting))).one_or_none()
    return _waiting(row) if row else None


async def get_waiting(tx: Tx, waiting_id: int) -> Waiting | None:
    """The entry of that id."""
    row = (await tx.execute(select(waiting).where(waiting.c.id == waiting_id))).one_or_none()
    return _waiting(row) if row else None


async def find_waiting(tx: Tx, key: str) -> Waiting | None:
    """The entry that was asked for under this key."""
    row = (await tx.execute(select(waiting).where(waiting.c.request_key == key))).one_or_none()
    return _waiting(row) if row else None


async def count_waiting(tx: Tx, visitor: Visitor) -> int:
    """For how many services somebody waits without being offered a place now."""
    [row] = await tx.run(_COUNT, **whose(visitor))
    return int(row.services)


async def list_waits(tx: Tx, visitor: Visitor) -> list[Waiting]:
    """What somebody waits for, or is offered, in order."""
    return [_waiting(row) for row in await tx.run(_OF, **whose(visitor))]


async def list_waits_of_guests(
    tx: Tx, guest_ids: Collection[int], *, areas: Collection[str], limit: int
) -> list[Waiting]:
    """What these guests wait for in these areas, or are offered, who came first first."""
    theirs = (waiting.c.guest_id.in_(list(guest_ids)), waiting.c.area.in_(sorted(areas)), WAITING)
    found = select(waiting).where(*theirs).order_by(waiting.c.id).limit(limit)
    return [_waiting(row) for row in await tx.execute(found)]


async def list_waiting(tx: Tx, *, area: str) -> list[Waiting]:
    """Who waits in an area and is not offered a place, in order."""
    there = select(waiting).where(waiting.c.area == area, *_IN_LIST)
    return [_waiting(row) for row in await tx.execute(there.order_by(waiting.c.id))]


_AREAS = Prepared(select(waiting.c.area).where(*_IN_LIST).distinct().order_by(waiting.c.area))


async def areas_waited_for(tx: Tx) -> list[str]:
    """The areas in which somebody waits."""
    return [row.area for row in await tx.run(_AREAS)]


async def days_with_places(tx: Tx, *, area: str, first: date, last: date, after: datetime) -> list[date]:
    """The days on which a place for everybody is free that begins after a moment."""
    free = (~slot.c.closed, slot.c.booked < slot.c.capacity, slot.c.starts_at > after, slot.c.quota == WHOLE_AREA)
    found = select(slot.c.day).where(slot.c.area == area, slot.c.day.between(first, last), *free)
    return list((await tx.execute(found.distinct().order_by(slot.c.day))).scalars())


async def change_waiting(tx: Tx, seen: Waiting, *, state: WaitingState, ended_at: datetime | None) -> Waiting | None:
    """Change an entry unless somebody else did since it was read."""
    same = update(waiting).where(waiting.c.id == seen.id, waiting.c.version == seen.version)
    changed = same.values(state=state, ended_at=ended_at, version=seen.version + 1).returning(waiting)
    row = (await tx.execute(changed)).one_or_none()
    return _waiting(row) if row else None


async def end_offer(tx: Tx, waiting_id: int, *, state: WaitingState, ended_at: datetime | None) -> None:
    """What was offered to somebody was taken, declined or not answered."""
    offered = update(waiting).where(waiting.c.id == waiting_id, waiting.c.state == WaitingState.OFFERED)
    await tx.execute(offered.values(state=state, ended_at=ended_at, version=waiting.c.version + 1))


_HOPELESS = (
    select(waiting.c.id)
    .where(*_IN_LIST, waiting.c.until <= bindparam("now"))
    .order_by(waiting.c.id)
    .limit(LIMIT)
    .with_for_update(skip_locked=True)
)
_END_HOPELESS = Prepared(
    update(waiting)
    .where(waiting.c.id.in_(_HOPELESS.scalar_subquery()))
    .values(state=WaitingState.OVER.value, ended_at=bindparam("now"), version=waiting.c.version + 1)
    .returning(waiting)
)


async def end_hopeless(tx: Tx, *, now: datetime, limit: int) -> list[Waiting]:
    """End entries for which it is too late for another offer, oldest first, and return them."""
    return [_waiting(row) for row in await tx.run(_END_HOPELESS, now=now, limit=limit)]


async def next_hopeless(tx: Tx, *, after: datetime) -> datetime | None:
    """The next moment at which somebody waits in vain."""
    waits = (WAITING, waiting.c.state == WaitingState.WAITING, waiting.c.until > after)
    moment: datetime | None = (await tx.execute(select(func.min(waiting.c.until)).where(*waits))).scalar_one()
    return moment
