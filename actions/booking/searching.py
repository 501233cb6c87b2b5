"""Staff look for an appointment of somebody without Telegram, or for whoever waits: by code, telephone number or name.

Source: docs/rules/booking.md, 22.
"""

from datetime import datetime

from actions.booking.today import Visit, areas_of, find_visit, name_of_visitor, visit_of
from actions.booking.trace import note
from actions.booking.waiting import note_waiting
from content.models import Hall
from content.visits import WaitedFor
from domain.cases import acting_staff
from domain.filing import digits_of_phone
from domain.people import ANSWERS_CITIZENS, Member
from storage.bookings import list_of_guests
from storage.contacts import find_guests
from storage.transaction import Tx
from storage.waiting import list_waits_of_guests

FOUND_BY_PHONE = "found_by_phone"
"""The event of it; the number is not in it."""
MOST_FOUND = 5
LEAST_SIGNS = 2
"""Of a name that is looked for."""


async def find_visits(tx: Tx, written: str, *, member: Member, hall: Hall, now: datetime) -> tuple[Visit, ...]:
    """What is found in the areas of somebody who answers citizens, from today on; ``now`` is in the hall's zone.

    What is found by a telephone number is written down: who looked, and when.
    """
    words = _looked_for(written, member=member)
    if words and (coded := await find_visit(tx, words, hall=hall)):
        return (coded,) if member.takes(coded.ticket.booking.area) else ()
    guests, areas = await _guests(tx, words), [area.id for area in areas_of(hall, member)]
    found = await list_of_guests(tx, guests, areas=areas, first=now.date(), limit=MOST_FOUND) if guests else []
    for one in found if digits_of_phone(words) else ():
        await note(tx, FOUND_BY_PHONE, before=one, after=one, actor=acting_staff(member), now=now)
    return tuple([await visit_of(tx, one, hall=hall) for one in found])


async def find_waits(
    tx: Tx, written: str, *, member: Member, hall: Hall, now: datetime
) -> tuple[tuple[WaitedFor, str], ...]:
    """What people without Telegram wait for in the same areas, each with a masked name; written down the same way."""
    words = _looked_for(written, member=member)
    guests, areas = await _guests(tx, words), [area.id for area in areas_of(hall, member)]
    found = await list_waits_of_guests(tx, guests, areas=areas, limit=MOST_FOUND) if guests else []
    for one in found if digits_of_phone(words) else ():
        await note_waiting(tx, FOUND_BY_PHONE, one, actor=acting_staff(member), now=now)
    return tuple([(WaitedFor(one, hall.service(one.service)), await name_of_visitor(tx, one.visitor)) for one in found])


def _looked_for(written: str, *, member: Member) -> str:
    """What is looked for; empty for whoever does not answer citizens, or has written too little."""
    words = " ".join(written.split())
    return words if member.role in ANSWERS_CITIZENS and len(words) >= LEAST_SIGNS else ""


async def _guests(tx: Tx, words: str) -> list[int]:
    digits = digits_of_phone(words)
    return await find_guests(tx, digits=digits, words="" if digits else words)
