"""The line at the counters as people see it: numbers as they are called, and somebody's place."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from content.models import Area, Service
from content.visits import Ticket
from domain.closures import Closing
from domain.walk_ins import WalkIn

LINE_LINK = "line-"
"""Begins the payload of the link at the entrance of an area: t.me/<bot>?start=line-<area>."""
TURN_LINK = "turn-"
"""Begins the payload of the link on a slip: t.me/<bot>?start=turn-<ref>."""
TODAY_LINK = "today-"
"""Begins the payload of a clerk's way from the group to their counter: t.me/<bot>?start=today-<area>."""
NUMBER = re.compile(r"([A-Za-z]+)(\d{3,4})")
"""A number as people say it and staff type it."""
_LETTERS = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Shut:
    """Nobody is served for now, against the plan. ``back_at``: until then, in the hall's zone; None for today."""

    closing: Closing
    back_at: datetime | None


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody's number, and how it stands.

    Attributes:
        name: the number as it is called, such as A012.
        ahead: how many are called before; None once they are called, or it is over.
        minutes: from how many to how many that may take; None where nobody can say.
        at: when it stood so, in the hall's zone.
        shut: nobody is served in the area then.
    """

    walk_in: WalkIn
    name: str
    area: Area | None
    service: Service | None
    ahead: int | None
    minutes: tuple[int, int] | None
    at: datetime
    shut: Shut | None


@dataclass(frozen=True, slots=True)
class CounterNow:
    """A clerk's counter as it is now.

    Attributes:
        booked, without: how many wait in the area with an appointment and without one.
        ticket, turn: who is called to the counter or served there; at most one of the two.
        name: theirs, masked; empty for a number on paper.
        missed: who was called to it and did not come, and may be put back in line, the last first.
    """

    area: Area
    counter: str
    booked: int
    without: int
    ticket: Ticket | None
    turn: Turn | None
    name: str
    missed: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class AtCounter:
    """Who is called to a counter, or served there: a code or a number."""

    counter: str
    name: str
    is_serving: bool


def letters_of_numbers(counters: str, *, area_id: str) -> str:
    """What the numbers of an area begin with: the letters of its counters, or else the first of its id."""
    letters = _LETTERS.match(counters)
    return (letters[0] if letters else area_id[0]).upper()


def name_of_number(area: Area | None, number: int) -> str:
    """A number as it is called: the letters of the area, and three digits."""
    letters = letters_of_numbers(area.counters, area_id=area.id) if area else ""
    return f"{letters}{number:03}"


def area_of_number(areas: Iterable[Area], said: str) -> tuple[Area, int] | None:
    """The area of a number as it is called, and the number in it; None if it is none of these areas'."""
    found = NUMBER.fullmatch(said)
    if found is None:
        return None
    number = int(found[2])
    return next(((area, number) for area in areas if name_of_number(area, number) == said.upper()), None)
