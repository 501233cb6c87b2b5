"""A clerk's own counter, and one number, as staff see them."""

from datetime import datetime

from actions.booking.tickets import ticket_of
from actions.booking.today import name_of_visitor
from actions.line.looking import LineNow, Visited, look_at_line, turn_in, turn_of
from actions.line.serving import counter_of
from content.lines import CounterNow, Turn, area_of_number
from content.models import Area, Hall
from domain.booking import Booking
from domain.errors import Gone
from domain.people import Member, masked
from domain.walk_ins import WalkIn
from storage.people import get_person
from storage.transaction import Tx
from storage.walk_ins import find_numbered, find_walk_in

PUT_BACK = 2
"""Numbers offered to be put back in line, those called last."""


def area_for(hall: Hall, area_id: str, *, member: Member) -> Area:
    """An area that a clerk takes care of.

    Raises:
        Gone: there is none of that name, or it is not theirs.
    """
    area = hall.area(area_id)
    if area is None or not member.takes(area.id):
        raise Gone
    return area


async def look_at_counter(tx: Tx, area: Area, *, member: Member, hall: Hall, now: datetime) -> CounterNow:
    """The counter a clerk works at today; ``now`` is in the hall's zone.

    Raises:
        NoCounter: they have not chosen one in that area.
    """
    counter = await counter_of(tx, member, area=area.id, day=now.date())
    line = await look_at_line(tx, area=area.id, day=now.date(), hall=hall, now=now)
    there, booked = line.at_counter(counter), sum(one.starts_at is not None for one in line.order)
    return CounterNow(
        area=area,
        counter=counter,
        booked=booked,
        without=len(line.order) - booked,
        ticket=await ticket_of(tx, there, hall=hall) if isinstance(there, Booking) else None,
        turn=turn_in(line, there, hall=hall, now=now) if isinstance(there, WalkIn) else None,
        name=await _name(tx, there),
        missed=_missed_at(line, counter, hall=hall, now=now),
    )


def _missed_at(line: LineNow, counter: str, *, hall: Hall, now: datetime) -> tuple[Turn, ...]:
    missed = [one for one in line.walk_ins if one.can_return and one.counter == counter]
    missed.sort(key=lambda one: one.called_at or one.taken_at, reverse=True)
    return tuple(turn_in(line, one, hall=hall, now=now) for one in missed[:PUT_BACK])


async def look_at_number(tx: Tx, ref: str, *, hall: Hall, now: datetime) -> tuple[Turn, str]:
    """A number for staff, with the masked name of whose it is.

    Raises:
        Gone: there is none of that name.
    """
    if (walk_in := await find_walk_in(tx, ref)) is None:
        raise Gone
    return await turn_of(tx, walk_in, hall=hall, now=now), await _name(tx, walk_in)


async def find_number(tx: Tx, said: str, *, hall: Hall, now: datetime) -> WalkIn | None:
    """The number of today that somebody says; None if there is none."""
    meant = area_of_number(hall.facts.areas, said)
    return await find_numbered(tx, area=meant[0].id, day=now.date(), number=meant[1]) if meant else None


async def _name(tx: Tx, visited: Visited | None) -> str:
    if isinstance(visited, Booking):
        return await name_of_visitor(tx, visited.visitor)
    if visited is None or visited.person_id is None:
        return ""
    return masked((await get_person(tx, visited.person_id)).first_name)
