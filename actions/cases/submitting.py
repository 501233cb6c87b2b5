"""A citizen files the case they have written, once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from actions.cases.acting import Matter, file_case
from actions.cases.drafts import CaseDraft
from actions.cases.filing import get_offered
from actions.cases.finding import in_zone
from actions.cases.flows import file_of
from actions.cases.handing import QUESTION, keep_parts
from actions.cases.present import shown_to_citizen
from actions.forms import Form
from content.calendars import opening_hours, work_calendar
from content.cases import Promise, Shown
from content.filing import promise_after
from content.models import Hall
from domain.cases import Case
from domain.duplicates import find_duplicates
from domain.errors import OutdatedButton
from domain.filing import check_privacy, check_room, check_says_something
from domain.hours import next_opening
from domain.people import Person
from storage.cases import find_case, list_lately, list_running
from storage.contacts import add_contact
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a draft.

    Attributes:
        case: what was filed; or, with ``is_twin``, the open case it may be the same as, and nothing was filed.
        pieces: how many pieces of evidence it has.
        again: the same draft had been filed before.
    """

    case: Case
    pieces: int = 0
    again: bool = False
    is_twin: bool = False


async def check_room_to_file(tx: Tx, *, person: Person, now: datetime) -> None:
    """Say so before somebody writes a case, not after; ``now`` is in the hall's zone.

    Raises:
        Refusal: whatever ``check_room`` raises.
    """
    _check_room(await _list_today(tx, person, now=now), now=now)


async def _list_today(tx: Tx, person: Person, *, now: datetime) -> list[Case]:
    """What somebody has open, or has filed today."""
    return await list_lately(tx, person.id, since=_midnight(now))


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _check_room(cases: Iterable[Case], *, now: datetime) -> None:
    theirs = [case for case in cases if case.kind != QUESTION and case.parent_id is None]
    still_open = sum(case.closed_at is None for case in theirs)
    check_room(still_open=still_open, filed_today=sum(case.filed_at >= _midnight(now) for case in theirs))


async def submit(
    tx: Tx,
    form: Form,
    *,
    key: str,
    person: Person,
    hall: Hall,
    now: datetime,
    anyway: bool = False,
) -> Submitted:
    """File the open draft if it has this key; the same draft is filed once, however often its button is pressed.

    Args:
        anyway: file it also if it may be the same as an open case.

    Raises:
        OutdatedButton: the draft was given up.
        Refusal: it says nothing, is one too many, or asks for what the hall does not offer.

    Source: docs/rules/filing.md.
    """
    draft = form.draft(CaseDraft) or form.aside(CaseDraft)
    if draft is None or draft.key != key:
        filed = await find_case(tx, ref=key)
        if filed is None or filed.person_id != person.id:
            raise OutdatedButton
        return Submitted(filed, again=True)
    check_says_something(draft.text, [part.kind for part in draft.parts])
    check_privacy(draft.privacy, has_restricted=hall.keeps_confidence())
    cases = await _list_today(tx, person, now=now)
    if not anyway and (twin := _find_twin(cases, draft, now=now)):
        return Submitted(in_zone(twin, now.tzinfo), is_twin=True)
    _check_room(cases, now=now)
    case = await _file(tx, draft, person=person, hall=hall, now=now)
    await form.forget(CaseDraft)
    return Submitted(case, pieces=len(draft.evidence))


def _find_twin(cases: Iterable[Case], draft: CaseDraft, *, now: datetime) -> Case | None:
    alike = [case for case in cases if case.closed_at is None and case.privacy is draft.privacy]
    return next(iter(find_duplicates(alike, draft, at=now)), None)


async def _file(tx: Tx, draft: CaseDraft, *, person: Person, hall: Hall, now: datetime) -> Case:
    service = hall.service(draft.service) if draft.service else None
    matter = Matter(
        person=person,
        language=person.language,
        text=draft.text,
        privacy=draft.privacy,
        area=draft.area or (service.area if service else None),
        read_by=next_opening(opening_hours(hall), now=now),
        service=service.id if service else None,
        place=draft.place,
        happened=draft.happened,
    )
    case = await file_case(tx, get_offered(hall, draft.kind), matter, key=draft.key, hall=hall, now=now)
    if draft.contact:
        await add_contact(tx, case.id, draft.contact)
    await keep_parts(tx, case, [part.written for part in draft.parts], now=now)
    return case


async def look_at_filed(tx: Tx, case: Case, *, hall: Hall, now: datetime) -> tuple[Shown, Promise | None]:
    """A new case, and what is promised after the period that runs now, at the latest; None where nothing more is."""
    running = await list_running(tx, case.id)
    shown = await shown_to_citizen(tx, case, running=running, hall=hall, now=now)
    promised = next((clock for clock in running if clock.is_promise), None)
    if promised is None:
        return shown, None
    since, file = promised.due_at.astimezone(now.tzinfo), await file_of(tx, case)
    calendar, profile, category = work_calendar(hall), hall.facts.profile, hall.category_of(case.service)
    later = promise_after(file, promised.name, since=since, profile=profile, category=category, calendar=calendar)
    return shown, later
