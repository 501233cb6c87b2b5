"""Staff look for an appointment of somebody without Telegram, or for whoever waits: by code, telephone number or name.

Source: docs/rules/booking.md, 22.
"""

from datetime import datetime
from typing import Any

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


async def find_visits_and_waits(
    tx: Tx, written: str, *, member: Member, hall: Hall, now: datetime
) -> tuple[tuple[Visit, ...], tuple[tuple[WaitedFor, str], ...]]:
    """Appointments that are still to come, and what people wait for, each with a masked name.

    Only in the areas of a member of staff; nothing for whoever does not answer citizens, or has written too little.
    ``now`` is in the hall's zone. What is found by a telephone number is written down: who looked, and when.
    """
    words = " ".join(written.split())
    if member.role not in ANSWERS_CITIZENS or len(words) < LEAST_SIGNS:
        return (), ()
    digits = digits_of_phone(words)
    guests = await find_guests(tx, digits=digits, words="" if digits else words)
    of_theirs: dict[str, Any] = {"member": member, "by_phone": bool(digits), "hall": hall, "now": now}
    coded = await find_visit(tx, words, hall=hall)
    visits = () if coded else await _visits(tx, guests, **of_theirs)
    if coded and member.takes(coded.ticket.booking.area):
        visits = (coded,)
    return visits, await _waits(tx, guests, **of_theirs)


async def _visits(
    tx: Tx, guests: list[int], *, member: Member, by_phone: bool, hall: Hall, now: datetime
) -> tuple[Visit, ...]:
    areas = [area.id for area in areas_of(hall, member)]
    found = await list_of_guests(tx, guests, areas=areas, first=now.date(), limit=MOST_FOUND) if guests else []
    for one in found if by_phone else ():
        await note(tx, FOUND_BY_PHONE, before=one, after=one, actor=acting_staff(member), now=now)
    return tuple([await visit_of(tx, one, hall=hall) for one in found])


async def _waits(
    tx: Tx, guests: list[int], *, member: Member, by_phone: bool, hall: Hall, now: datetime
) -> tuple[tuple[WaitedFor, str], ...]:
    areas = [area.id for area in areas_of(hall, member)]
    found = await list_waits_of_guests(tx, guests, areas=areas, limit=MOST_FOUND) if guests else []
    for one in found if by_phone else ():
        await note_waiting(tx, FOUND_BY_PHONE, one, actor=acting_staff(member), now=now)
    return tuple([(WaitedFor(one, hall.service(one.service)), await name_of_visitor(tx, one.visitor)) for one in found])
