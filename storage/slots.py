"""Places that can be booked: taken and given back by guarded statements, the same on both databases."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, case, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.booking import Slot
from domain.capacity import Span
from storage.prepared import Prepared
from storage.tables import place, slot
from storage.tables.booking import WHOLE_AREA
from storage.transaction import Tx

OF_A_DAY = ("area", "day", "starts_at", "ends_at", "quota")
"""What tells a slot from all others."""

_GET = Prepared(select(slot).where(slot.c.id == bindparam("slot_id")))
_OF_DAY = Prepared(
    select(slot)
    .where(
        slot.c.area == bindparam("area"),
        slot.c.day == bindparam("day"),
        ~slot.c.closed,
        (slot.c.quota == WHOLE_AREA) | (slot.c.quota == bindparam("quota")),
    )
    .order_by(slot.c.starts_at, slot.c.quota)
)
_BETWEEN = Prepared(
    select(slot)
    .where(
        slot.c.area == bindparam("area"),
        slot.c.day.between(bindparam("first"), bindparam("last")),
        ~slot.c.closed,
        (slot.c.quota == WHOLE_AREA) | (slot.c.quota == bindparam("quota")),
    )
    .order_by(slot.c.starts_at, slot.c.quota)
)
_TAKE = Prepared(
    update(slot)
    .where(slot.c.id == bindparam("slot_id"), slot.c.booked < slot.c.capacity, ~slot.c.closed)
    .values(booked=slot.c.booked + 1, version=slot.c.version + 1)
    .returning(slot.c.id)
)
_GIVE = Prepared(
    update(slot)
    .where(slot.c.id == bindparam("slot_id"), slot.c.booked > 0)
    .values(
        booked=slot.c.booked - 1,
        excess=case((slot.c.excess > 0, slot.c.excess - 1), else_=0),
        version=slot.c.version + 1,
    )
)
_MARK_BACK = Prepared(
    update(place)
    .where(place.c.booking_id == bindparam("of"), place.c.slot_id == bindparam("slot_id"), place.c.back_at.is_(None))
    .values(back_at=bindparam("at"))
)
_TAKEN = Prepared(
    select(place.c.slot_id)
    .where(place.c.booking_id == bindparam("of"), place.c.back_at.is_(None))
    .order_by(place.c.slot_id)
)


@Prepared
def _mark_taken(on_sqlite: bool) -> Any:
    build = sqlite.insert if on_sqlite else postgresql.insert
    taken = build(place).values(booking_id=bindparam("of"), slot_id=bindparam("slot_id"))
    # Somebody who moves away and back again has been there before.
    return taken.on_conflict_do_update(index_elements=["booking_id", "slot_id"], set_={"back_at": None})


def slot_of_row(row: Row[Any]) -> Slot:
    """A row of ``slot``."""
    return Slot(
        id=row.id,
        area=row.area,
        quota=row.quota,
        day=row.day,
        span=Span(row.starts_at, row.ends_at),
        capacity=row.capacity,
        booked=row.booked,
        excess=row.excess,
        closed=row.closed,
        version=row.version,
    )


def _locked(these: Select[Any]) -> Select[Any]:
    """Slots in the order in which everybody locks them; whoever only names one, as a new appointment does, goes on."""
    return these.order_by(slot.c.id).with_for_update(key_share=True)


async def get_slot(tx: Tx, slot_id: int) -> Slot | None:
    """The slot of that id."""
    rows = await tx.run(_GET, slot_id=slot_id)
    return slot_of_row(rows[0]) if rows else None


async def list_open(tx: Tx, *, area: str, day: date, quota: str | None) -> list[Slot]:
    """The open slots of an area on a day, in order: those for everybody, and those of a quota if one is named."""
    return [slot_of_row(row) for row in await tx.run(_OF_DAY, area=area, day=day, quota=quota or WHOLE_AREA)]


async def list_open_on(tx: Tx, *, area: str, days: Collection[date]) -> list[Slot]:
    """The open slots of an area on some days, in order, those of every quota too."""
    found = select(slot).where(slot.c.area == area, slot.c.day.in_(sorted(days)), ~slot.c.closed)
    return [slot_of_row(row) for row in await tx.execute(found.order_by(slot.c.starts_at, slot.c.quota))]


async def list_open_between(tx: Tx, *, area: str, first: date, last: date, quota: str | None) -> list[Slot]:
    """The open slots of an area from a day to another, in order: those for everybody, and those of a quota."""
    values = {"area": area, "first": first, "last": last, "quota": quota or WHOLE_AREA}
    return [slot_of_row(row) for row in await tx.run(_BETWEEN, **values)]


async def list_days(tx: Tx, *, area: str, first: date) -> list[date]:
    """The days from one on for which an area has slots."""
    found = select(slot.c.day).where(slot.c.area == area, slot.c.day >= first).distinct()
    return list((await tx.execute(found)).scalars())


async def list_areas(tx: Tx, *, first: date) -> set[str]:
    """The areas that have slots from a day on."""
    return set((await tx.execute(select(slot.c.area).where(slot.c.day >= first).distinct())).scalars())


async def list_on(tx: Tx, *, area: str, day: date) -> list[Slot]:
    """All slots of an area on a day, closed ones too, in order."""
    return await list_between(tx, areas=[area], first=day, last=day)


async def list_between(tx: Tx, *, areas: Collection[str], first: date, last: date) -> list[Slot]:
    """All slots of some areas from a day to another, closed ones too, in order."""
    found = select(slot).where(slot.c.area.in_(sorted(areas)), slot.c.day.between(first, last))
    return [
        slot_of_row(row) for row in await tx.execute(found.order_by(slot.c.starts_at, slot.c.ends_at, slot.c.quota))
    ]


async def lock_day(tx: Tx, *, area: str, day: date) -> list[Slot]:
    """All slots of an area on a day, in order; who takes or gives back places there waits for the end of this unit."""
    await tx.execute(_locked(select(slot.c.id).where(slot.c.area == area, slot.c.day == day)))
    return await list_on(tx, area=area, day=day)


async def add_slots(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep new slots of the columns of ``slot``, unless somebody has made the same at the same time."""
    if rows:
        build = sqlite.insert if tx.is_sqlite else postgresql.insert
        new = {"booked": 0, "excess": 0, "closed": False, "version": 1}
        await tx.execute(build(slot).on_conflict_do_nothing(index_elements=OF_A_DAY), [{**new, **row} for row in rows])


