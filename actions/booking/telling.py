"""What is said to a visitor about an appointment, beside the answer to what they pressed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from actions.booking.alternatives import times_kept
from actions.booking.closed import as_closed
from actions.booking.tickets import ticket_of, waited_for
from actions.cases.saying import SILENTLY
from content.models import Hall
from content.visits import Ticket
from domain.booking import Booking, State, Visitor
from domain.languages import Language
from domain.may_book import MISSED_WITHIN, RESTRICTED_FOR, restricted_until
from domain.rebooking import Affected
from domain.reminders import Kind
from domain.subjects import Part, Subject
from domain.waiting import Waiting, is_time_for_offers
from storage.bookings import get_booking, list_missed
from storage.closures import get_closure
from storage.outgoing import Address, Lane, Outgoing
from storage.people import get_person
from storage.rebooking import find_affected
from storage.transaction import Tx
from storage.waiting import get_waiting

REBOOKING = "rebooking"
"""The kind of subject an entry of the list of those who must move is: that they must, and that they need not."""
Loaded = tuple[Language, dict[str, Any]] | None


async def say_to_visitor(
    tx: Tx,
    visitor: Visitor,
    message: str,
    *,
    cause: str,
    params: Mapping[str, Any],
    lane: Lane = Lane.INTERACTIVE,
    expires_at: datetime | None = None,
    body: Mapping[str, Any] | None = None,
    subject: Subject | None = None,
) -> None:
    """Send a registered message to whoever has Telegram; ``cause`` is unique among what is said of appointments."""
    if visitor.person_id is None:
        return
    to = Address(chat_id=(await get_person(tx, visitor.person_id)).telegram_id)
    tx.say(
        Outgoing(
            dedupe_key=f"visit:{cause}",
            to=to,
            message=message,
            params=params,
            lane=lane,
            expires_at=expires_at,
            body=body,
            subject=subject,
        )
    )


async def send_code(tx: Tx, booking: Booking) -> None:
    """The code for staff, once for an appointment: moving it changes nothing of it."""
    await _send(tx, booking, "visit_code", cause=f"{booking.id}:code")


async def send_entry(tx: Tx, booking: Booking) -> None:
    """The entry for calendars, once for each time it is given."""
    await _send(tx, booking, "visit_entry", cause=f"{booking.id}:entry{booking.sequence}")


async def send_offer(tx: Tx, booking: Booking) -> None:
    """A place that is kept for somebody who waits."""
    params, until = {"booking_id": booking.id}, booking.hold_until
    cause = f"{booking.id}:offer"
    await say_to_visitor(tx, booking.visitor, "visit_offer", cause=cause, params=params, expires_at=until)


async def send_missed(tx: Tx, booking: Booking) -> None:
    """Somebody did not come; what that means, and what to do if there was a reason. Not said of what does not count."""
    if booking.state is State.NO_SHOW and not booking.excused:
        params, cause = {"booking_id": booking.id}, f"{booking.id}:missed"
        await say_to_visitor(tx, booking.visitor, "visit_missed", cause=cause, params=params, lane=Lane.DEADLINE)


async def send_excused(tx: Tx, booking: Booking) -> None:
    """What somebody missed does not count."""
    params, cause = {"booking_id": booking.id}, f"{booking.id}:excused"
    await say_to_visitor(tx, booking.visitor, "visit_excused", cause=cause, params=params, lane=Lane.DEADLINE)


async def send_call(tx: Tx, booking: Booking) -> None:
    """To which counter somebody is to come now; each call is a message of its own."""
    await _send(tx, booking, "visit_called", cause=f"{booking.id}:called{booking.version}")


async def send_affected(tx: Tx, booking: Booking, entry: Affected, *, now: datetime, again: bool = False) -> None:
    """The hall cannot keep an appointment, and asks its visitor to come at another time; ``now`` is in its zone.

    At night no phone rings for it. ``again``: they were asked before.
    """
    await say_to_visitor(
        tx,
        booking.visitor,
        "visit_affected",
        cause=f"{booking.id}:affected:{now.timestamp():.6f}",
        params={"booking_id": booking.id, "again": again},
        lane=Lane.DEADLINE,
        body=_by_night(now),
        subject=Subject(REBOOKING, entry.id, Part.RECEIPT),
    )


async def send_relieved(tx: Tx, booking: Booking, entry: Affected, *, now: datetime) -> None:
    """An appointment can take place after all, which was on the list by this entry; at night no phone rings for it."""
    if booking.state is State.BOOKED:
        cause = f"{booking.id}:relieved:{entry.id}"
        subject = Subject(REBOOKING, entry.id, Part.STATUS)
        await _send(tx, booking, "visit_relieved", cause=cause, body=_by_night(now), subject=subject)


def _by_night(now: datetime) -> Mapping[str, Any] | None:
    return None if is_time_for_offers(now) else SILENTLY


async def send_end_of_waiting(tx: Tx, entry: Waiting) -> None:
    """Somebody waits no longer, because they did not answer or it is too late."""
    params, cause = {"waiting_id": entry.id}, f"waiting:{entry.id}:over"
    await say_to_visitor(tx, entry.visitor, "visit_waited", cause=cause, params=params, lane=Lane.DEADLINE)


async def _send(tx: Tx, booking: Booking, message: str, **how: Any) -> None:
    params, until = {"booking_id": booking.id}, booking.span.ends_at
    await say_to_visitor(tx, booking.visitor, message, params=params, expires_at=until, **how)


async def load_code(tx: Tx, *, hall: Hall, booking_id: int, **_: datetime) -> Loaded:
    """An appointment and its visitor's language; None once it is not to take place."""
    found = await _load(tx, booking_id, hall=hall)
    return (found[0], {"ticket": found[1]}) if found and found[1].is_booked else None


