"""Calls that are to be made about appointments: one row for each, so that none is made twice and none is forgotten."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.booking import Booking, State
from domain.visit_calls import ASKED_TO_MOVE, CallOutcome, CallReason, VisitCall
from storage.bookings import booking_of_row
from storage.tables import booking, rebooking, visit_call
from storage.tables.booking import UNDONE
from storage.transaction import Tx

_IS_AFFECTED = exists().where(rebooking.c.booking_id == booking.c.id, rebooking.c.settled_at.is_(None))


def _has_sense(now: datetime) -> ColumnElement[bool]:
    """Whether there is still something to tell: the appointment stands as it did when the call was asked for."""
    cancelled = visit_call.c.reason == CallReason.CANCELLED
    stays = booking.c.state == State.CANCELLED_BY_HALL
    booked = booking.c.state == State.BOOKED
    moves = visit_call.c.reason.in_(ASKED_TO_MOVE)
    is_to_come = booking.c.starts_at > now
    stands = and_(booked, or_(visit_call.c.reason != CallReason.STANDS, ~_IS_AFFECTED))
    offers = visit_call.c.reason == CallReason.OFFER
    is_kept = and_(booking.c.state == State.HELD, booking.c.hold_until > now)
    told = or_(and_(cancelled, stays), and_(offers, is_kept), and_(~cancelled, ~offers, ~moves, stands))
    return and_(
        booking.c.sequence == visit_call.c.sequence,
        # Who is asked to move may do so as long as the hall asks, also after they would have come.
        or_(and_(is_to_come, told), and_(moves, booked, _IS_AFFECTED)),
    )


def _call(row: Row[Any]) -> VisitCall:
    return VisitCall(
        id=row.id,
        booking_id=row.booking_id,
        reason=CallReason(row.reason),
        sequence=row.sequence,
        due_from=row.due_from,
        tries=row.tries,
        tried_at=row.tried_at,
        done_at=row.done_at,
        outcome=CallOutcome(row.outcome) if row.outcome else None,
        version=row.version,
    )


async def add_call(
    tx: Tx, booking: Booking, *, reason: CallReason, due_from: datetime, since: datetime | None, now: datetime
) -> None:
    """Keep that an appointment's visitor is to be called; once for each reason until it moves.

    Args:
        since: when there was something new to tell: a call that was over by then is to be made again.
    """
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    about = {"booking_id": booking.id, "reason": reason, "sequence": booking.sequence}
    anew = {"due_from": due_from, "made_at": now, "tries": 0}
    new = build(visit_call).values(**about, **anew, version=1)
    if since is None:
        await tx.execute(new.on_conflict_do_nothing())
        return
    undone = {"tried_at": None, "done_at": None, "outcome": None, "staff_id": None}
    again = {**anew, **undone, "version": visit_call.c.version + 1}
    same = ["booking_id", "reason", "sequence"]
    await tx.execute(new.on_conflict_do_update(index_elements=same, set_=again, where=visit_call.c.done_at <= since))


async def was_told_to_move(tx: Tx, booking: Booking, *, since: datetime) -> bool:
    """Whether an appointment's visitor was told by telephone, since then, to come at another time."""
    about = (visit_call.c.booking_id == booking.id, visit_call.c.sequence == booking.sequence)
    told = (visit_call.c.reason.in_(sorted(ASKED_TO_MOVE)), visit_call.c.outcome == CallOutcome.REACHED)
    found = select(visit_call.c.id).where(*about, *told, visit_call.c.done_at >= since)
    return (await tx.execute(found.limit(1))).first() is not None


async def get_call(tx: Tx, call_id: int) -> VisitCall | None:
    """The call of that id."""
    row = (await tx.execute(select(visit_call).where(visit_call.c.id == call_id))).one_or_none()
    return _call(row) if row else None


async def list_calls(tx: Tx, *, areas: Collection[str], now: datetime) -> list[tuple[VisitCall, Booking]]:
    """The calls that are due in these areas and have sense, the oldest first, with their appointments."""
    due = (UNDONE, visit_call.c.due_from <= now, booking.c.area.in_(sorted(areas)), _has_sense(now))
    found = select(visit_call).join(booking, booking.c.id == visit_call.c.booking_id).where(*due)
    calls = [_call(row) for row in await tx.execute(found.order_by(visit_call.c.due_from, visit_call.c.id))]
    called = select(booking).where(booking.c.id.in_({call.booking_id for call in calls}))
    bookings = {row.id: booking_of_row(row) for row in await tx.execute(called)} if calls else {}
    return [(call, bookings[call.booking_id]) for call in calls]


async def count_calls(tx: Tx, *, area: str, now: datetime) -> int:
    """How many calls are due in an area."""
    due = (UNDONE, visit_call.c.due_from <= now, booking.c.area == area, _has_sense(now))
    counted = select(func.count()).select_from(visit_call.join(booking, booking.c.id == visit_call.c.booking_id))
    return int((await tx.execute(counted.where(*due))).scalar_one())


async def has_sense(tx: Tx, call_id: int, *, now: datetime) -> bool:
    """Whether a call is still to be made."""
    there = select(visit_call.c.id).join(booking, booking.c.id == visit_call.c.booking_id)
    return (await tx.execute(there.where(visit_call.c.id == call_id, UNDONE, _has_sense(now)))).first() is not None


async def change_call(tx: Tx, seen: VisitCall, **changes: Any) -> VisitCall | None:
    """Change a call that is to be made, unless somebody else did since it was read."""
    same = update(visit_call).where(visit_call.c.id == seen.id, visit_call.c.version == seen.version, UNDONE)
    changed = same.values(version=seen.version + 1, **changes).returning(visit_call)
    row = (await tx.execute(changed)).one_or_none()
    return _call(row) if row else None


async def void_calls(tx: Tx, *, now: datetime, limit: int) -> int:
    """End calls by which there is nothing left to tell; how many."""
    there = select(visit_call.c.id).join(booking, booking.c.id == visit_call.c.booking_id)
    ids = there.where(UNDONE, ~_has_sense(now)).order_by(visit_call.c.id).limit(limit)
    void = update(visit_call).where(visit_call.c.id.in_(ids.scalar_subquery()), UNDONE)
    values = {"done_at": now, "outcome": CallOutcome.VOID, "version": visit_call.c.version + 1}
    return (await tx.execute(void.values(values))).rowcount
