"""Somebody who simply comes takes a number, follows one on paper, or gives it up."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from actions.areas import check_takes
from actions.line.card import show_day
from actions.line.looking import look_at_line, turn_of
from actions.line.moving import move_line
from actions.line.telling import say_place, say_slip
from actions.line.trace import note
from content.calendars import opening_hours
from content.lines import Turn, name_of_number
from content.models import Area, Hall, Service
from domain.cases import Actor, acting_citizen, acting_staff
from domain.closures import ClosedDays, shut_at
from domain.errors import Gone
from domain.line import NEAR, worth_telling
from domain.line_refusals import AreaClosedNow, HasNumber, NumberChanged
from domain.people import Member, Person
from domain.walk_ins import ACTIVE, WalkIn, WalkInState, check_gives_numbers, check_walk_in_may_become
from storage.closures import list_closures
from storage.lines import lock_line, next_number
from storage.transaction import Tx
from storage.walk_ins import (
    add_walk_in,
    bind_walk_in,
    change_walk_in,
    find_by_request,
    find_own_walk_in,
    find_walk_in,
    note_told,
)

REF_BYTES = 12
KEY_BYTES = 6


def new_key() -> str:
    """A one-time key, under which a number is given once in a day, however often its button is pressed."""
    return secrets.token_urlsafe(KEY_BYTES)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A number somebody wants. ``person``: whose it is; None for one on paper."""

    area: str
    service: Service | None
    person: Person | None
    key: str
    by: Actor


@dataclass(frozen=True, slots=True)
class Entrance:
    """What somebody sees who opens the link at an area: their number if they have one, else how many wait."""

    area: Area
    turn: Turn | None
    waiting: int
    key: str


def service_of(hall: Hall, service_id: str) -> Service:
    """What a number is for.

    Raises:
        Gone: the hall has no such service, or no longer.
    """
    if (service := hall.service(service_id)) is None:
        raise Gone
    return service


async def come_to_area(tx: Tx, area: Area, *, person: Person, hall: Hall, now: datetime) -> Entrance:
    """Somebody is at the entrance of an area; ``now`` is in the hall's zone.

    Raises:
        AreaClosedNow, NoNumbersYet, NoMoreNumbers: they have none, and none is given now.
    """
    own = await find_own_walk_in(tx, person.id, area=area.id, day=now.date())
    if own:
        return Entrance(area, await turn_of(tx, own, hall=hall, now=now), waiting=0, key="")
    await _check_gives_numbers(tx, area.id, hall=hall, now=now)
    line = await look_at_line(tx, area=area.id, day=now.date(), hall=hall, now=now)
    return Entrance(area, None, waiting=len(line.order), key=new_key())


async def _check_gives_numbers(tx: Tx, area: str, *, hall: Hall, now: datetime) -> None:
    check_gives_numbers(opening_hours(hall), now=now)
    if closure := shut_at(await list_closures(tx, area=area, after=now), now):
        raise AreaClosedNow(days=ClosedDays.of(closure.span, ZoneInfo(hall.facts.zone)), reason=closure.reason)


async def give_number(tx: Tx, wanted: Wanted, *, hall: Hall, now: datetime) -> Turn:
    """Give the next number of an area; whoever has one keeps it. ``now`` is in the hall's zone.

    Raises:
        Gone: there is no such area, or the key is somebody else's.
        AreaClosedNow, NoNumbersYet, NoMoreNumbers: none is given now.

    Source: docs/rules/line.md, 1.
    """
    whose = wanted.person.id if wanted.person else None
    if hall.area(wanted.area) is None:
        raise Gone
    line = await lock_line(tx, area=wanted.area, day=now.date())
    # Yesterday's button asks for a number of today.
    key = f"{line.day:%Y%m%d}.{wanted.key}"
    known = await find_by_request(tx, key)
    if known is None and whose is not None:
        known = await find_own_walk_in(tx, whose, area=wanted.area, day=now.date())
    if known is not None:
        if known.person_id != whose:
            raise Gone
        return await turn_of(tx, known, hall=hall, now=now)
    await _check_gives_numbers(tx, wanted.area, hall=hall, now=now)
    values = {
        "ref": secrets.token_urlsafe(REF_BYTES),
        "area": wanted.area,
        "day": line.day,
        "number": await next_number(tx, line.id),
        "service": wanted.service.id if wanted.service else None,
        "person_id": whose,
        "request_key": key,
        "taken_at": now,
    }
    given = await add_walk_in(tx, values)
    if given is None:
        raise Gone
    await note(tx, "given", before=None, after=given, actor=wanted.by, now=now)
    await show_day(tx, line, cause=f"{given.ref}.{given.version}", hall=hall, now=now)
    return await _tell_first(tx, given, hall=hall, now=now)


