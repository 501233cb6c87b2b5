"""Nobody is served in an area for now: those who sit there are told once, and their place shows it until it is over.

Source: docs/rules/line.md, 8.
"""

from datetime import datetime

from actions.booking.telling import say_to_visitor
from actions.line.looking import LineNow, look_at_line, shut_for
from actions.line.telling import Loaded, say_place, say_shut
from content.models import Hall
from domain.booking import State
from domain.closures import WHOLE_HALL, Closure, shut_at
from storage.bookings import get_booking
from storage.closures import list_closures
from storage.lines import Line, list_lines, lock_line, set_closure
from storage.people import get_person
from storage.transaction import Tx


async def tell_of_closures(tx: Tx, *, hall: Hall, now: datetime) -> int:
    """Tell the lines in which nobody is served any more, or somebody again; how many. ``now`` is in the hall's zone."""
    closures, told = await list_closures(tx, after=now), 0
    for line in await list_lines(tx, areas=[area.id for area in hall.facts.areas], day=now.date()):
        shut = shut_at((one for one in closures if one.area in (line.area, WHOLE_HALL)), now)
        if line.closure_id != (shut.id if shut else None):
            await _tell_line(tx, line, hall=hall, now=now)
            told += 1
    return told


async def _tell_line(tx: Tx, line: Line, *, hall: Hall, now: datetime) -> None:
    locked = await lock_line(tx, area=line.area, day=line.day)
    seen = await look_at_line(tx, area=line.area, day=line.day, hall=hall, now=now)
    closure_id = seen.shut.id if seen.shut else None
    if locked.closure_id == closure_id:
        return
    await set_closure(tx, line.id, closure_id=closure_id)
    for one in seen.order:
        if walk_in := seen.walk_in(one.ref):
            await say_place(tx, walk_in, cause=f"shut{now.timestamp():.6f}")
    if seen.shut:
        await _say(tx, seen, seen.shut)


async def _say(tx: Tx, seen: LineNow, shut: Closure) -> None:
    for one in seen.order:
        if walk_in := seen.walk_in(one.ref):
            await say_shut(tx, walk_in, closure_id=shut.id)
        elif booking := seen.booking(one.ref):
            params, cause = {"booking_id": booking.id}, f"{booking.id}:shut{shut.id}"
            await say_to_visitor(tx, booking.visitor, "visit_shut", cause=cause, params=params)


async def load_visit_shut(tx: Tx, *, hall: Hall, now: datetime, booking_id: int) -> Loaded:
    """Somebody who has checked in where nobody is served now; nothing once they are called, or somebody is served."""
    booking = await get_booking(tx, booking_id)
    if booking is None or booking.visitor.person_id is None:
        return None
    shut = shut_at(await list_closures(tx, area=booking.area, after=now), now)
    if shut is None or booking.state is not State.CHECKED_IN or booking.called_at:
        return None
    language = (await get_person(tx, booking.visitor.person_id)).language
    return language, {"code": booking.code, "shut": shut_for(shut, hall=hall, day=booking.day), "is_booked": True}
