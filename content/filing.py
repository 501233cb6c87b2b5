"""What a citizen is about to file, in the words of the hall; and what a hall understands of links and first words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from content.cases import Promise, Urgency
from content.flows import FlowFile
from content.models import Area, Hall
from content.texts import Text
from domain.calendars import WorkCalendar
from domain.cases import Privacy
from domain.conversation import ContentKind
from domain.working_time import due

PLACE_LINK = "cmp-"
"""Begins the payload of a link at a counter: t.me/<bot>?start=cmp-<area or counter>."""
_COUNTERS = re.compile(r"([A-Za-z]*)(\d+)\s*[-–—~至]\s*[A-Za-z]*(\d+)")
_COUNTER = re.compile(r"([A-Za-z]*)0*(\d+)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence: ``message_id`` tells it from the others."""

    kind: ContentKind
    message_id: int


@dataclass(frozen=True, slots=True)
class ShownDraft:
    """A case before it is filed.

    Attributes:
        privacies: what may be chosen in this hall.
        place, happened: in the citizen's words; empty if they did not say.
    """

    key: str
    kind: Text
    text: str
    pieces: Sequence[Piece]
    service: Text | None
    area: Text | None
    place: str
    happened: str
    privacy: Privacy
    privacies: Sequence[Privacy]
    name: str
    phone: str


def area_at(hall: Hall, code: str) -> Area | None:
    """The area of that id, or the one among whose counters (``C01–C06``) is one called ``code``; in any case."""
    if area := hall.area(code.casefold()):
        return area
    return next((area for area in hall.facts.areas if _has_counter(area, code)), None)


def counters_of(area: Area) -> tuple[str, ...]:
    """The counters of an area one by one: ``C01–C03`` are C01, C02 and C03."""
    return tuple(
        f"{found[1]}{number:0{len(found[2])}}"
        for found in _COUNTERS.finditer(area.counters)
        for number in range(int(found[2]), int(found[3]) + 1)
    )


def _has_counter(area: Area, code: str) -> bool:
    counter = _COUNTER.fullmatch(code)
    ranges = _COUNTERS.finditer(area.counters) if counter else ()
    return any(
        counter is not None
        and first[1].casefold() == counter[1].casefold()
        and int(first[2]) <= int(counter[2]) <= int(first[3])
        for first in ranges
    )


def promise_after(
    file: FlowFile, running: str, *, since: datetime, profile: str, category: str | None, calendar: WorkCalendar
) -> Promise | None:
    """What is promised once the ``running`` clock of a new case has been kept, if that ends at ``since`` at the latest.

    It is the clock of the first state staff lead to that runs by another one.
    """
    flow = file.flow()
    onward = (flow.states[action.to] for action in (flow.states[flow.start].actions or {}).values())
    clock = next((state.clock for state in onward if state.clock and state.clock != running), None)
    if clock is None:
        return None
    kept = since - timedelta(seconds=1)
    ends = due(flow.limit_of(clock, profile=profile, category=category), received=kept, calendar=calendar)
    return Promise(file.clock(clock).name, ends.at.astimezone(since.tzinfo), ends.provisional, Urgency.CALM)
