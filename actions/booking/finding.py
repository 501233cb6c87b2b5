"""An appointment for whom it belongs to, and for nobody else."""

from domain.booking import Booking, Visitor
from domain.booking_refusals import VisitChanged
from domain.errors import Gone
from storage.bookings import find_booking
from storage.contacts import lock_guest
from storage.people import lock_person
from storage.transaction import Tx


async def get_own(tx: Tx, ref: str, *, visitor: Visitor | None, version: int | None = None) -> Booking:
    """The appointment of that name, as somebody acts on it who has seen its ``version``.

    Args:
        visitor: whose it must be; None for staff, who act for everybody.

    Raises:
        Gone: there is none, or it is somebody else's.
        VisitChanged: it has changed since.
    """
    booking = await find_booking(tx, ref)
    if booking is None or (visitor is not None and booking.visitor != visitor):
        raise Gone
    if version is not None and booking.version != version:
        raise VisitChanged
    return booking


async def lock_visitor(tx: Tx, visitor: Visitor) -> None:
    """Let one unit of work at a time count what a visitor has."""
    if visitor.person_id is not None:
        await lock_person(tx, visitor.person_id)
    if visitor.guest_id is not None:
        await lock_guest(tx, visitor.guest_id)
