"""Somebody says when they would like to come, and is shown the nearest free times."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel

from actions.booking.choosing import free_times
from actions.booking.finding import get_own
from actions.forms import Form
from answers.index import Index, find
from answers.models import Verdict
from answers.normalise import without_politeness
from content.capacity import visit_plan
from content.models import Hall, Service
from domain.booking import Booking, Visitor
from domain.people import Person
from domain.times import Time
from domain.wishes import Wish, nearest
from storage.transaction import Tx

SHOWN = 6
"""Times that are offered at once."""


class ChoosingTime(BaseModel):
    """Somebody looks for a time for a service, or with ``ref`` for another time of an appointment."""

    service_id: str
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Wished:
    """The nearest free times, in order and in the hall's zone; ``fits``: one is as was wished; ``moves``: for what."""

    service: Service
    times: tuple[tuple[datetime, Time], ...]
    fits: bool
    moves: Booking | None


async def choosing_for(form: Form, service_id: str, *, ref: str | None = None) -> None:
    """Remember for what somebody looks for a time: what they type from now on is about that."""
    await form.save(ChoosingTime(service_id=service_id, ref=ref))


def is_mere_wish(rest: str, *, booking_words: frozenset[str]) -> bool:
    """Whether somebody who said when says nothing else, but that they want to book."""
    return not without_politeness(_without(rest, booking_words))


def service_meant(rest: str, *, booking_words: frozenset[str], hall: Hall, index: Index) -> str | None:
    """The service that somebody who wants to book names for certain, if it can be booked."""
    asked = _without(rest, booking_words)
    if asked == rest:
        return None
    finding = find(index, asked)
    service = hall.service(finding.guesses[0].guide_id) if finding.verdict is Verdict.CONFIDENT else None
    return service.id if service and visit_plan(hall, service) else None


def _without(text: str, words: frozenset[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, " ")
    return text


async def wish_for(tx: Tx, wish: Wish, choosing: ChoosingTime, *, person: Person, hall: Hall, now: datetime) -> Wished:
    """The free times that are nearest to what somebody wishes; ``now`` is in the hall's zone.

    Raises:
        GuideGone, GuideExpired, NotBookable: as ``free_times``.
        Gone: the appointment is not theirs.
    """
    moves = await get_own(tx, choosing.ref, visitor=Visitor(person_id=person.id)) if choosing.ref else None
    service, free = await free_times(tx, choosing.service_id, hall=hall, now=now, instead_of=moves)
    chosen, fits = nearest([at for at, _ in free], wish, most=SHOWN)
    return Wished(service, tuple(free[place] for place in chosen), fits, moves)
