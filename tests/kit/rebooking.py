"""What became of those who have to come at another time."""

from sqlalchemy import select

from domain.booking import Booking
from storage.alternatives import list_alternatives
from storage.tables import outbox, rebooking
from tests.kit.booking import SHANGHAI, BookingDesk


async def kept_for(desk: BookingDesk, booked: Booking) -> list[str]:
    """The times that are kept for somebody, by the hall's clock."""
    async with desk.database.read() as tx:
        return [f"{one.span.starts_at.astimezone(SHANGHAI):%d %H:%M}" for one in await list_alternatives(tx, booked.id)]


async def outcomes(desk: BookingDesk) -> list[str | None]:
    """How it ended for everybody who was ever on the list, in order."""
    async with desk.database.read() as tx:
        return list((await tx.execute(select(rebooking.c.outcome).order_by(rebooking.c.id))).scalars())


async def told(desk: BookingDesk) -> list[str]:
    """What was said to visitors."""
    async with desk.database.read() as tx:
        said = select(outbox.c.message).where(outbox.c.message.like("visit_%")).order_by(outbox.c.id)
        return list((await tx.execute(said)).scalars())
