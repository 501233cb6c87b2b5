"""A clerk at a counter calls who is next, serves them, and goes on; or they did not come."""

from datetime import date, datetime
from typing import Any

from actions.areas import check_takes
from actions.booking import counter as visits
from actions.booking.inviting import ask_how_it_was
from actions.line.looking import LineNow, Visited, look_at_line
from actions.line.moving import move_line
from actions.line.telling import say_called, say_place
from actions.line.trace import note
from content.filing import counters_of
from content.lines import name_of_number
from content.models import Area, Hall
from domain.booking import Booking
from domain.cases import Actor, acting_staff
from domain.errors import OutdatedButton
from domain.line_refusals import CounterBusy, NobodyWaits, NoCounter, NumberChanged, TookAnother
from domain.people import Member
from domain.walk_ins import TurnStep, WalkIn, WalkInState, check_walk_in_may_become
from storage.lines import choose_counter, find_counter, lock_line
from storage.transaction import Tx
from storage.walk_ins import change_walk_in, find_own_walk_in, find_walk_in


async def work_at(tx: Tx, area: Area, counter: str, *, member: Member, hall: Hall, now: datetime) -> None:
    """A clerk works at a counter for the rest of the day; ``now`` is in the hall's zone.

    Raises:
        OutdatedButton: it is none of that area, or the area is not theirs.
        CounterBusy: somebody is called to the counter they would leave, or served there.

    Source: docs/rules/line.md, 3.
    """
    if counter not in counters_of(area) or not member.takes(area.id):
        raise OutdatedButton
    left = await find_counter(tx, member.id, day=now.date())
    # Of two who choose the same at once, the second is the last who says so.
    for name in sorted({area.id, *(left or ())[:1]}):
        await lock_line(tx, area=name, day=now.date())
    if left is not None and left != (area.id, counter):
        await _check_is_free(tx, *left, hall=hall, now=now)
    await choose_counter(tx, member.id, area=area.id, day=now.date(), counter=counter, now=now)


async def _check_is_free(tx: Tx, area: str, counter: str, *, hall: Hall, now: datetime) -> None:
    seen = await look_at_line(tx, area=area, day=now.date(), hall=hall, now=now)
    if there := seen.at_counter(counter):
        raise CounterBusy(who=name_of(there, hall=hall))


async def counter_of(tx: Tx, member: Member, *, area: str, day: date) -> str:
    """The counter a clerk works at in an area.

    Raises:
        NoCounter: they have not chosen one there.
    """
    chosen = await find_counter(tx, member.id, day=day)
    if chosen is None or chosen[0] != area:
        raise NoCounter
    return chosen[1]


async def call_next(tx: Tx, area: str, *, member: Member, hall: Hall, now: datetime) -> Visited:
    """Call who is next in an area to the clerk's counter; ``now`` is in the hall's zone.

    Two who press at once call two people: the line is locked before anybody looks at it.

    Raises:
        NoCounter: the clerk has not chosen theirs.
        CounterBusy: somebody is called to it or served there.
        NobodyWaits: nobody is left to be called.

    Source: docs/rules/line.md, 2 and 3.
    """
    await lock_line(tx, area=area, day=now.date())
    counter = await counter_of(tx, member, area=area, day=now.date())
    seen = await look_at_line(tx, area=area, day=now.date(), hall=hall, now=now)
    if there := seen.at_counter(counter):
        raise CounterBusy(who=name_of(there, hall=hall))
    if not seen.order:
        raise NobodyWaits
    called = await _call_first(tx, seen, counter=counter, by=acting_staff(member), now=now)
    await move_line(tx, area=area, day=now.date(), cause=f"{called.ref}.{called.version}", hall=hall, now=now)
    return called