async def give_on_paper(
    tx: Tx, area: str, service: Service | None, *, key: str, member: Member, hall: Hall, now: datetime
) -> Turn:
    """Give the next number of an area to somebody without a phone; whoever gives it gets a slip to print.

    Raises:
        Gone, NoNumbersYet, NoMoreNumbers: as ``give_number``.

    Source: docs/rules/line.md, 5.
    """
    turn = await give_number(tx, Wanted(area, service, None, key, by=acting_staff(member)), hall=hall, now=now)
    say_slip(tx, turn.walk_in, to=member, cause="given")
    return turn


async def print_again(tx: Tx, ref: str, *, member: Member, hall: Hall) -> None:
    """Send the slip of a number once more, because paper jams and gets lost.

    Raises:
        OtherArea: the number is of an area that is not theirs.
        NumberChanged: a phone follows it, they were called, or it is over.

    Source: docs/rules/line.md, 5.
    """
    seen = await find_walk_in(tx, ref)
    if seen is None or not seen.is_on_paper:
        raise NumberChanged
    check_takes(hall, member, seen.area)
    say_slip(tx, seen, to=member, cause=new_key())


async def _tell_first(tx: Tx, walk_in: WalkIn, *, hall: Hall, now: datetime) -> Turn:
    """Their place as they see it now, which their phone follows from here on."""
    turn = await turn_of(tx, walk_in, hall=hall, now=now)
    if walk_in.person_id is not None and turn.ahead is not None:
        await note_told(tx, walk_in.id, told=worth_telling(turn.ahead), is_near=turn.ahead <= NEAR)
    return turn


async def open_turn(tx: Tx, ref: str, *, person: Person, hall: Hall, now: datetime) -> Turn:
    """A person's own number as it stands now.

    Raises:
        Gone: there is none of that name, or it is somebody else's.
    """
    return await turn_of(tx, await _get_own(tx, ref, person=person), hall=hall, now=now)


async def follow_number(tx: Tx, ref: str, *, person: Person, hall: Hall, now: datetime) -> Turn:
    """Let a phone follow a number on paper; from then on it is that person's.

    Raises:
        Gone: there is none of that name, it is over, or another phone follows it.
        HasNumber: this person waits in that area already.

    Source: docs/rules/line.md, 5.
    """
    seen = await find_walk_in(tx, ref)
    if seen is None or seen.person_id not in (None, person.id):
        raise Gone
    if seen.person_id == person.id:
        return await turn_of(tx, seen, hall=hall, now=now)
    await lock_line(tx, area=seen.area, day=seen.day)
    if own := await find_own_walk_in(tx, person.id, area=seen.area, day=seen.day):
        raise HasNumber(number=name_of_number(hall.area(own.area), own.number))
    bound = await bind_walk_in(tx, seen, person_id=person.id) if seen.state in ACTIVE else None
    if bound is None:
        raise Gone
    await note(tx, "followed", before=seen, after=bound, actor=acting_citizen(person), now=now)
    return await _tell_first(tx, bound, hall=hall, now=now)


async def leave_line(tx: Tx, ref: str, *, version: int, person: Person, hall: Hall, now: datetime) -> Turn:
    """Somebody gives their number up.

    Raises:
        Gone: there is none of that name, or it is somebody else's.
        NumberChanged: it has changed since it was shown, or is over.
    """
    seen = await _get_own(tx, ref, person=person)
    await lock_line(tx, area=seen.area, day=seen.day)
    check_walk_in_may_become(seen, WalkInState.LEFT)
    left = await change_walk_in(tx, seen, state=WalkInState.LEFT, ended_at=now) if seen.version == version else None
    if left is None:
        raise NumberChanged
    await note(tx, "left", before=seen, after=left, actor=acting_citizen(person), now=now)
    await say_place(tx, left, cause=f"v{left.version}")
    await move_line(tx, area=left.area, day=left.day, cause=f"{left.ref}.{left.version}", hall=hall, now=now)
    return await turn_of(tx, left, hall=hall, now=now)


async def _get_own(tx: Tx, ref: str, *, person: Person) -> WalkIn:
    walk_in = await find_walk_in(tx, ref)
    if walk_in is None or walk_in.person_id != person.id:
        raise Gone
    return walk_in
