"""The day at the counters of an area as one card in the staff group, which follows whatever happens there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.line.looking import LineNow, Visited, look_at_line
from content.lines import AtCounter, name_of_number
from content.models import Area, Hall
from content.staff_chats import chat_of_area
from domain.booking import Booking, State
from domain.errors import Gone
from domain.languages import Language
from domain.people import Member
from domain.subjects import Part, Subject
from domain.walk_ins import WalkInState
from storage.chats import find_posted
from storage.lines import Line, find_line, first_line_of, get_line, lock_line, newest_line_in, set_move, set_topic
from storage.outgoing import Address, Lane, Outgoing, Policy
from storage.topics import Topic, add_topic, find_topic
from storage.transaction import Tx

LINE = "line"
"""The kind of subject the card of a day is."""
AREA = "area"
"""The kind of subject the topic of an area is; known by the first line the area had."""
ON_THE_DAY = frozenset({State.BOOKED, State.CHECKED_IN, State.SERVING, State.DONE, State.NO_SHOW})
"""States that the card counts."""
IN_SIGHT = 12
"""Of those who wait, how many the card names."""

Loaded = tuple[Language, Mapping[str, Any]] | None


def card_subject(line_id: int) -> Subject:
    """The card of a day."""
    return Subject(LINE, line_id, Part.CARD)


async def show_day(tx: Tx, line: Line, *, cause: str, hall: Hall, now: datetime) -> None:
    """Bring the card of a day up to date; the first time it is put into the topic of its area.

    ``cause`` is unique for what changed.
    """
    area = hall.area(line.area)
    if line.topic_id is not None:
        _say_card(tx, line.id, topic_id=line.topic_id, cause=cause, edits=True)
    elif area is not None:
        topic_id = await _topic_of(tx, area, hall=hall, now=now)
        await set_topic(tx, line.id, topic_id=topic_id)
        _say_card(tx, line.id, topic_id=topic_id, cause="first")


async def show_days(tx: Tx, *, member: Member, staff_chat: str, hall: Hall, now: datetime) -> tuple[Area, ...]:
    """Show the day of somebody's areas in the group they ask in, made anew where it was deleted; which areas.

    Of whoever takes care of every area those that have a day, or else the first.

    Raises:
        Gone: none of their areas is shown in that group.
    """
    theirs = [area for area in hall.facts.areas if member.takes(area.id)]
    here = [area for area in theirs if chat_of_area(hall, area.id).name == staff_chat]
    if not here:
        raise Gone
    busy = [area for area in here if member.areas or await _has_day(tx, area, hall=hall, now=now)]
    shown = busy or here[:1]
    for area in shown:
        line = await lock_line(tx, area=area.id, day=now.date())
        await show_day(tx, line, cause=f"asked{now.timestamp():.6f}", hall=hall, now=now)
    return tuple(shown)


async def _has_day(tx: Tx, area: Area, *, hall: Hall, now: datetime) -> bool:
    return bool((await look_at_line(tx, area=area.id, day=now.date(), hall=hall, now=now)).everybody)


async def follow_booking(tx: Tx, before: Booking | None, after: Booking, *, now: datetime) -> None:
    """An appointment has changed: where its day has a card, that follows.

    If somebody has left the line by it, the places behind are told when the clock next looks.
    """
    if not {before.state if before else None, after.state} & ON_THE_DAY:
        return
    for day in {after.day, before.day if before else after.day}:
        line = await find_line(tx, area=after.area, day=day)
        if line is None or line.topic_id is None:
            continue
        _say_card(tx, line.id, topic_id=line.topic_id, cause=f"{after.ref}.{after.version}", edits=True)
        if before and before.state is State.CHECKED_IN and after.state is not State.CHECKED_IN:
            await set_move(tx, line.id, moves_at=now)


async def _topic_of(tx: Tx, area: Area, *, hall: Hall, now: datetime) -> int:
    known_by = await first_line_of(tx, area.id)
    if topic := await find_topic(tx, subject_kind=AREA, subject_id=known_by):
        return topic.id
    chat, name = chat_of_area(hall, area.id).name, area.name.in_(hall.facts.languages[0])
    return await add_topic(tx, staff_chat=chat, name=name, subject_kind=AREA, subject_id=known_by, now=now)


def _say_card(tx: Tx, line_id: int, *, topic_id: int, cause: str, edits: bool = False, former: int = 0) -> None:
    """Nobody watches for it as a clerk does who has pressed something, so it goes after them."""
    tx.say(
        Outgoing(
            dedupe_key=f"line:{line_id}:card:{cause}",
            to=Address(topic_id=topic_id),
            message="day_card",
            params={"line_id": line_id, "former": former},
            body=None if edits else {"disable_notification": True},
            subject=card_subject(line_id),
            edits=edits,
            lane=Lane.DEADLINE,
            policy=Policy.EDIT if edits else Policy.CRITICAL,
        )
    )


async def on_area_topic_recreated(tx: Tx, topic: Topic, *, now: datetime) -> None:  # noqa: ARG001 # the listener's shape
    """Put the newest card into a topic that was deleted and made again."""
    if line := await newest_line_in(tx, topic.id):
        former = await find_posted(tx, card_subject(line.id))
        cause = f"topic{topic.id}.{topic.recreated}"
        _say_card(tx, line.id, topic_id=topic.id, cause=cause, former=former[1] if former else 0)


async def load_day(tx: Tx, *, hall: Hall, now: datetime, line_id: int, former: int = 0) -> Loaded:
    """The day of an area as its card shows it; nothing if the ``former`` card was replaced meanwhile.

    Nothing private stands on it: who waits is a number or a code.
    """
    line = await get_line(tx, line_id)
    area = hall.area(line.area) if line else None
    newest = await find_posted(tx, card_subject(line_id)) if former else None
    if line is None or area is None or (newest and newest[1] != former):
        return None
    seen = await look_at_line(tx, area=line.area, day=line.day, hall=hall, now=now)
    waiting = [_name_in(seen, one.ref, area=area) for one in seen.order]
    values = {
        "area": area,
        "day": line.day,
        "at": now,
        "to_come": sum(one.state is State.BOOKED for one in seen.bookings),
        "waiting": waiting[:IN_SIGHT],
        "more": max(0, len(waiting) - IN_SIGHT),
        "at_counters": _at_counters(seen, area=area),
        "done": sum(one.state in (State.DONE, WalkInState.DONE) for one in seen.everybody),
        "missed": sum(one.state in (State.NO_SHOW, WalkInState.MISSED) for one in seen.everybody),
    }
    return hall.facts.languages[0], values


def _name_in(seen: LineNow, ref: str, *, area: Area) -> str:
    visited = seen.booking(ref) or seen.walk_in(ref)
    return _name(visited, area=area) if visited else ""


def _name(visited: Visited, *, area: Area) -> str:
    return visited.code if isinstance(visited, Booking) else name_of_number(area, visited.number)


def _at_counters(seen: LineNow, *, area: Area) -> list[AtCounter]:
    """Who is called or served where, by counter."""
    there = [
        AtCounter(one.counter or "", _name(one, area=area), one.state in (State.SERVING, WalkInState.SERVING))
        for one in seen.called()
    ]
    return sorted(there, key=lambda one: (one.counter, one.name))
