"""Staff look for an appointment of somebody without Telegram: by its code, their telephone number or their name.

Source: docs/rules/booking.md, 22.
"""

from datetime import datetime

from actions.booking.today import Visit, areas_of, find_visit, visit_of
from actions.booking.trace import note
from content.models import Hall
from domain.cases import acting_staff
from domain.filing import digits_of_phone
from domain.people import ANSWERS_CITIZENS, Member
from storage.bookings import list_of_guests
from storage.contacts import find_guests
from storage.transaction import Tx

FOUND_BY_PHONE = "found_by_phone"
"""The event of it; the number is not in it."""
MOST_FOUND = 5
LEAST_SIGNS = 2
"""Of a name that is looked for."""


async def find_visits(tx: Tx, written: str, *, member: Member, hall: Hall, now: datetime) -> tuple[Visit, ...]:
    """What is found in the areas of somebody who answers citizens, from today on; ``now`` is in the hall's zone.

    What is found by a telephone number is written down: who looked, and when.
    """
    words = " ".join(written.split())
    if member.role not in ANSWERS_CITIZENS or len(words) < LEAST_SIGNS:
        return ()
    coded = await find_visit(tx, words, hall=hall)
    if coded:
        return (coded,) if member.takes(coded.ticket.booking.area) else ()
    digits = digits_of_phone(words)
    guests = await find_guests(tx, digits=digits, words="" if digits else words)
    areas = [area.id for area in areas_of(hall, member)]
    found = await list_of_guests(tx, guests, areas=areas, first=now.date(), limit=MOST_FOUND) if guests else []
    for one in found if digits else ():
        await note(tx, FOUND_BY_PHONE, before=one, after=one, actor=acting_staff(member), now=now)
    return tuple([await visit_of(tx, one, hall=hall) for one in found])
