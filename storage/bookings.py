"""Appointments: who comes when, for what, and where each stands."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, case, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.booking import Booking, State, Visitor
from domain.capacity import Span
from domain.cases import Channel
from storage.prepared import LIMIT, Prepared
from storage.tables import alternative, booking, rebooking
from storage.tables.booking import ACTIVE, BOOKED, HELD, HERE, KEPT, MISSED
from storage.transaction import Tx
from storage.visitors import is_whose, whose

NEW = (
    *(
        "ref",
        "code",
        "person_id",
        "guest_id",
        "service",
        "area",
        "day",
        "slot_id",
        "starts_at",
        "ends_at",
        "hold_until",
    ),
    *("request_key", "state", "channel", "waiting_id", "made_at"),
)
OF_THE_DAY = (State.BOOKED, State.CHECKED_IN, State.SERVING, State.DONE, State.NO_SHOW)
"""States of those the counters have to do with, or had."""
_HAS_CHOICE = exists().where(alternative.c.instead_of_id == booking.c.id, KEPT)
_IS_AFFECTED = exists().where(rebooking.c.booking_id == booking.c.id, rebooking.c.settled_at.is_(None))


@Prepared
def _add(on_sqlite: bool) -> Any:
    build = sqlite.insert if on_sqlite else postgresql.insert
    first = {"version": 1, "sequence": 0, "excused": False}
    new = build(booking).values({**{name: bindparam(name) for name in NEW}, **first})
    return new.on_conflict_do_nothing().returning(booking)


_BY_KEY = Prepared(select(booking).where(booking.c.request_key == bindparam("key")))
_BY_REF = Prepared(select(booking).where(booking.c.ref == bindparam("ref")))
_ACTIVE_OF = Prepared(select(booking).where(is_whose(booking), ACTIVE).order_by(booking.c.starts_at, booking.c.id))
_MISSED_BY = Prepared(
    select(booking.c.starts_at)
    .where(is_whose(booking), MISSED, booking.c.starts_at >= bindparam("since"))
    .order_by(booking.c.starts_at)
)
_CONFIRM = Prepared(
    update(booking)
    .where(
        booking.c.id == bindparam("booking_id"),
        booking.c.state == State.HELD.value,
        booking.c.hold_until > bindparam("now"),
        ~_IS_AFFECTED,
    )
    .values(state=State.BOOKED.value, hold_until=None, booked_at=bindparam("now"), version=booking.c.version + 1)
    .returning(booking)
)


def booking_of_row(row: Row[Any]) -> Booking:
    """A row of ``booking``."""
    return Booking(
        id=row.id,
        ref=row.ref,
        code=row.code,
        visitor=Visitor(row.person_id, row.guest_id),
        service=row.service,
        area=row.area,
        day=row.day,
        slot_id=row.slot_id,
        span=Span(row.starts_at, row.ends_at),
        state=State(row.state),
        hold_until=row.hold_until,
        version=row.version,
        sequence=row.sequence,
        channel=Channel(row.channel),
        waiting_id=row.waiting_id,
        made_at=row.made_at,
        booked_at=row.booked_at,
        arrived_at=row.arrived_at,
        called_at=row.called_at,
        began_at=row.began_at,
        ended_at=row.ended_at,
        counter=row.counter,
        staff_id=row.staff_id,
        excused=row.excused,
    )


async def add_booking(tx: Tx, values: Mapping[str, Any]) -> Booking | None:
    """Hold or keep a place for somebody; None if the same was asked for before, or they have such an appointment."""
    rows = await tx.run(_add, **values)
    return booking_of_row(rows[0]) if rows else None


async def find_by_key(tx: Tx, key: str) -> Booking | None:
    """The appointment that was asked for under this key."""
    rows = await tx.run(_BY_KEY, key=key)
    return booking_of_row(rows[0]) if rows else None


async def find_booking(tx: Tx, ref: str) -> Booking | None:
    """The appointment of that random name."""
    rows = await tx.run(_BY_REF, ref=ref)
    return booking_of_row(rows[0]) if rows else None


async def find_by_code(tx: Tx, code: str) -> Booking | None:
    """The appointment of a code as its visitor says it."""
    row = (await tx.execute(select(booking).where(booking.c.code == code))).one_or_none()
    return booking_of_row(row) if row else None


async def get_booking(tx: Tx, booking_id: int) -> Booking | None:
    """The appointment of that id."""
    row = (await tx.execute(select(booking).where(booking.c.id == booking_id))).one_or_none()
    return booking_of_row(row) if row else None


async def list_booking_ids(tx: Tx) -> list[int]:
    """Every appointment there is, oldest first."""
    return list((await tx.execute(select(booking.c.id).order_by(booking.c.id))).scalars())


async def confirm_hold(tx: Tx, booking_id: int, *, now: datetime) -> Booking | None:
    """Turn a hold that is not over into an appointment, in one statement; None if it is none, or the hall needs it."""
    rows = await tx.run(_CONFIRM, booking_id=booking_id, now=now)
    return booking_of_row(rows[0]) if rows else None


async def change_booking(tx: Tx, seen: Booking, **changes: Any) -> Booking | None:
    """Change an appointment unless somebody else did since it was read; its version is raised by one."""
    same = update(booking).where(booking.c.id == seen.id, booking.c.version == seen.version)
    changed = same.values(version=seen.version + 1, **changes).returning(booking)
    row = (await tx.execute(changed)).one_or_none()
    return booking_of_row(row) if row else None


async def list_active(tx: Tx, visitor: Visitor) -> list[Booking]:
    """A visitor's appointments before them or under way, holds included, next first."""
    return [booking_of_row(row) for row in await tx.run(_ACTIVE_OF, **whose(visitor))]


