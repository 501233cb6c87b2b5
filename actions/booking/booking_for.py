"""Staff book for somebody who calls or has come, and who may have no Telegram.

Source: docs/rules/booking.md, 19.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pydantic import BaseModel

from actions.booking.cancelling import cancel
from actions.booking.choosing import days_of_service, services_to_book, times_on_day
from actions.booking.confirming import confirm
from actions.booking.finding import get_own
from actions.booking.holding import Asked, hold
from actions.booking.tickets import ticket_of
from actions.booking.today import area_of
from actions.booking.waiting import Joined, in_line, join, leave
from actions.forms import Form
from actions.guides import open_guide
from content.models import Area, Hall, Service
from content.visits import Days, Ticket, Times
from domain.booking import Booking, Visitor
from domain.cases import Channel, acting_staff
from domain.errors import Gone, OutdatedButton
from domain.filing import Contact, read_contact
from domain.people import Member
from domain.waiting import STILL_WAITS, Waiting
from storage.contacts import add_guest, get_guest
from storage.outgoing import Address, Outgoing
from storage.transaction import Tx
from storage.waiting import get_waiting

KEY_BYTES = 12
AT_ONCE = timedelta()
"""For staff a time can be booked until it begins."""


class GuestWords(BaseModel):
    """Staff are to write for whom they book a service."""

    service_id: str


class BookingFor(BaseModel):
    """Staff book a service for somebody, who is written down already."""

    service_id: str
    guest_id: int


@dataclass(frozen=True, slots=True)
class Desk:
    """Who of staff acts, where and when; ``now`` is in the hall's zone."""

    tx: Tx
    member: Member
    hall: Hall
    now: datetime


def services_for(desk: Desk, area_id: str) -> tuple[Area, tuple[Service, ...]]:
    """What can be booked in an area of theirs.

    Raises:
        NotBookable: nothing, or the area is not theirs.
    """
    area = area_of(desk.hall, desk.member, area_id)
    return area, services_to_book(desk.hall, area.id, today=desk.now.date())


def service_for(desk: Desk, service_id: str) -> Service:
    """The service somebody is to be booked for.

    Raises:
        GuideGone, GuideExpired: there is no such guide to rely on.
        NotBookable: its area is not theirs.
    """
    service = open_guide(desk.hall, service_id, now=desk.now)
    area_of(desk.hall, desk.member, service.area)
    return service


async def name_guest(desk: Desk, form: Form, words: str | None) -> BookingFor:
    """Keep who is to be booked; ``words``: what they are called and their number, None if they leave none.

    Raises:
        ContactMissing: there is no telephone number in them.
        OutdatedButton: nobody is being booked.
    """
    if (draft := form.draft(GuestWords)) is None:
        raise OutdatedButton
    contact = Contact("", "") if words is None else read_contact(words)
    named = BookingFor(service_id=draft.service_id, guest_id=await add_guest(desk.tx, contact, now=desk.now))
    await form.save(named)
    return named


def drafted(form: Form) -> BookingFor:
    """Who is being booked for what.

    Raises:
        OutdatedButton: nobody is, or it was not said who.
    """
    if (draft := form.draft(BookingFor)) is None:
        raise OutdatedButton
    return draft


async def days_for(desk: Desk, service_id: str, *, instead_of: Booking | None = None) -> Days:
    """The days on which somebody could be booked, or moved to ``instead_of`` coming then; how soon binds no staff.

    Raises:
        GuideGone, GuideExpired, NotBookable: as ``days_of_service``.
    """
    hall, now = desk.hall, desk.now
    return await days_of_service(desk.tx, service_id, hall=hall, now=now, lead=AT_ONCE, instead_of=instead_of)


async def times_for(desk: Desk, service_id: str, day: date, *, instead_of: Booking | None = None) -> Times:
    """The times of a day, the same way.

    Raises:
        GuideGone, GuideExpired, NotBookable: as ``times_on_day``.
    """
    hall, now = desk.hall, desk.now
    return await times_on_day(desk.tx, service_id, day, hall=hall, now=now, lead=AT_ONCE, instead_of=instead_of)


async def may_wait(desk: Desk, draft: BookingFor) -> bool:
    """Whether whoever is being booked may wait for a place: they are called when one comes free."""
    return bool((await get_guest(desk.tx, draft.guest_id)).phone)