async def load_entry(tx: Tx, *, hall: Hall, now: datetime, booking_id: int) -> Loaded:
    """The same, with what else calendars are told."""
    loaded = await load_code(tx, hall=hall, booking_id=booking_id)
    if loaded is None:
        return None
    language, values = loaded
    where = {"hall_name": hall.facts.name.in_(language), "address": hall.facts.address.in_(language)}
    return language, {**values, **where, "now": now.astimezone(ZoneInfo(hall.facts.zone))}


async def load_reminder(tx: Tx, *, hall: Hall, booking_id: int, kind: str, **_: datetime) -> Loaded:
    """An appointment of which somebody is reminded; None once it is not to take place."""
    loaded = await load_code(tx, hall=hall, booking_id=booking_id)
    return (loaded[0], {**loaded[1], "kind": Kind(kind)}) if loaded else None


async def load_affected(tx: Tx, *, hall: Hall, now: datetime, booking_id: int, again: bool = False) -> Loaded:
    """An appointment the hall cannot keep, why, and the times that are kept instead; None once that is settled."""
    loaded, entry = await load_code(tx, hall=hall, booking_id=booking_id), await find_affected(tx, booking_id)
    if loaded is None or entry is None:
        return None
    booking = loaded[1]["ticket"].booking
    closure = await get_closure(tx, entry.closure_id) if entry.closure_id else None
    return loaded[0], {
        **loaded[1],
        "kept": await times_kept(tx, booking, hall=hall, now=now),
        "closed": as_closed(closure, hall=hall) if closure else None,
        "again": again,
    }


async def load_missed(tx: Tx, *, hall: Hall, now: datetime, booking_id: int) -> Loaded:
    """An appointment that was missed, and until when its visitor books no other; None if it does not count any more."""
    found = await _load(tx, booking_id, hall=hall)
    if found is None or found[1].booking.state is not State.NO_SHOW or found[1].booking.excused:
        return None
    since = now - MISSED_WITHIN - RESTRICTED_FOR
    until = restricted_until(await list_missed(tx, found[1].booking.visitor, since=since))
    restricted = until.astimezone(now.tzinfo) if until and until > now else None
    appeals = hall.facts.booking.appeal is not None
    return found[0], {"ticket": found[1], "until": restricted, "appeals": appeals}


async def load_excused(tx: Tx, *, hall: Hall, booking_id: int, **_: datetime) -> Loaded:
    """An appointment that was missed and does not count."""
    found = await _load(tx, booking_id, hall=hall)
    return (found[0], {"ticket": found[1]}) if found else None


async def load_call(tx: Tx, *, hall: Hall, booking_id: int, **_: datetime) -> Loaded:
    """Somebody who is called; None once they sit at the counter, or are gone."""
    found = await _load(tx, booking_id, hall=hall)
    return (found[0], {"ticket": found[1]}) if found and found[1].is_called else None


async def load_offer(tx: Tx, *, hall: Hall, now: datetime, booking_id: int) -> Loaded:
    """A place somebody is offered; None once it is theirs, or no longer kept."""
    found = await _load(tx, booking_id, hall=hall)
    is_kept = found and found[1].hold_until and found[1].hold_until > now
    return (found[0], {"ticket": found[1]}) if found and is_kept else None


async def load_end_of_waiting(tx: Tx, *, hall: Hall, waiting_id: int, **_: datetime) -> Loaded:
    """The entry of somebody who waits no longer."""
    entry = await get_waiting(tx, waiting_id)
    if entry is None or entry.visitor.person_id is None:
        return None
    return (await get_person(tx, entry.visitor.person_id)).language, {"waited": waited_for(entry, hall=hall)}


async def _load(tx: Tx, booking_id: int, *, hall: Hall) -> tuple[Language, Ticket] | None:
    booking = await get_booking(tx, booking_id)
    if booking is None or booking.visitor.person_id is None:
        return None
    language = (await get_person(tx, booking.visitor.person_id)).language
    return language, await ticket_of(tx, booking, hall=hall)