async def list_day(tx: Tx, *, area: str, day: date) -> list[Booking]:
    """Who is to come to an area on a day, is there or was, or did not come, in the order of their times."""
    there = (booking.c.area == area, booking.c.day == day, booking.c.state.in_(OF_THE_DAY))
    found = select(booking).where(*there).order_by(booking.c.starts_at, booking.c.id)
    return [booking_of_row(row) for row in await tx.execute(found)]


async def list_of_guests(
    tx: Tx, guest_ids: Collection[int], *, areas: Collection[str], first: date, limit: int
) -> list[Booking]:
    """The appointments of these guests in these areas from a day on, next first, those that were given up too."""
    theirs = (booking.c.guest_id.in_(list(guest_ids)), booking.c.area.in_(sorted(areas)), booking.c.day >= first)
    found = select(booking).where(*theirs, booking.c.state.not_in((State.HELD, State.SPARE, State.EXPIRED)))
    return [booking_of_row(row) for row in await tx.execute(found.order_by(booking.c.starts_at).limit(limit))]


async def list_missed_visits(tx: Tx, visitor: Visitor, *, since: datetime) -> list[Booking]:
    """The appointments a visitor missed since then and that count, in order."""
    theirs = select(booking).where(is_whose(booking), MISSED, booking.c.starts_at >= since)
    return [booking_of_row(row) for row in await tx.execute(theirs.order_by(booking.c.starts_at), whose(visitor))]


async def list_missed(tx: Tx, visitor: Visitor, *, since: datetime) -> list[datetime]:
    """When the appointments began that a visitor missed since then and that count, in order."""
    return [row.starts_at for row in await tx.run(_MISSED_BY, since=since, **whose(visitor))]


async def find_offer(tx: Tx, waiting_id: int) -> Booking | None:
    """The place somebody on the waiting list is offered now."""
    offered = select(booking).where(booking.c.waiting_id == waiting_id, HELD)
    row = (await tx.execute(offered)).one_or_none()
    return booking_of_row(row) if row else None


async def was_offered(tx: Tx, waiting_id: int) -> set[datetime]:
    """The beginnings of the times that somebody on the waiting list has been offered."""
    offered = select(booking.c.starts_at).where(booking.c.waiting_id == waiting_id)
    return set((await tx.execute(offered)).scalars())


_HOLD_IS_OVER = Prepared(
    select(booking)
    .where(HELD, booking.c.hold_until <= bindparam("now"))
    .order_by(booking.c.hold_until, booking.c.id)
    .limit(LIMIT)
    .with_for_update(skip_locked=True)
)


async def take_ended_holds(tx: Tx, *, now: datetime, limit: int) -> list[Booking]:
    """Holds that are over, the oldest first, locked; those somebody acts on are left to the next look."""
    return [booking_of_row(row) for row in await tx.run(_HOLD_IS_OVER, now=now, limit=limit)]


_other = booking.alias()
_SOMEBODY_CAME = exists().where(
    _other.c.area == booking.c.area, _other.c.day == booking.c.day, _other.c.arrived_at.is_not(None)
)
"""Whether anybody has been checked in there on that day: if not, perhaps nobody keeps records."""


async def take_missing(tx: Tx, *, began_by: datetime, today: date, limit: int) -> list[tuple[Booking, bool]]:
    """Appointments that began by then and to which nobody came, locked, and whether anybody was checked in there.

    Where nobody has been checked in on a day yet, it is looked at once the day is over. Those for whom other times are
    kept may still choose one.
    """
    missing = (
        select(booking, case((_SOMEBODY_CAME, 1), else_=0).label("is_recorded"))
        .where(BOOKED, booking.c.starts_at <= began_by, or_(booking.c.day < today, _SOMEBODY_CAME), ~_HAS_CHOICE)
        .order_by(booking.c.starts_at, booking.c.id)
        .limit(limit)
    )
    rows = await tx.execute(missing.with_for_update(of=booking, skip_locked=True))
    return [(booking_of_row(row), bool(row.is_recorded)) for row in rows]


_LEFT_OVER = Prepared(
    select(booking)
    .where(HERE, booking.c.day < bindparam("today"))
    .order_by(booking.c.day, booking.c.id)
    .limit(LIMIT)
    .with_for_update(skip_locked=True)
)


async def take_left_over(tx: Tx, *, today: date, limit: int) -> list[Booking]:
    """Appointments of days that are over and whose visitors are still noted as here, the oldest first, locked."""
    return [booking_of_row(row) for row in await tx.run(_LEFT_OVER, today=today, limit=limit)]


async def next_hold_end(tx: Tx, *, after: datetime) -> datetime | None:
    """The next moment at which a hold is over."""
    held = select(func.min(booking.c.hold_until)).where(HELD, booking.c.hold_until > after)
    moment: datetime | None = (await tx.execute(held)).scalar_one()
    return moment


async def next_beginning(tx: Tx, *, after: datetime) -> datetime | None:
    """The next moment at which somebody is to come to where others have been checked in that day."""
    booked = select(func.min(booking.c.starts_at)).where(BOOKED, booking.c.starts_at > after, _SOMEBODY_CAME)
    moment: datetime | None = (await tx.execute(booked)).scalar_one()
    return moment


async def next_day(tx: Tx, *, after: date) -> date | None:
    """The next day on which somebody is to come, or is here."""
    there = select(func.min(booking.c.day)).where(or_(BOOKED, HERE), booking.c.day > after)
    day: date | None = (await tx.execute(there)).scalar_one()
    return day