async def _call_first(tx: Tx, seen: LineNow, *, counter: str, by: Actor, now: datetime) -> Visited:
    first = seen.order[0]
    if booking := seen.booking(first.ref):
        return await visits.call(tx, booking.ref, counter=counter, version=booking.version, by=by, now=now)
    walk_in = seen.walk_in(first.ref)
    if walk_in is None:
        raise NobodyWaits
    return await _call(tx, walk_in, counter=counter, by=by, now=now)


async def take_turn_step(
    tx: Tx, ref: str, step: TurnStep, *, version: int, counter: str = "", member: Member, hall: Hall, now: datetime
) -> WalkIn:
    """Do the next step with somebody who has a number; ``now`` is in the hall's zone.

    Args:
        counter: to which they are called or at which they are served; where they are, if it is empty.

    Raises:
        NumberChanged: somebody acted meanwhile, or it is in a state that does not have the step.
        OtherArea: the number is of an area that is not theirs.
        TookAnother: somebody is to be put back who waits with another number meanwhile.

    Source: docs/rules/line.md, 3.
    """
    seen = await find_walk_in(tx, ref)
    if seen is None or seen.version != version:
        raise NumberChanged
    check_takes(hall, member, seen.area)
    await lock_line(tx, area=seen.area, day=seen.day)
    by, where = acting_staff(member), counter or seen.counter or ""
    if step is TurnStep.CALL:
        done = await _call(tx, seen, counter=where, by=by, now=now)
    elif step is TurnStep.SERVE:
        at_counter = {"counter": where, "staff_id": by.id}
        done = await _change(tx, seen, WalkInState.SERVING, by=by, now=now, began_at=now, **at_counter)
    elif step is TurnStep.FINISH:
        done = await _change(tx, seen, WalkInState.DONE, by=by, now=now, ended_at=now)
        await ask_how_it_was(tx, done, now=now)
    elif step is TurnStep.MISS:
        done = await _change(tx, seen, WalkInState.MISSED, by=by, now=now, ended_at=now)
    else:
        done = await _put_back(tx, seen, by=by, hall=hall, now=now)
    await move_line(tx, area=seen.area, day=seen.day, cause=f"{done.ref}.{done.version}", hall=hall, now=now)
    return done


async def _call(tx: Tx, seen: WalkIn, *, counter: str, by: Actor, now: datetime) -> WalkIn:
    if seen.state is not WalkInState.WAITING:
        raise NumberChanged
    called = await _change(tx, seen, None, by=by, now=now, called_at=now, counter=counter, staff_id=by.id)
    await say_called(tx, called)
    return called


async def _put_back(tx: Tx, seen: WalkIn, *, by: Actor, hall: Hall, now: datetime) -> WalkIn:
    """At the head of the line, once; as if they had not been called.

    Raises:
        TookAnother: meanwhile they wait with another number.
    """
    if seen.person_id and (own := await find_own_walk_in(tx, seen.person_id, area=seen.area, day=seen.day)):
        raise TookAnother(number=name_of_number(hall.area(own.area), own.number))
    anew = {"called_at": None, "counter": None, "ended_at": None, "staff_id": None, "returned_at": now}
    return await _change(tx, seen, WalkInState.WAITING, by=by, now=now, **anew)


async def _change(
    tx: Tx, seen: WalkIn, state: WalkInState | None, *, by: Actor, now: datetime, **changes: Any
) -> WalkIn:
    if state is not None:
        check_walk_in_may_become(seen, state)
    changed = await change_walk_in(tx, seen, state=state or seen.state, **changes)
    if changed is None:
        raise NumberChanged
    detail = {"counter": changed.counter} if changed.counter else {}
    action = ("returned" if state is WalkInState.WAITING else state) or "called"
    await note(tx, action, before=seen, after=changed, actor=by, now=now, detail=detail)
    await say_place(tx, changed, cause=f"v{changed.version}")
    return changed


def name_of(visited: Visited, *, hall: Hall) -> str:
    """The code of an appointment, or a number as it is called."""
    if isinstance(visited, Booking):
        return visited.code
    return name_of_number(hall.area(visited.area), visited.number)
