"""Staff move or cancel an appointment for whoever has it, who is told if Telegram reaches them.

Source: docs/rules/booking.md, 19.
"""

import secrets
from datetime import datetime

from pydantic import BaseModel

from actions.areas import check_takes
from actions.booking.booking_for import KEY_BYTES, Desk, send_slip
from actions.booking.calls import ask_to_call
from actions.booking.cancelling import cancel, cancel_by_hall
from actions.booking.finding import get_own
from actions.booking.holding import Asked
from actions.booking.moving import move
from actions.booking.telling import Loaded, say_to_visitor, send_entry
from actions.booking.tickets import ticket_of
from actions.booking.today import Visit, look_at_visit
from actions.guides import find_guide
from content.models import Hall
from domain.booking import Booking
from domain.cases import acting_staff
from domain.revealing import check_reason
from domain.subjects import Part, Subject
from domain.visit_calls import CallReason
from storage.bookings import get_booking
from storage.contacts import contact_of
from storage.events import list_events
from storage.people import get_member, get_person
from storage.transaction import Tx

BY_HALL = "cancelled_by_hall"
BY_STAFF = "visit_by_staff"
"""The kind of subject an appointment is in what its visitor is told that staff did."""


class CancelWords(BaseModel):
    """The hall cannot keep an appointment; ``reason`` is empty until it is written."""

    ref: str
    version: int
    reason: str = ""


async def their_visit(desk: Desk, ref: str) -> Booking:
    """An appointment of their areas.

    Raises:
        Gone: there is none.
        OtherArea: it is of another area.
    """
    booking = await get_own(desk.tx, ref, visitor=None)
    check_takes(desk.hall, desk.member, booking.area)
    return booking


async def move_for(desk: Desk, ref: str, *, version: int, slot_id: int) -> Visit:
    """Let an appointment begin with another slot; its visitor is told, if they have Telegram.

    Raises:
        GuideGone: the hall has no such guide any more.
        Refusal: whatever ``their_visit`` and ``move`` raise.
    """
    seen, by = await their_visit(desk, ref), acting_staff(desk.member)
    asked = Asked(seen.visitor, find_guide(desk.hall, seen.service), "", by=by)
    moved = await move(desk.tx, ref, slot_id, asked, version=version, hall=desk.hall, now=desk.now)
    if moved.sequence != seen.sequence:
        await _tell(desk, moved)
        await send_entry(desk.tx, moved)
    return await look_at_visit(desk.tx, ref, hall=desk.hall)


async def cancel_for(desk: Desk, ref: str, *, version: int) -> Visit:
    """Give an appointment up, because its visitor says so.

    Raises:
        Refusal: whatever ``their_visit`` and ``cancel`` raise.
    """
    await their_visit(desk, ref)
    by = acting_staff(desk.member)
    await _tell(desk, await cancel(desk.tx, ref, version=version, visitor=None, by=by, now=desk.now))
    return await look_at_visit(desk.tx, ref, hall=desk.hall)


async def cancel_for_hall(desk: Desk, words: CancelWords) -> Visit:
    """Cancel for the reason that was previewed what the hall cannot keep; whom Telegram does not reach is called.

    Raises:
        NothingToSend, WordsMissing: the reason is missing or too long.
        Refusal: whatever ``their_visit`` and ``cancel_by_hall`` raise.
    """
    await their_visit(desk, words.ref)
    by, said = acting_staff(desk.member), check_reason(words.reason)
    ended = await cancel_by_hall(desk.tx, words.ref, version=words.version, reason=said, by=by, now=desk.now)
    await _tell(desk, ended)
    if ended.visitor.person_id is None and await contact_of(desk.tx, ended):
        await ask_to_call(desk.tx, ended, reason=CallReason.CANCELLED, now=desk.now)
    return await look_at_visit(desk.tx, words.ref, hall=desk.hall)


async def print_slip(desk: Desk, ref: str) -> None:
    """Send a slip of an appointment to print.

    Raises:
        Gone, OtherArea: as ``their_visit``.
    """
    send_slip(desk, await their_visit(desk, ref), cause=secrets.token_hex(KEY_BYTES))


async def _tell(desk: Desk, booking: Booking) -> None:
    params, cause = {"booking_id": booking.id}, f"{booking.id}:staff:{booking.version}"
    subject = Subject(BY_STAFF, booking.id, Part.RECEIPT)
    await say_to_visitor(desk.tx, booking.visitor, "visit_by_staff", cause=cause, params=params, subject=subject)


async def load_by_staff(tx: Tx, *, hall: Hall, booking_id: int, **_: datetime) -> Loaded:
    """An appointment as it stands after staff did something with it, and the hall's reason if it was cancelled."""
    booking = await get_booking(tx, booking_id)
    if booking is None or booking.visitor.person_id is None:
        return None
    by_hall = await list_events(tx, subject_kind="booking", subject_id=booking.id, actions=(BY_HALL,))
    reason: str = by_hall[-1].detail["reason"] if by_hall else ""
    language = (await get_person(tx, booking.visitor.person_id)).language
    values = {"ticket": await ticket_of(tx, booking, hall=hall), "reason": reason, "phone": hall.facts.phone}
    return language, values


async def load_slip(tx: Tx, *, hall: Hall, booking_id: int, staff_id: int, **_: datetime) -> Loaded:
    """An appointment for paper, in the hall's first language; None for whoever works here no more."""
    booking, member = await get_booking(tx, booking_id), await get_member(tx, staff_id)
    if booking is None or member is None:
        return None
    ticket = await ticket_of(tx, booking, hall=hall)
    return hall.facts.languages[0], {"ticket": ticket, "hall": hall}
