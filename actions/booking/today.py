"""The day at the counters, as staff see it: who is to come, who is here, who is being served."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.areas import check_takes
from actions.booking.counter import call, check_in, excuse, finish, miss, serve
from actions.booking.finding import get_own
from actions.booking.tickets import ticket_of
from actions.line.looking import look_at_line
from actions.line.moving import move_line
from content.models import Area, Hall
from content.visits import Ticket
from domain.booking import Booking, Excuse, State, Step, Visitor
from domain.booking_refusals import NotBookable
from domain.cases import acting_staff
from domain.errors import Gone
from domain.people import Member, masked
from storage.bookings import find_by_code
from storage.contacts import get_guest
from storage.lines import lock_line
from storage.people import get_person
from storage.transaction import Tx
from storage.visit_calls import count_calls


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment with the masked name of whose it is."""

    ticket: Ticket
    name: str


@dataclass(frozen=True, slots=True)
class Today:
    """An area's day: everybody who is to come or was there, in order.

    ``waiting``: how many wait with a number; ``others``: further areas of whoever looks.
    """

    area: Area
    visits: tuple[Visit, ...]
    waiting: int
    others: tuple[Area, ...]
    calls: int
    """How many visitors are to be called there."""

    @property
    def counts(self) -> Counter[State]:
        """How many there are in each state."""
        return Counter(visit.ticket.booking.state for visit in self.visits)


async def look_at_today(tx: Tx, *, member: Member, area_id: str | None, hall: Hall, now: datetime) -> Today:
    """The day of an area, or of the first that a member of staff takes care of; ``now`` is in the hall's zone.

    Raises:
        Gone: there is no such area where they work.
    """
    theirs = [area for area in hall.facts.areas if member.takes(area.id)]
    area = next((area for area in theirs if area_id in (None, area.id)), None)
    if area is None:
        raise Gone
    line = await look_at_line(tx, area=area.id, day=now.date(), hall=hall, now=now)
    visits = tuple([await visit_of(tx, booking, hall=hall) for booking in line.bookings])
    waiting = sum(walk_in.is_in_line for walk_in in line.walk_ins)
    others = tuple(other for other in theirs if other.id != area.id)
    return Today(area, visits, waiting, others, calls=await count_calls(tx, area=area.id, now=now))


def areas_of(hall: Hall, member: Member) -> tuple[Area, ...]:
    """The areas that are booked and that a member of staff takes care of."""
    return tuple(area for area in hall.facts.areas if area.booking and member.takes(area.id))


def area_of(hall: Hall, member: Member, area_id: str) -> Area:
    """An area of theirs that is booked.

    Raises:
        NotBookable: it is not theirs, or nobody is booked there.
    """
    for area in areas_of(hall, member):
        if area.id == area_id:
            return area
    raise NotBookable


async def look_at_visit(tx: Tx, ref: str, *, hall: Hall) -> Visit:
    """An appointment for staff.

    Raises:
        Gone: there is none of that name.
    """
    return await visit_of(tx, await get_own(tx, ref, visitor=None), hall=hall)


async def find_visit(tx: Tx, code: str, *, hall: Hall) -> Visit | None:
    """An appointment by the code its visitor says; None if there is none of that code."""
    booking = await find_by_code(tx, code.upper())
    return await visit_of(tx, booking, hall=hall) if booking else None


async def take_step(
    tx: Tx, step: Step, ref: str, *, version: int, counter: str, member: Member, hall: Hall, now: datetime
) -> Visit:
    """Do the next step with a visitor, by which the line of their area moves; ``now`` is in the hall's zone.

    Raises:
        OtherArea: it is an appointment of an area that is not theirs.
        Refusal: whatever the deeds of ``actions.booking.counter`` raise.

    Source: docs/rules/booking.md, 10 and 11.
    """
    theirs = await get_own(tx, ref, visitor=None)
    check_takes(hall, member, theirs.area)
    await lock_line(tx, area=theirs.area, day=theirs.day)
    done = await _do_step(tx, step, ref, version=version, counter=counter, member=member, hall=hall, now=now)
    await move_line(tx, area=done.area, day=done.day, cause=f"{done.ref}.{done.version}", hall=hall, now=now)
    return await visit_of(tx, done, hall=hall)


async def _do_step(
    tx: Tx, step: Step, ref: str, *, version: int, counter: str, member: Member, hall: Hall, now: datetime
) -> Booking:
    seen: dict[str, Any] = {"version": version, "by": acting_staff(member), "now": now}
    if step is Step.CHECK_IN:
        return await check_in(tx, ref, **seen)
    if step is Step.CALL:
        return await call(tx, ref, counter=counter, **seen)
    if step is Step.SERVE:
        return await serve(tx, ref, counter=counter, **seen)
    if step is Step.FINISH:
        return await finish(tx, ref, **seen)
    return await miss(tx, ref, hall=hall, **seen)


async def excuse_visit(
    tx: Tx, ref: str, *, version: int, reason: Excuse, member: Member, hall: Hall, now: datetime
) -> Visit:
    """Let what somebody missed not count against them.

    Raises:
        OtherArea: it is an appointment of an area that is not theirs.
        Gone, VisitChanged, VisitOver: as ``excuse``.
    """
    check_takes(hall, member, (await get_own(tx, ref, visitor=None)).area)
    done = await excuse(tx, ref, version=version, reason=reason, by=acting_staff(member), now=now)
    return await visit_of(tx, done, hall=hall)


async def name_of_visitor(tx: Tx, who: Visitor) -> str:
    """The masked name of somebody who booked."""
    if who.person_id is not None:
        return masked((await get_person(tx, who.person_id)).first_name)
    return masked((await get_guest(tx, who.guest_id or 0)).name)


async def visit_of(tx: Tx, booking: Booking, *, hall: Hall) -> Visit:
    """An appointment as staff see it."""
    return Visit(await ticket_of(tx, booking, hall=hall), await name_of_visitor(tx, booking.visitor))
