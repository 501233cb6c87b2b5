"""The places that are taken, counted one by one: what slots say of themselves must agree."""

from sqlalchemy import case, func, or_, select

from domain.booking import Slot
from storage.slots import slot_of_row
from storage.tables import place, slot
from storage.tables.booking import STILL_TAKEN
from storage.transaction import Tx


async def miscounted(tx: Tx) -> list[tuple[Slot, int]]:
    """The slots whose numbers are wrong, and how many places of each are taken."""
    taken = (
        select(place.c.slot_id, func.count().label("places")).where(STILL_TAKEN).group_by(place.c.slot_id).subquery()
    )
    counted = func.coalesce(taken.c.places, 0)
    over = case((counted > slot.c.capacity, counted - slot.c.capacity), else_=0)
    found = select(slot, counted.label("counted")).outerjoin(taken, taken.c.slot_id == slot.c.id)
    rows = await tx.execute(found.where(or_(slot.c.booked != counted, slot.c.excess != over)).order_by(slot.c.id))
    return [(slot_of_row(row), row.counted) for row in rows]


async def count_of_bookings(tx: Tx) -> dict[int, int]:
    """How many places each appointment has taken."""
    counted = select(place.c.booking_id, func.count().label("places")).where(STILL_TAKEN).group_by(place.c.booking_id)
    return {row.booking_id: row.places for row in await tx.execute(counted)}
