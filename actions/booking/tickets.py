"""Somebody's appointments as they see them."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from actions.booking.finding import get_own
from actions.line.looking import turn_of
from content.lines import Turn
from content.models import Hall
from content.visits import Ticket, WaitedFor
from domain.booking import TO_COME, Booking, Visitor
from domain.people import Person
from domain.waiting import Waiting
from storage.bookings import list_active
from storage.checklists import list_of_service
from storage.contacts import find_visit_phone
from storage.transaction import Tx
from storage.waiting import list_waits
from storage.walk_ins import list_own_walk_ins


@dataclass(frozen=True, slots=True)
class Mine:
    """Everything of somebody's that is before them, next first, what they wait for, and their numbers of today."""

    tickets: tuple[Ticket, ...]
    waits: tuple[WaitedFor, ...]
    turns: tuple[Turn, ...]


async def my_visits(tx: Tx, person: Person, *, hall: Hall, now: datetime) -> Mine:
    """A citizen's appointments, the places they hold, their waiting lists and numbers; what has run out is left out."""
    visitor = Visitor(person_id=person.id)
    found = [one for one in await list_active(tx, visitor) if not (one.hold_until and one.hold_until <= now)]
    waits = [waited_for(entry, hall=hall) for entry in await list_waits(tx, visitor)]
    numbers = await list_own_walk_ins(tx, person.id, day=now.date())
    turns = [await turn_of(tx, number, hall=hall, now=now) for number in numbers]
    return Mine(tuple([await ticket_of(tx, one, hall=hall) for one in found]), tuple(waits), tuple(turns))


async def open_ticket(tx: Tx, ref: str, *, person: Person, hall: Hall) -> Ticket:
    """A citizen's own appointment.

    Raises:
        Gone: there is none of that name, or it is somebody else's.
    """
    return await own_ticket(tx, await get_own(tx, ref, visitor=Visitor(person_id=person.id)), hall=hall)


def waited_for(entry: Waiting, *, hall: Hall) -> WaitedFor:
    """An entry of a waiting list as whoever waits sees it."""
    return WaitedFor(entry, hall.service(entry.service))


async def own_ticket(tx: Tx, booking: Booking, *, hall: Hall) -> Ticket:
    """An appointment as its visitor sees it, with whether they left a number."""
    ticket = await ticket_of(tx, booking, hall=hall)
    if booking.state not in TO_COME or not hall.facts.booking.asks_for_phone:
        return ticket
    return replace(ticket, has_phone=await find_visit_phone(tx, booking.id) is not None)


async def ticket_of(tx: Tx, booking: Booking, *, hall: Hall) -> Ticket:
    """An appointment as it is shown."""
    zone = ZoneInfo(hall.facts.zone)
    whose = booking.visitor.person_id
    lists = await list_of_service(tx, person_id=whose, service_id=booking.service) if whose else []
    return Ticket(
        booking=booking,
        service=hall.service(booking.service),
        area=hall.area(booking.area),
        starts_at=booking.span.starts_at.astimezone(zone),
        ends_at=booking.span.ends_at.astimezone(zone),
        hold_until=booking.hold_until.astimezone(zone) if booking.hold_until else None,
        checklist=lists[0] if lists else None,
    )
