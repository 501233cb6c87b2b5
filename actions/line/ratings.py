"""Somebody says how they found a visit at a counter; a bad rating opens the case that puts it right."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.cases.acting import Matter
from actions.cases.present import shown_to_citizen
from actions.cases.rectifying import put_visit_right
from actions.line.serving import name_of
from content.cases import Shown
from content.labels import labels
from content.models import Hall, Option
from domain.errors import Gone
from domain.languages import Language
from domain.people import Person
from domain.ratings import Level
from domain.visit_ratings import VisitRating, check_can_rate_visit
from storage.bookings import get_booking
from storage.cases import get_case
from storage.people import get_person
from storage.transaction import Tx
from storage.visit_ratings import change_visit_rating, get_visit_rating, lock_visit_rating
from storage.walk_ins import get_walk_in

Loaded = tuple[Language, Mapping[str, Any]] | None


@dataclass(frozen=True, slots=True)
class RatedVisit:
    """A rating as whoever gives it sees it: of which visit, the hall's reasons, and what puts it right if anything."""

    rating: VisitRating
    name: str
    reasons: tuple[Option, ...]
    remedy: Shown | None


async def open_visit_rating(tx: Tx, rating_id: int, *, person: Person, hall: Hall, now: datetime) -> RatedVisit:
    """The rating, if it can still be given or changed.

    Raises:
        Gone: there is no such rating of this person's.
        VisitRatingOver: its time is over.
    """
    return await _rated(tx, await _lock_open(tx, rating_id, person=person, now=now), hall=hall, now=now)


async def rate_visit(tx: Tx, rating_id: int, *, level: Level, person: Person, hall: Hall, now: datetime) -> RatedVisit:
    """Keep how content they are; a bad level opens the case that puts it right, once for each visit.

    Raises:
        Gone: there is no such rating of this person's.
        VisitRatingOver: its time is over.

    Source: docs/rules/line.md, 7.
    """
    before = await _lock_open(tx, rating_id, person=person, now=now)
    if before.level is level:
        return await _rated(tx, before, hall=hall, now=now)
    # Why they were discontent says nothing of why they are content now.
    rating = await change_visit_rating(tx, rating_id, level=level, reason=None, rated_at=now)
    if level.is_bad and rating.rectification_id is None:
        matter = Matter(
            person=person,
            language=person.language,
            text=await _text(tx, rating, level, hall=hall, now=now),
            area=rating.area,
            service=rating.service,
            handlers=(rating.staff_id,) if rating.staff_id else (),
        )
        remedy = await put_visit_right(tx, matter, hall=hall, now=now)
        rating = await change_visit_rating(tx, rating_id, rectification_id=remedy.id if remedy else None)
    return await _rated(tx, rating, hall=hall, now=now)


async def give_visit_reason(
    tx: Tx, rating_id: int, *, reason: str, person: Person, hall: Hall, now: datetime
) -> RatedVisit:
    """Keep what it was about; one of the hall's reasons.

    Raises:
        Gone: there is no such rating of this person's, or no such reason.
        VisitRatingOver: its time is over.
    """
    rating = await _lock_open(tx, rating_id, person=person, now=now)
    if rating.level is None or reason not in {option.id for option in hall.facts.rating_reasons}:
        raise Gone
    return await _rated(tx, await change_visit_rating(tx, rating_id, reason=reason), hall=hall, now=now)


async def load_visit_asked(tx: Tx, *, hall: Hall, rating_id: int, **_: datetime) -> Loaded:
    """What somebody is asked to rate; nothing if they did meanwhile."""
    rating = await get_visit_rating(tx, rating_id)
    if rating is None or rating.level is not None:
        return None
    person = await get_person(tx, rating.person_id)
    return person.language, {"rating": rating, "name": await _name(tx, rating, hall=hall)}


async def _lock_open(tx: Tx, rating_id: int, *, person: Person, now: datetime) -> VisitRating:
    rating = await lock_visit_rating(tx, rating_id)
    if rating is None or rating.person_id != person.id:
        raise Gone
    check_can_rate_visit(rating, now=now)
    return rating


async def _rated(tx: Tx, rating: VisitRating, *, hall: Hall, now: datetime) -> RatedVisit:
    remedy = await get_case(tx, rating.rectification_id) if rating.rectification_id else None
    shown = await shown_to_citizen(tx, remedy, hall=hall, now=now) if remedy else None
    return RatedVisit(rating, await _name(tx, rating, hall=hall), hall.facts.rating_reasons, shown)


async def _name(tx: Tx, rating: VisitRating, *, hall: Hall) -> str:
    """The code or the number of the visit."""
    booking = await get_booking(tx, rating.booking_id) if rating.booking_id else None
    visited = booking or await get_walk_in(tx, rating.walk_in_id or 0)
    return name_of(visited, hall=hall) if visited else ""


async def _text(tx: Tx, rating: VisitRating, level: Level, *, hall: Hall, now: datetime) -> str:
    """What the case says: nobody wrote it, so it names the visit, in the hall's first language."""
    language = hall.facts.languages[0]
    words, area = labels(language), hall.area(rating.area)
    service = hall.service(rating.service) if rating.service else None
    places = (area.name.in_(language) if area else "", service.title.in_(language) if service else "")
    return words["rating.visit_text"].format(
        name=await _name(tx, rating, hall=hall),
        day=rating.invited_at.astimezone(now.tzinfo).strftime("%Y-%m-%d %H:%M"),
        what=" · ".join(filter(None, places)),
        level=words[f"rating.level.{int(level)}"],
    )