async def wait_for_them(desk: Desk, draft: BookingFor, *, first: date, last: date) -> Joined:
    """Put whoever is being booked on the waiting list.

    Raises:
        OutdatedButton: the days are in no order, or nobody could call them.
        Refusal: whatever ``service_for`` and ``join`` raise.
    """
    if last < first or not await may_wait(desk, draft):
        raise OutdatedButton
    service, key = service_for(desk, draft.service_id), secrets.token_urlsafe(KEY_BYTES)
    by = acting_staff(desk.member)
    asked = Asked(Visitor(guest_id=draft.guest_id), service, key, by=by, channel=Channel.CALL)
    return await join(desk.tx, asked, first=first, last=last, hall=desk.hall, now=desk.now)


async def look_at_waiting(desk: Desk, waiting_id: int) -> Joined:
    """Somebody without Telegram who waits, or is offered a place now.

    Raises:
        Gone: nobody like that waits in the areas of this member of staff, or no longer.
    """
    entry = await _waiting_of_theirs(desk, waiting_id)
    if entry.state not in STILL_WAITS:
        raise Gone
    return await in_line(desk.tx, entry)


async def take_off_list(desk: Desk, waiting_id: int) -> Waiting:
    """Somebody without Telegram waits no longer, because they say so.

    Raises:
        Gone: nobody like that waits in the areas of this member of staff.
    """
    await _waiting_of_theirs(desk, waiting_id)
    return await leave(desk.tx, waiting_id, visitor=None, by=acting_staff(desk.member), now=desk.now)


async def hold_for(desk: Desk, draft: BookingFor, *, slot_id: int) -> tuple[Ticket, Contact]:
    """Keep a time for whoever is being booked, with what was written down of them.

    Raises:
        Refusal: whatever ``service_for`` and ``hold`` raise.
    """
    service, guest = service_for(desk, draft.service_id), await get_guest(desk.tx, draft.guest_id)
    key, by = secrets.token_urlsafe(KEY_BYTES), acting_staff(desk.member)
    channel = Channel.CALL if guest.phone else Channel.VISIT
    asked = Asked(Visitor(guest_id=draft.guest_id), service, key, by=by, channel=channel)
    held = await hold(desk.tx, slot_id, asked, hall=desk.hall, now=desk.now)
    return await ticket_of(desk.tx, held, hall=desk.hall), guest


async def book_for(desk: Desk, ref: str) -> Ticket:
    """Make an appointment of what is held; a slip to print comes to whoever books, once.

    Raises:
        Gone: nothing is held under that name for anybody without Telegram.
        HoldOver: as ``confirm``.
    """
    await _held_for(desk, ref)
    by = acting_staff(desk.member)
    booked = await confirm(desk.tx, ref, visitor=None, by=by, hall=desk.hall, now=desk.now)
    send_slip(desk, booked, cause=f"v{booked.version}")
    return await ticket_of(desk.tx, booked, hall=desk.hall)


async def give_back_for(desk: Desk, ref: str, *, version: int) -> Booking:
    """Give back what is held.

    Raises:
        Gone: nothing is held under that name for anybody without Telegram.
        VisitChanged, VisitOver: as ``cancel``.
    """
    await _held_for(desk, ref)
    by = acting_staff(desk.member)
    return await cancel(desk.tx, ref, version=version, visitor=None, by=by, now=desk.now)


def send_slip(desk: Desk, booking: Booking, *, cause: str) -> None:
    """Send a slip to print to this member of staff, once for a ``cause``."""
    desk.tx.say(
        Outgoing(
            dedupe_key=f"visit:slip:{booking.id}:{cause}",
            to=Address(chat_id=desk.member.person.telegram_id),
            message="visit_slip",
            params={"booking_id": booking.id, "staff_id": desk.member.id},
        )
    )


async def _waiting_of_theirs(desk: Desk, waiting_id: int) -> Waiting:
    entry = await get_waiting(desk.tx, waiting_id)
    if entry is None or entry.visitor.guest_id is None or not desk.member.takes(entry.area):
        raise Gone
    return entry


async def _held_for(desk: Desk, ref: str) -> None:
    booking = await get_own(desk.tx, ref, visitor=None)
    if booking.visitor.guest_id is None or not desk.member.takes(booking.area):
        raise Gone