async def set_places(tx: Tx, locked: Slot, *, capacity: int, closed: bool) -> None:
    """Give a slot, read under lock, other places; what is taken beyond them is its excess."""
    excess = max(locked.booked - capacity, 0)
    changed = update(slot).where(slot.c.id == locked.id)
    await tx.execute(changed.values(capacity=capacity, closed=closed, excess=excess, version=slot.c.version + 1))


async def taken_by(tx: Tx, booking_id: int) -> list[int]:
    """The slots of which an appointment has a place, those of its quota included."""
    return [row.slot_id for row in await tx.run(_TAKEN, of=booking_id)]


async def take_places(tx: Tx, booking_id: int, slots: Iterable[int]) -> bool:
    """Take a place of each of these slots; False if one has none left, and then whoever asks undoes the rest."""
    ordered = sorted(slots)
    for slot_id in ordered:
        if not await tx.run(_TAKE, slot_id=slot_id):
            return False
    await tx.run_many(_mark_taken, [{"of": booking_id, "slot_id": slot_id} for slot_id in ordered])
    return True


async def give_places(tx: Tx, given: Collection[tuple[int, int]], *, now: datetime) -> None:
    """Give places back; pairs of an appointment and a slot it has a place of."""
    # In the order of the slots, as everybody does, so that two who take and give do not wait for each other.
    ordered = sorted(given, key=lambda pair: (pair[1], pair[0]))
    await tx.run_many(_GIVE, [{"slot_id": slot_id} for _, slot_id in ordered])
    await tx.run_many(_MARK_BACK, [{"of": booking, "slot_id": slot_id, "at": now} for booking, slot_id in ordered])


async def lock_slots(tx: Tx, slot_ids: Collection[int]) -> list[Slot]:
    """These slots, in order of id; who takes or gives back places there waits for the end of this unit."""
    locked = await tx.execute(_locked(select(slot).where(slot.c.id.in_(sorted(slot_ids)))))
    return [slot_of_row(row) for row in locked]


async def exchange_places(
    tx: Tx, *, give: Collection[tuple[int, int]], taker: int, take: Collection[int], now: datetime
) -> bool:
    """Take the places of ``take`` for one appointment, then give back those of ``give``; what is in both changes hands.

    Returns False if a slot has no place left, and then whoever asks undoes the rest. A slot that is in both and closed,
    or of which more is taken than there is, has none left either: whoever must go from it would stay.

    Args:
        give: pairs of an appointment and a slot it has a place of; several may have one of the same slot.
    """
    # Of several who give a place of a slot the taker itself keeps its own.
    givers = {slot_id: of for of, slot_id in sorted(give, key=lambda pair: (pair[0] == taker, pair))}
    kept = givers.keys() & set(take)
    if give:
        locked = await lock_slots(tx, {*givers, *take})
        if any(one.id in kept and (one.closed or one.excess) for one in locked):
            return False
    if not await take_places(tx, taker, set(take) - kept):
        return False
    handed = [(givers[slot_id], slot_id) for slot_id in sorted(kept)]
    await give_places(tx, set(give) - set(handed), now=now)
    others = [(of, slot_id) for of, slot_id in handed if of != taker]
    if others:
        await tx.run_many(_MARK_BACK, [{"of": of, "slot_id": slot_id, "at": now} for of, slot_id in others])
        await tx.run_many(_mark_taken, [{"of": taker, "slot_id": slot_id} for _, slot_id in others])
    return True
