"""Visitors whom Telegram does not reach are called: staff see whom, and why.

Source: docs/rules/booking.md, 21.
"""

from datetime import datetime
from typing import Any

from actions.booking.alternatives import times_kept
from actions.booking.tickets import ticket_of
from actions.booking.today import area_of, name_of_visitor
from actions.booking.trace import note
from content.models import Area, Hall
from content.visits import ToCall
from domain.booking import Booking
from domain.booking_refusals import VisitChanged
from domain.cases import acting_staff
from domain.errors import Gone
from domain.languages import Language
from domain.people import Member
from domain.visit_calls import CallReason, VisitCall
from storage.bookings import get_booking
from storage.contacts import contact_of
from storage.outgoing import Address, Outgoing
from storage.people import get_member
from storage.transaction import Tx
from storage.visit_calls import add_call, get_call, has_sense, list_calls

NUMBER_SHOWN = "number_shown"
"""The event of it; the number is not in it."""
Loaded = tuple[Language, dict[str, Any]] | None


async def ask_to_call(
    tx: Tx,
    booking: Booking,
    *,
    reason: CallReason,
    now: datetime,
    due_from: datetime | None = None,
    since: datetime | None = None,
) -> None:
    """Put an appointment's visitor on the list of those to call; asked again for the same, there is one call.

    Args:
        due_from: from when on staff see it; at once if left out.
        since: when there was something new to tell, for which an earlier call does not do.
    """
    await add_call(tx, booking, reason=reason, due_from=due_from or now, since=since, now=now)


async def look_at_calls(
    tx: Tx, area_id: str, *, member: Member, hall: Hall, now: datetime
) -> tuple[Area, tuple[ToCall, ...]]:
    """Whom to call in an area, the oldest first; ``now`` is in the hall's zone.

    Raises:
        NotBookable: the area is not theirs, or nobody books there.
    """
    area = area_of(hall, member, area_id)
    due = await list_calls(tx, areas=[area.id], now=now)
    return area, tuple([await shown_call(tx, call, booking, hall=hall, now=now) for call, booking in due])


async def look_at_call(tx: Tx, call_id: int, *, member: Member, hall: Hall, now: datetime) -> ToCall:
    """One call as it stands now, also when it has been made.

    Raises:
        Gone: there is no such call in their areas.
    """
    call, booking = await call_of_theirs(tx, call_id, member=member)
    return await shown_call(tx, call, booking, hall=hall, now=now)


async def show_number(tx: Tx, call_id: int, *, member: Member, now: datetime) -> None:
    """Send the number to this member of staff alone, and keep that they asked for it; never the number itself.

    Raises:
        Gone: there is no such call in their areas, or no number.
        VisitChanged: there is nothing to tell any more.
    """
    call, booking = await call_of_theirs(tx, call_id, member=member)
    if await contact_of(tx, booking) is None:
        raise Gone
    if not await has_sense(tx, call.id, now=now):
        raise VisitChanged
    detail, by = {"reason": call.reason}, acting_staff(member)
    shown = await note(tx, NUMBER_SHOWN, before=booking, after=booking, actor=by, now=now, detail=detail)
    params = {"call_id": call.id, "staff_id": member.id}
    to = Address(chat_id=member.person.telegram_id)
    tx.say(Outgoing(dedupe_key=f"visit:number:{shown}", to=to, message="visit_number", params=params))


async def load_number(tx: Tx, *, hall: Hall, now: datetime, call_id: int, staff_id: int) -> Loaded:
    """Whom to call and their number; None for whoever may not know it any more."""
    member = await get_member(tx, staff_id)
    if member is None or not await has_sense(tx, call_id, now=now):
        return None
    call = await get_call(tx, call_id)
    booking = await get_booking(tx, call.booking_id) if call else None
    contact = await contact_of(tx, booking) if booking and member.takes(booking.area) else None
    if call is None or booking is None or contact is None:
        return None
    return member.person.language, {
        "shown": await shown_call(tx, call, booking, hall=hall, now=now),
        "contact": contact,
    }


async def call_of_theirs(tx: Tx, call_id: int, *, member: Member) -> tuple[VisitCall, Booking]:
    """A call about an appointment of their areas.

    Raises:
        Gone: there is none of that id.
    """
    call = await get_call(tx, call_id)
    booking = await get_booking(tx, call.booking_id) if call else None
    if call is None or booking is None or not member.takes(booking.area):
        raise Gone
    return call, booking


async def shown_call(tx: Tx, call: VisitCall, booking: Booking, *, hall: Hall, now: datetime) -> ToCall:
    """The same as staff see it."""
    return ToCall(
        call=call,
        ticket=await ticket_of(tx, booking, hall=hall),
        name=await name_of_visitor(tx, booking.visitor),
        tried_at=call.tried_at.astimezone(now.tzinfo) if call.tried_at else None,
        is_open=await has_sense(tx, call.id, now=now),
        has_number=await contact_of(tx, booking) is not None,
        kept=await times_kept(tx, booking, hall=hall, now=now),
    )
