"""A citizen says how they found it: a level, perhaps why, perhaps in their own words; all can be changed for a week."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from actions.cases.additions import add_to_case, keep_addition
from actions.cases.danger import alert_if_danger
from actions.cases.finding import lock_own
from actions.cases.present import shown_to_citizen
from actions.cases.rectifying import put_right
from actions.cases.saying import topic_of
from actions.cases.trace import note_message
from content.cases import Shown
from content.models import Hall, Option
from domain.cases import Case
from domain.conversation import ContentKind, Written
from domain.errors import Gone
from domain.languages import Language
from domain.people import Person
from domain.ratings import MAX_COMMENT, Level, Rating, can_rate, check_can_rate
from domain.subjects import Part, Subject
from storage.cases import get_case
from storage.outgoing import Address, Lane, Outgoing, Policy
from storage.people import get_staff_name
from storage.ratings import change_rating, find_rating, get_rating
from storage.transaction import Tx

RATING = "case_rating"
"""The kind of subject a rating is."""
RATED = "rated"
"""The event of it, with the level."""

Loaded = tuple[Language, Mapping[str, Any]] | None


class Commenting(BaseModel):
    """The next message of this citizen says more about this rating."""

    rating_id: int


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating as its citizen sees it: of which case, the hall's reasons, and what puts it right if anything does.

    Attributes:
        added: what was just written was more than a comment holds, and is in a case too.
        late: the case it was added to instead, because it came too late for the rating.
    """

    rating: Rating
    case: Case
    reasons: tuple[Option, ...]
    remedy: Shown | None
    added: bool = False
    late: Shown | None = None


async def open_rating(tx: Tx, rating_id: int, *, person: Person, hall: Hall, now: datetime) -> Rated:
    """The rating, if it can still be given or changed.

    Raises:
        Gone: there is no such rating of this person's.
        RatingOver: its time is over, or the case goes on.
    """
    rating, case = await _lock_open(tx, rating_id, person=person, now=now)
    return await _rated(tx, rating, case=case, hall=hall, now=now)


async def rate(tx: Tx, rating_id: int, *, level: Level, person: Person, hall: Hall, now: datetime) -> Rated:
    """Keep how content they are; a bad level opens the case that puts it right, once for each rating.

    Raises:
        Gone: there is no such rating of this person's.
        RatingOver: its time is over, or the case goes on.
    """
    before, case = await _lock_open(tx, rating_id, person=person, now=now)
    if before.level is level:
        return await _rated(tx, before, case=case, hall=hall, now=now)
    # Why they were discontent says nothing of why they are content now.
    rating = await change_rating(tx, rating_id, level=level, reason=None, rated_at=now)
    if level.is_bad and rating.rectification_id is None:
        remedy = await put_right(tx, case, rating, person=person, hall=hall, now=now)
        rating = await change_rating(tx, rating_id, rectification_id=remedy.id if remedy else None)
    await note_message(tx, case, actor="citizen", action=RATED, now=now, detail={"level": int(level)})
    await _show_staff(tx, case, rating, edits=before.level is not None, cause=f"level{level}:{now.timestamp():.6f}")
    return await _rated(tx, rating, case=case, hall=hall, now=now)


async def give_reason(tx: Tx, rating_id: int, *, reason: str, person: Person, hall: Hall, now: datetime) -> Rated:
    """Keep what it was about; one of the hall's reasons.

    Raises:
        Gone: there is no such rating of this person's, or no such reason.
        RatingOver: its time is over, or the case goes on.
    """
    rating, case = await _lock_open(tx, rating_id, person=person, now=now)
    if rating.level is None or reason not in {option.id for option in hall.facts.rating_reasons}:
        raise Gone
    if rating.reason != reason:
        rating = await change_rating(tx, rating_id, reason=reason)
        await _show_staff(tx, case, rating, edits=True, cause=f"{reason}:{now.timestamp():.6f}")
    return await _rated(tx, rating, case=case, hall=hall, now=now)


