"""A citizen files the case they have written, once."""

from dataclasses import dataclass
from datetime import datetime

from actions.cases.acting import Matter, file_case
from actions.cases.drafts import CaseDraft
from actions.cases.filing import get_offered
from actions.cases.finding import in_zone
from actions.cases.flows import file_of
from actions.cases.handing import QUESTION, keep_parts
from actions.forms import Form
from content.calendars import opening_hours, work_calendar
from content.cases import Promise
from content.filing import promise_after
from content.models import Hall
from domain.cases import Case
from domain.duplicates import find_duplicates
from domain.errors import OutdatedButton
from domain.filing import check_privacy, check_room, check_says_something
from domain.hours import next_opening
from domain.people import Person
from storage.cases import count_filed, find_case, list_open, list_promised
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
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    still_open, filed_today = await count_filed(tx, person.id, since=midnight, besides=QUESTION)
    check_room(still_open=still_open, filed_today=filed_today)


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
    if not anyway and (twin := await _find_twin(tx, draft, person=person, now=now)):
        return Submitted(in_zone(twin, now.tzinfo), is_twin=True)
    await check_room_to_file(tx, person=person, now=now)
    case = await _file(tx, draft, person=person, hall=hall, now=now)
    await form.forget(CaseDraft)
    return Submitted(case, pieces=len(draft.evidence))


async def _find_twin(tx: Tx, draft: CaseDraft, *, person: Person, now: datetime) -> Case | None:
    open_cases = [case for case in await list_open(tx, person.id) if case.privacy is draft.privacy]
    return next(iter(find_duplicates(open_cases, draft, at=now)), None)


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


async def promised_later(tx: Tx, case: Case, *, hall: Hall, now: datetime) -> Promise | None:
    """What is promised after the period that runs now, at the latest; None where nothing more is."""
    running = await list_promised(tx, case.id)
    if not running:
        return None
    since = running[0].due_at.astimezone(now.tzinfo)
    calendar, profile = work_calendar(hall), hall.facts.profile
    return promise_after(await file_of(tx, case), running[0].name, since=since, profile=profile, calendar=calendar)
