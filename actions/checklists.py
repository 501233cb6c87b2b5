"""A citizen finds out what they have to bring, keeps the list and ticks things off."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from actions.checklist_draft import ChecklistDraft, Given
from actions.forms import Form
from actions.guides import open_guide
from actions.questions import paused_checklist
from content.checklists import list_for, words_of
from content.models import Hall, Question, Service
from domain.checklists import NOT_SURE, Checklist, next_question
from domain.errors import Gone, OutdatedButton
from domain.people import Person
from storage.checklists import (
    add_checklist,
    find_checklist,
    list_checklists,
    list_of_service,
    remove_checklist,
    replace_checklist,
    set_ticked,
)
from storage.events import add_event
from storage.transaction import Tx

REF_BYTES = 12
"""96 random bits: nobody meets somebody else's checklist by trying."""
KIND = "checklist"
LISTED = 20
"""Checklists shown at once; whoever has more removes some."""


@dataclass(frozen=True, slots=True)
class Asking:
    """The next question on the way to a checklist; ``step`` answers were given before.

    ``restarted``: the guide changed meanwhile, so the answers given so far do not count any more.
    """

    service: Service
    question: Question
    step: int
    restarted: bool = False


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever makes a checklist, and where: what every step needs."""

    tx: Tx
    form: Form
    person: Person
    hall: Hall
    now: datetime


async def make_checklist(asker: Asker, service_id: str) -> Asking | Checklist:
    """Ask the first question, go on with answers begun before, or give the list at once if nothing is to be asked.

    Raises:
        GuideGone: the hall has no such guide.
        GuideExpired: it may not be trusted any more.
    """
    service = open_guide(asker.hall, service_id, now=asker.now)
    begun = _draft_of(asker, service)
    return await _go_on(asker, service, draft=begun or _empty(service))


async def redo_checklist(asker: Asker, ref: str) -> Asking | Checklist:
    """Answer the questions of a checklist anew, by the guide as it is today; the checklist stays until then.

    Raises:
        Gone: this person has no such checklist.
        GuideGone, GuideExpired: as above.
    """
    old = await open_checklist(asker.tx, ref, person=asker.person)
    service = open_guide(asker.hall, old.service_id, now=asker.now)
    return await _go_on(asker, service, draft=_empty(service, replaces=ref))


async def answer_question(asker: Asker, service_id: str, *, step: int, option: int | None) -> Asking | Checklist:
    """Take the answer to question number ``step``; ``option`` is its position, None for "not sure".

    An answer that was given before (a double tap, an old screen) changes nothing: where the person stands is shown.

    Raises:
        GuideGone, GuideExpired: as above.
        OutdatedButton: the question has no such option.
    """
    service = open_guide(asker.hall, service_id, now=asker.now)
    draft = _draft_of(asker, service)
    if draft is None:
        return await _stand(asker, service)
    question = next_question(service.questions, draft.answers)
    if question is not None and step == len(draft.given):
        draft.given.append(Given(question=question.id, option=_option(question, option)))
    return await _go_on(asker, service, draft=draft)


async def step_back(asker: Asker, service_id: str, *, step: int) -> Asking | Checklist:
    """Ask the question before number ``step`` again.

    Raises:
        GuideGone, GuideExpired: as above.
    """
    service = open_guide(asker.hall, service_id, now=asker.now)
    draft = _draft_of(asker, service)
    if draft is None:
        return await _stand(asker, service)
    if step == len(draft.given) and draft.given:
        draft.given.pop()
    return await _go_on(asker, service, draft=draft)


async def open_checklist(tx: Tx, ref: str, *, person: Person) -> Checklist:
    """A person's own checklist, locked.

    Raises:
        Gone: there is none of that ref, or it is somebody else's.
    """
    if found := await find_checklist(tx, ref, person_id=person.id):
        return found
    raise Gone


async def my_checklists(tx: Tx, *, person: Person) -> list[Checklist]:
    """The newest checklists of a person, at most ``LISTED``."""
    return await list_checklists(tx, person_id=person.id, limit=LISTED)


async def tick_item(tx: Tx, ref: str, *, person: Person, version: int, item: int, ticked: bool) -> Checklist:
    """Tick or untick the item at a position; done twice it is done once.

    Raises:
        Gone: this person has no such checklist.
        OutdatedButton: the button belongs to an earlier version of the list.
    """
    checklist = await open_checklist(tx, ref, person=person)
    if version != checklist.version or not 0 <= item < len(checklist.items):
        raise OutdatedButton
    meant = {checklist.items[item].id}
    now_ticked = checklist.ticked | meant if ticked else checklist.ticked - meant
    if now_ticked != checklist.ticked:
        set_ticked(tx, ref, ticked=now_ticked)
    return replace(checklist, ticked=now_ticked)


async def forget_checklist(tx: Tx, ref: str, *, person: Person, now: datetime) -> None:
    """Remove a checklist and what it said about the person.

    Raises:
        Gone: this person has no such checklist.
    """
    await open_checklist(tx, ref, person=person)
    row = await remove_checklist(tx, ref, now=now)
    await _note(tx, action="checklist_removed", row=row, now=now)


def _empty(service: Service, *, replaces: str | None = None) -> ChecklistDraft:
    return ChecklistDraft(service_id=service.id, service_version=service.version, replaces=replaces)


def _draft_of(asker: Asker, service: Service) -> ChecklistDraft | None:
    draft = paused_checklist(asker.form)
    return draft if draft and draft.service_id == service.id else None


def _option(question: Question, option: int | None) -> str:
    if option is None:
        return NOT_SURE
    if 0 <= option < len(question.options):
        return question.options[option].id
    raise OutdatedButton


async def _stand(asker: Asker, service: Service) -> Asking | Checklist:
    """Where somebody stands who has no answers open: at the list they made last, else at the first question."""
    made = await list_of_service(asker.tx, person_id=asker.person.id, service_id=service.id)
    return made[0] if made else await _go_on(asker, service, draft=_empty(service))


async def _go_on(asker: Asker, service: Service, *, draft: ChecklistDraft) -> Asking | Checklist:
    """Ask what is still open, else make the list."""
    restarted = draft.service_version != service.version
    if restarted:
        draft = _empty(service, replaces=draft.replaces)
    question = next_question(service.questions, draft.answers)
    if question is None:
        await asker.form.close()
        return await _make(asker, service, draft=draft)
    await asker.form.save(draft)
    return Asking(service=service, question=question, step=len(draft.given), restarted=restarted)


async def _make(asker: Asker, service: Service, *, draft: ChecklistDraft) -> Checklist:
    made = Checklist(
        ref=secrets.token_urlsafe(REF_BYTES),
        service_id=service.id,
        service_version=service.version,
        version=1,
        title=words_of(service.title),
        answers=draft.answers,
        items=list_for(service, draft.answers),
        ticked=frozenset(),
        made_at=asker.now,
    )
    old = await find_checklist(asker.tx, draft.replaces, person_id=asker.person.id) if draft.replaces else None
    if old:
        kept = old.ticked & {item.id for item in made.items}
        made = replace(made, ref=old.ref, version=old.version + 1, ticked=kept)
        row, action = await replace_checklist(asker.tx, made), "checklist_remade"
    elif same := await _same(asker, made):
        return same
    else:
        row, action = await add_checklist(asker.tx, made, person_id=asker.person.id), "checklist_made"
    detail = {"version": made.version, "service_version": service.version}
    await _note(asker.tx, action=action, row=row, now=asker.now, detail=detail)
    return made


async def _same(asker: Asker, made: Checklist) -> Checklist | None:
    """A list of this person that says the same already: two presses make one list."""
    for kept in await list_of_service(asker.tx, person_id=asker.person.id, service_id=made.service_id):
        if kept.service_version == made.service_version and kept.answers == made.answers:
            return kept
    return None


async def _note(tx: Tx, *, action: str, row: int, now: datetime, detail: Mapping[str, Any] | None = None) -> None:
    await add_event(tx, actor="citizen", action=action, subject_kind=KIND, subject_id=row, now=now, detail=detail)