async def comment(tx: Tx, draft: Commenting, written: Written, *, person: Person, hall: Hall, now: datetime) -> Rated:
    """Keep their own words whole; where a bad rating is put right, they reach whoever does that.

    What is more than a comment holds, or comes too late, is added to the case. No comment opens it again.

    Raises:
        Gone: there is no such rating of this person's.
    """
    rating, case = await _lock(tx, draft.rating_id, person=person)
    late = not can_rate(rating, now=now)
    words = "" if late or rating.level is None else written.text.strip()[:MAX_COMMENT]
    is_whole = written.kind is ContentKind.TEXT and words == written.text.strip()
    if rating.rectification_id:
        await add_to_case(tx, rating.rectification_id, written, person=person, hall=hall, now=now)
    elif not is_whole:
        await keep_addition(tx, case, written, now=now)
    else:
        await alert_if_danger(tx, case, words, cause=f"comment{written.message_id}", now=now)
    if words:
        rating = await change_rating(tx, rating.id, comment=words)
        await _show_staff(tx, case, rating, edits=False, cause=f"m{written.message_id}")
    rated = await _rated(tx, rating, case=case, hall=hall, now=now)
    if not late:
        return replace(rated, added=not is_whole)
    return replace(rated, late=rated.remedy or await shown_to_citizen(tx, case, hall=hall, now=now))


async def rating_to_give(tx: Tx, case: Case) -> int | None:
    """The id of the rating a case's citizen may give or change now."""
    rating = await find_rating(tx, case_id=case.id, round_number=case.round)
    return rating.id if rating and rating.is_open else None


async def _lock(tx: Tx, rating_id: int, *, person: Person) -> tuple[Rating, Case]:
    found = await get_rating(tx, rating_id)
    if found is None:
        raise Gone
    case = await lock_own(tx, found.case_id, person=person)
    return await get_rating(tx, rating_id) or found, case


async def _lock_open(tx: Tx, rating_id: int, *, person: Person, now: datetime) -> tuple[Rating, Case]:
    rating, case = await _lock(tx, rating_id, person=person)
    check_can_rate(rating, number=case.number, now=now)
    return rating, case


async def _rated(tx: Tx, rating: Rating, *, case: Case, hall: Hall, now: datetime) -> Rated:
    remedy = await get_case(tx, rating.rectification_id) if rating.rectification_id else None
    shown = await shown_to_citizen(tx, remedy, hall=hall, now=now) if remedy else None
    return Rated(rating, case, hall.facts.rating_reasons, shown)


async def _show_staff(tx: Tx, case: Case, rating: Rating, *, edits: bool, cause: str) -> None:
    """A line in the topic, kept up to date; a comment is a new one, because nobody is called by a change."""
    topic = await topic_of(tx, case)
    tx.say(
        Outgoing(
            dedupe_key=f"rating:{rating.id}:topic:{cause}",
            to=Address(topic_id=topic.id),
            message="case_rated",
            params={"rating_id": rating.id},
            subject=Subject(RATING, rating.id, Part.STATUS),
            edits=edits,
            lane=Lane.DEADLINE,
            policy=Policy.EDIT if edits else Policy.CRITICAL,
        )
    )


async def load_rated(
    tx: Tx,
    *,
    hall: Hall,
    now: datetime,  # noqa: ARG001 # every loader is given it
    rating_id: int,
) -> Loaded:
    """A rating for the topic of its case: who is rated, how, why, and what puts it right."""
    rating = await get_rating(tx, rating_id)
    case = await get_case(tx, rating.case_id) if rating else None
    if rating is None or case is None or rating.level is None:
        return None
    remedy = await get_case(tx, rating.rectification_id) if rating.rectification_id else None
    values = {
        "rating": rating,
        "number": case.number,
        "handler": await get_staff_name(tx, rating.staff_id) if rating.staff_id else "",
        "reason": next((one.label for one in hall.facts.rating_reasons if one.id == rating.reason), None),
        "remedy": remedy.number if remedy else "",
    }
    return hall.facts.languages[0], values
