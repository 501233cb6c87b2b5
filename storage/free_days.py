"""How many could come on each day, counted where the places are: a month of them is hundreds of slots."""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, FromClause, bindparam, case, extract, func, select

from storage.alternatives import SLOTS_KEPT
from storage.prepared import Prepared
from storage.tables import slot
from storage.tables.booking import WHOLE_AREA
from storage.transaction import Tx

_of_quota = slot.alias()


def _left(of: FromClause) -> ColumnElement[int]:
    """Below nothing where more places are taken than there are."""
    return of.c.capacity - of.c.booked + case((of.c.id.in_(SLOTS_KEPT), 1), else_=0)


_SLOTS = (
    select(
        slot.c.day,
        (extract("epoch", slot.c.ends_at) - extract("epoch", slot.c.starts_at)).label("seconds"),
        _left(slot).label("own"),
        _left(_of_quota).label("of_quota"),
    )
    .select_from(
        slot.outerjoin(
            _of_quota,
            (_of_quota.c.area == slot.c.area)
            & (_of_quota.c.day == slot.c.day)
            & (_of_quota.c.starts_at == slot.c.starts_at)
            & (_of_quota.c.ends_at == slot.c.ends_at)
            & (_of_quota.c.quota == bindparam("quota"))
            & ~_of_quota.c.closed,
        )
    )
    .where(
        slot.c.area == bindparam("area"),
        slot.c.day.between(bindparam("first"), bindparam("last")),
        slot.c.starts_at >= bindparam("soonest"),
        slot.c.starts_at > bindparam("now"),
        slot.c.quota == WHOLE_AREA,
        ~slot.c.closed,
    )
    .subquery()
)
_FREE = case((_SLOTS.c.of_quota < _SLOTS.c.own, _SLOTS.c.of_quota), else_=_SLOTS.c.own)
_BY_DAY = Prepared(
    select(
        _SLOTS.c.day,
        func.sum(case((_FREE > 0, _FREE), else_=0)).label("free"),
        func.min(_SLOTS.c.seconds).label("shortest"),
    )
    .group_by(_SLOTS.c.day)
    .order_by(_SLOTS.c.day)
)


async def count_free_by_day(
    tx: Tx,
    *,
    area: str,
    first: date,
    last: date,
    length: timedelta,
    quota: str | None,
    now: datetime,
    soonest: datetime,
    instead_of: int | None,
) -> dict[date, int] | None:
    """The days of an area on which a visit could begin, in order, and how many could on each, 0 where all is taken.

    These are the sums of what ``domain.times.times_of`` finds. None: a visit would take several slots somewhere, and
    that nobody counts here.

    Args:
        length: of the visit; ``quota``: whose places it takes as well.
        soonest: when it begins at the earliest, and never before ``now`` is over.
        instead_of: an appointment; what is kept instead of it is free.
    """
    of = {"area": area, "first": first, "last": last, "quota": quota, "instead_of": instead_of}
    rows = await tx.run(_BY_DAY, **of, now=now, soonest=soonest)
    if any(row.shortest < length.total_seconds() for row in rows):
        return None
    return {row.day: row.free for row in rows}
