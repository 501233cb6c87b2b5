"""Whoever books may leave a telephone number, for the case that Telegram does not reach them.

Source: docs/rules/booking.md, 24.
"""

from pydantic import BaseModel

from actions.booking.doing import Citizen
from actions.booking.finding import get_own
from actions.booking.trace import note
from actions.forms import Form
from content.visits import Ticket
from domain.booking import TO_COME, Booking
from domain.booking_refusals import VisitOver
from domain.errors import ContactMissing, OutdatedButton
from domain.filing import read_contact
from storage.contacts import drop_visit_phone, keep_visit_phone


class PhoneWords(BaseModel):
    """Somebody is to write their number for an appointment."""

    ref: str


async def ask_for_phone(citizen: Citizen, form: Form, ref: str) -> Ticket:
    """Wait for a number for an appointment of theirs.

    Raises:
        Gone, VisitOver, OutdatedButton: as ``leave_phone``.
    """
    booking = await _theirs(citizen, ref)
    await form.save(PhoneWords(ref=ref))
    return await citizen.ticket(booking)


async def write_phone(citizen: Citizen, ref: str, text: str) -> Ticket:
    """Keep the number that was written.

    Raises:
        ContactMissing: there is none in the words.
        Refusal: whatever ``leave_phone`` raises.
    """
    return await leave_phone(citizen, ref, phone=read_contact(text).phone)


async def share_phone(citizen: Citizen, ref: str, *, phone: str, is_own: bool) -> Ticket:
    """Keep the number that was shared, if it is their own.

    Raises:
        ContactMissing: it is somebody else's.
        Refusal: whatever ``leave_phone`` raises.
    """
    if not is_own:
        raise ContactMissing
    return await leave_phone(citizen, ref, phone=read_contact(phone).phone)


async def leave_phone(citizen: Citizen, ref: str, *, phone: str) -> Ticket:
    """Keep a number in place of any other; that somebody left one is an event, the number is not.

    Raises:
        Gone: there is no such appointment of theirs.
        VisitOver: it is not before them any more.
        OutdatedButton: the hall does not ask for numbers.
    """
    booking = await _theirs(citizen, ref)
    await keep_visit_phone(citizen.tx, booking.id, phone)
    await note(citizen.tx, "phone_left", before=booking, after=booking, actor=citizen.actor, now=citizen.now)
    return await citizen.ticket(booking)


async def take_phone_back(citizen: Citizen, ref: str) -> Ticket:
    """Forget the number of an appointment of theirs.

    Raises:
        Gone: there is no such appointment of theirs.
    """
    booking = await get_own(citizen.tx, ref, visitor=citizen.visitor)
    await drop_visit_phone(citizen.tx, booking.id)
    await note(citizen.tx, "phone_dropped", before=booking, after=booking, actor=citizen.actor, now=citizen.now)
    return await citizen.ticket(booking)


async def _theirs(citizen: Citizen, ref: str) -> Booking:
    booking = await get_own(citizen.tx, ref, visitor=citizen.visitor)
    if not citizen.hall.facts.booking.asks_for_phone:
        raise OutdatedButton
    if booking.state not in TO_COME:
        raise VisitOver
    return booking
