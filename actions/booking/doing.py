"""What a citizen does about their own appointments, each deed with all that belongs to it."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from actions.booking.cancelling import cancel
from actions.booking.confirming import confirm
from actions.booking.finding import get_own
from actions.booking.holding import Asked, hold
from actions.booking.moving import move
from actions.booking.telling import send_code, send_entry
from actions.booking.tickets import own_ticket
from actions.booking.trace import note
from actions.booking.waiting import Joined, join, leave
from actions.guides import find_guide, open_guide
from content.models import Hall, Service
from content.visits import Ticket
from domain.booking import Booking, State, Visitor, cancelled
from domain.booking_refusals import VisitOver
from domain.cases import Actor
from domain.flows import Party
from domain.people import Person
from storage.rebooking import find_affected
from storage.transaction import Tx

KEY_BYTES = 12


@dataclass(frozen=True, slots=True)
class Citizen:
    """Who acts, where and when; ``now`` is in the hall's zone."""

    tx: Tx
    person: Person
    hall: Hall
    now: datetime

    @property
    def visitor(self) -> Visitor:
        """Whose appointments they are."""
        return Visitor(person_id=self.person.id)

    @property
    def actor(self) -> Actor:
        """Who did it, for the history."""
        return Actor(Party.CITIZEN, self.person.id)

    def asks(self, service: Service) -> Asked:
        """A wish of theirs."""
        return Asked(self.visitor, service, secrets.token_urlsafe(KEY_BYTES), by=self.actor)

    async def ticket(self, booking: Booking) -> Ticket:
        """How it looks to them."""
        return await own_ticket(self.tx, booking, hall=self.hall)


async def keep_place(citizen: Citizen, service_id: str, *, slot_id: int) -> Ticket:
    """Have a place kept while they look at what they need.

    Raises:
        GuideGone, GuideExpired: there is no such guide to rely on.
        Refusal: whatever ``hold`` raises.
    """
    service = open_guide(citizen.hall, service_id, now=citizen.now)
    held = await hold(citizen.tx, slot_id, citizen.asks(service), hall=citizen.hall, now=citizen.now)
    return await citizen.ticket(held)


async def take_place(citizen: Citizen, ref: str) -> Ticket:
    """Make an appointment of what they hold or are offered; the code and the entry for calendars follow.

    Raises:
        Gone, HoldOver: as ``confirm``.
    """
    booked = await confirm(
        citizen.tx, ref, visitor=citizen.visitor, by=citizen.actor, hall=citizen.hall, now=citizen.now
    )
    await send_code(citizen.tx, booked)
    await send_entry(citizen.tx, booked)
    return await citizen.ticket(booked)


async def give_back(citizen: Citizen, ref: str, *, version: int) -> Ticket:
    """Give up an appointment, or a place that is held or offered.

    Raises:
        Gone, VisitChanged, VisitOver: as ``cancel``.
    """
    tx, visitor, by = citizen.tx, citizen.visitor, citizen.actor
    return await citizen.ticket(await cancel(tx, ref, version=version, visitor=visitor, by=by, now=citizen.now))


async def would_be_late(citizen: Citizen, booking: Booking) -> bool:
    """Whether giving it up now would be noted as late.

    Raises:
        VisitOver: it is no longer to come, or has begun.
    """
    is_affected = await find_affected(citizen.tx, booking.id) is not None
    return cancelled(booking, is_affected=is_affected, now=citizen.now) is State.CANCELLED_LATE


async def change_time(citizen: Citizen, ref: str, *, version: int, slot_id: int) -> Ticket:
    """Come at another time; calendars are told.

    Raises:
        Gone: there is no such appointment of theirs.
        GuideGone: the hall has no such guide any more.
        Refusal: whatever ``move`` raises.
    """
    seen = await get_own(citizen.tx, ref, visitor=citizen.visitor)
    asked = citizen.asks(find_guide(citizen.hall, seen.service))
    moved = await move(citizen.tx, ref, slot_id, asked, version=version, hall=citizen.hall, now=citizen.now)
    if moved.sequence != seen.sequence:
        await send_entry(citizen.tx, moved)
    return await citizen.ticket(moved)


async def promise_to_come(citizen: Citizen, ref: str) -> Ticket:
    """Note that they will come.

    Raises:
        Gone: there is no such appointment of theirs.
        VisitOver: it is not to take place.
    """
    seen = await get_own(citizen.tx, ref, visitor=citizen.visitor)
    if seen.state is not State.BOOKED:
        raise VisitOver
    await note(citizen.tx, "coming", before=seen, after=seen, actor=citizen.actor, now=citizen.now)
    return await citizen.ticket(seen)


async def wait_for(citizen: Citizen, service_id: str, *, first: date, last: date) -> Joined:
    """Wait for a place from one day to another.

    Raises:
        GuideGone, GuideExpired, Refusal: as ``keep_place`` and ``join``.
    """
    asked = citizen.asks(open_guide(citizen.hall, service_id, now=citizen.now))
    return await join(citizen.tx, asked, first=first, last=last, hall=citizen.hall, now=citizen.now)


async def stop_waiting(citizen: Citizen, waiting_id: int) -> None:
    """Leave a waiting list.

    Raises:
        Gone: they do not wait there.
    """
    await leave(citizen.tx, waiting_id, visitor=citizen.visitor, by=citizen.actor, now=citizen.now)
