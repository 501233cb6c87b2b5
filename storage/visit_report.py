"""What the report of appointments is made of: appointments and places, a page at a time, never whose they were."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, func, select

from domain.booking import State
from domain.cases import Channel
from domain.ratings import Level
from domain.reports.visits import NumberLine, Places, VisitLine
from domain.walk_ins import WalkInState
from storage.tables import booking, place, slot, visit_rating, walk_in
from storage.tables.booking import STILL_TAKEN, WHOLE_AREA
from storage.transaction import Tx

PAGE = 500
"""Appointments that are read at a time."""
_READ = (
    *(booking.c[name] for name in ("id", "code", "area", "service", "channel", "state", "starts_at", "booked_at")),
    *(booking.c[name] for name in ("arrived_at", "called_at", "began_at", "ended_at", "counter", "sequence")),
    booking.c.excused,
)
_TAKEN = (
    select(func.count())
    .select_from(place.join(booking, booking.c.id == place.c.booking_id))
    .where(place.c.slot_id == slot.c.id, STILL_TAKEN, booking.c.booked_at.is_not(None))
    .scalar_subquery()
)
_RATING = (visit_rating.c.invited_at.label("asked_at"), visit_rating.c.level)


async def list_visit_lines(
    tx: Tx, *, first: date, last: date, before: datetime, zone: ZoneInfo
) -> AsyncIterator[VisitLine]:
    """The appointments of these days that were confirmed and began ``before``, in the order in which they were made."""
    in_days = (booking.c.day.between(first, last), booking.c.starts_at < before, booking.c.booked_at.is_not(None))
    rated = booking.outerjoin(visit_rating, visit_rating.c.booking_id == booking.c.id)
    found = select(*_READ, *_RATING).select_from(rated).where(*in_days).order_by(booking.c.id).limit(PAGE)
    after = 0
    while rows := list(await tx.execute(found.where(booking.c.id > after))):
        after = rows[-1].id
        for row in rows:
            yield _line(row, zone)


async def list_number_lines(tx: Tx, *, first: date, last: date, before: datetime) -> AsyncIterator[NumberLine]:
    """The numbers that were taken on these days ``before`` a moment, in the order in which they were."""
    in_days = (walk_in.c.day.between(first, last), walk_in.c.taken_at < before)
    rated = walk_in.outerjoin(visit_rating, visit_rating.c.walk_in_id == walk_in.c.id)
    found = select(walk_in, *_RATING).select_from(rated).where(*in_days).order_by(walk_in.c.id).limit(PAGE)
    after = 0
    while rows := list(await tx.execute(found.where(walk_in.c.id > after))):
        after = rows[-1].id
        for row in rows:
            moments = (row.taken_at, row.called_at, row.began_at, row.ended_at)
            yield NumberLine(row.area, WalkInState(row.state), *moments, **_rating(row))


def _rating(row: Row[Any]) -> dict[str, Any]:
    return {"asked": row.asked_at is not None, "level": Level(row.level) if row.level else None}


def _line(row: Row[Any], zone: ZoneInfo) -> VisitLine:
    def local(moment: datetime | None) -> datetime | None:
        return moment.astimezone(zone) if moment else None

    return VisitLine(
        code=row.code,
        area=row.area,
        service=row.service,
        channel=Channel(row.channel),
        state=State(row.state),
        starts_at=row.starts_at.astimezone(zone),
        booked_at=row.booked_at.astimezone(zone),
        arrived_at=local(row.arrived_at),
        called_at=local(row.called_at),
        began_at=local(row.began_at),
        ended_at=local(row.ended_at),
        counter=row.counter or "",
        moved=row.sequence,
        excused=row.excused,
        **_rating(row),
    )


async def list_places(tx: Tx, *, first: date, last: date, before: datetime) -> list[Places]:
    """The places of each moment of these days ``before`` one, by area; those of a closed slot are none.

    Taken are those of appointments that were confirmed: what was only held or kept for somebody was not used.
    """
    in_days = (slot.c.day.between(first, last), slot.c.starts_at < before, slot.c.quota == WHOLE_AREA, ~slot.c.closed)
    sums = (func.sum(slot.c.capacity).label("capacity"), func.sum(_TAKEN).label("taken"))
    found = select(slot.c.area, slot.c.starts_at, *sums).where(*in_days).group_by(slot.c.area, slot.c.starts_at)
    return [
        Places(row.area, row.starts_at, int(row.capacity), int(row.taken))
        for row in await tx.execute(found.order_by(slot.c.starts_at, slot.c.area))
    ]
