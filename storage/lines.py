"""The line of an area on a day, and who works at which of its counters."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.prepared import LIMIT, Prepared
from storage.tables import clerk_counter, line
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Line:
    """The line of an area on a day.

    Attributes:
        topic_id: where its card is; None while it has none.
        closure_id: because of what those in it were told that nobody is served; None while somebody is.
    """

    id: int
    area: str
    day: date
    topic_id: int | None
    closure_id: int | None


_FIND = Prepared(select(line).where(line.c.area == bindparam("area"), line.c.day == bindparam("day")))


def _line(row: Row[Any]) -> Line:
    return Line(row.id, row.area, row.day, row.topic_id, row.closure_id)


async def find_line(tx: Tx, *, area: str, day: date) -> Line | None:
    """The line of an area on a day; None while nothing has happened there."""
    rows = await tx.run(_FIND, area=area, day=day)
    return _line(rows[0]) if rows else None


async def get_line(tx: Tx, line_id: int) -> Line | None:
    """The line of that id."""
    row = (await tx.execute(select(line).where(line.c.id == line_id))).one_or_none()
    return _line(row) if row else None


async def lock_line(tx: Tx, *, area: str, day: date) -> Line:
    """Let one unit of work at a time change who is where in a line."""
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    await tx.execute(build(line).values(area=area, day=day, numbers=0).on_conflict_do_nothing())
    of_day = select(line).where(line.c.area == area, line.c.day == day).with_for_update()
    return _line((await tx.execute(of_day)).one())


async def next_number(tx: Tx, line_id: int) -> int:
    """The next number of a locked line."""
    raised = update(line).where(line.c.id == line_id).values(numbers=line.c.numbers + 1).returning(line.c.numbers)
    return int((await tx.execute(raised)).scalar_one())


async def set_move(tx: Tx, line_id: int, *, moves_at: datetime | None) -> None:
    """When the order of a line changes by itself, because the time of somebody who is early comes."""
    await tx.execute(update(line).where(line.c.id == line_id).values(moves_at=moves_at))


async def set_closure(tx: Tx, line_id: int, *, closure_id: int | None) -> None:
    """Those in a line were told that nobody is served, because of what was closed, or that somebody is again."""
    await tx.execute(update(line).where(line.c.id == line_id).values(closure_id=closure_id))


async def list_lines(tx: Tx, *, areas: Collection[str], day: date) -> list[Line]:
    """The lines of these areas on a day, where anything has happened."""
    found = select(line).where(line.c.area.in_(sorted(areas)), line.c.day == day).order_by(line.c.id)
    return [_line(row) for row in await tx.execute(found)]


_MOVING = Prepared(
    select(line).where(line.c.moves_at <= bindparam("now")).order_by(line.c.moves_at, line.c.id).limit(LIMIT)
)


async def list_moving(tx: Tx, *, now: datetime, limit: int) -> list[Line]:
    """The lines whose order has changed by itself, the earliest first."""
    return [_line(row) for row in await tx.run(_MOVING, now=now, limit=limit)]


async def next_move(tx: Tx, *, after: datetime) -> datetime | None:
    """The next moment at which the order of a line changes by itself."""
    later = select(func.min(line.c.moves_at)).where(line.c.moves_at > after)
    moment: datetime | None = (await tx.execute(later)).scalar_one()
    return moment


async def set_topic(tx: Tx, line_id: int, *, topic_id: int) -> None:
    """Where the card of a day is."""
    await tx.execute(update(line).where(line.c.id == line_id).values(topic_id=topic_id))


async def newest_line_in(tx: Tx, topic_id: int) -> Line | None:
    """The line whose card is the last in a topic."""
    newest = select(line).where(line.c.topic_id == topic_id).order_by(line.c.day.desc()).limit(1)
    row = (await tx.execute(newest)).one_or_none()
    return _line(row) if row else None


async def first_line_of(tx: Tx, area: str) -> int:
    """The id of the first line an area ever had: what its topic is known by."""
    return int((await tx.execute(select(func.min(line.c.id)).where(line.c.area == area))).scalar_one())


async def choose_counter(tx: Tx, staff_id: int, *, area: str, day: date, counter: str, now: datetime) -> None:
    """Somebody of staff works at a counter for that day; whoever did before has to choose another."""
    at_counter = (clerk_counter.c.area == area, clerk_counter.c.day == day, clerk_counter.c.counter == counter)
    await tx.execute(delete(clerk_counter).where(*at_counter, clerk_counter.c.staff_id != staff_id))
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    where = {"area": area, "counter": counter, "since": now}
    chosen = build(clerk_counter).values(staff_id=staff_id, day=day, **where)
    await tx.execute(chosen.on_conflict_do_update(index_elements=["staff_id", "day"], set_=where))


async def find_counter(tx: Tx, staff_id: int, *, day: date) -> tuple[str, str] | None:
    """Where somebody of staff works that day: area and counter."""
    own = select(clerk_counter.c.area, clerk_counter.c.counter)
    row = (await tx.execute(own.where(clerk_counter.c.staff_id == staff_id, clerk_counter.c.day == day))).one_or_none()
    return (row.area, row.counter) if row else None
