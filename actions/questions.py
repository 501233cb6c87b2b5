"""A citizen asks in their own words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import Field

from actions.cases.drafts import DraftPart, Parts
from actions.checklist_draft import ChecklistDraft
from actions.forms import Form
from answers.index import Index, find
from answers.models import Finding, Guess, Verdict
from answers.normalise import normalise, without_politeness
from content.models import Faq, Hall, Service
from domain.conversation import ContentKind, Written
from domain.guides import is_expired
from domain.questions import MAX_QUESTION, AnswerKind

GUESSES_SHOWN = 3
SHORTEST_NUMBER = 5
"""Digits of a number that may mean something; fewer are the number of an item that is no longer there."""
SENT_TO_STAFF = frozenset(
    {
        ContentKind.PHOTO,
        ContentKind.DOCUMENT,
        ContentKind.VOICE,
        ContentKind.AUDIO,
        ContentKind.VIDEO,
        ContentKind.VIDEO_NOTE,
    }
)
"""What the bot cannot read but a person can."""


class LastQuestion(Parts):
    """What somebody asked last, kept in case they want staff to have it.

    ``guess_ids`` are the guides the search thought of, best first, for the clerk's eyes. ``paused`` is the checklist
    they were making meanwhile.
    """

    guess_ids: list[str] = Field(default_factory=list)
    paused: ChecklistDraft | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: ``services`` are one for a guide, up to three for guesses, best first.

    ``paused`` is the id of the service whose checklist the person was making.
    """

    kind: AnswerKind
    services: tuple[Service, ...] = ()
    faq: Faq | None = None
    paused: str | None = None


def paused_checklist(form: Form) -> ChecklistDraft | None:
    """The checklist somebody is making, also if they asked a question in between."""
    last = form.draft(LastQuestion)
    return last.paused if last else form.draft(ChecklistDraft)


async def remember_question(form: Form, written: Iterable[Written], *, guess_ids: Iterable[str] = ()) -> None:
    """Keep what was asked; several parts for an album."""
    parts = [DraftPart.of(part) for part in written]
    await form.save(LastQuestion(parts=parts, guess_ids=list(guess_ids), paused=paused_checklist(form)))


async def find_answer(form: Form, written: Written, *, hall: Hall, index: Index, now: datetime) -> Answer:
    """Answer a typed question from the guides, and keep it in case the answer is not what was meant.

    ``now`` is in the hall's zone.

    Source: docs/rules/questions.md.
    """
    text, paused = written.text, paused_checklist(form)
    if not _says_something(text):
        answer = Answer(AnswerKind.NO_WORDS)
    else:
        finding = find(index, text)
        await remember_question(form, [written], guess_ids=guesses_worth_showing(finding))
        answer = Answer(AnswerKind.TOO_LONG) if len(text) > MAX_QUESTION else _answer(finding, hall=hall, now=now)
    return replace(answer, paused=paused.service_id if paused else None)


def _says_something(text: str) -> bool:
    """Whether there is anything to look for: politeness, a single sign and a short number ask nothing."""
    asked = without_politeness(normalise(text))
    signs = "".join(sign for sign in asked if sign.isalnum())
    return len(signs) > 1 and not (signs.isdecimal() and len(signs) < SHORTEST_NUMBER)


async def keep_sent(form: Form, written: Written, *, index: Index) -> bool:
    """Keep a photo, file or recording in case it is for staff; False for a further part of an album."""
    last = form.draft(LastQuestion)
    if last and last.has_album(written.media_group):
        last.add(written)
        await form.save(last)
        return False
    await remember_question(form, [written], guess_ids=guesses_worth_showing(find(index, written.text)))
    return True


async def keep_parts(form: Form, parts: Sequence[Written], *, index: Index) -> None:
    """Keep several messages, of which the bot cannot read all, in case they are for staff."""
    words = "\n".join(part.text for part in parts if part.text)
    await remember_question(form, parts, guess_ids=guesses_worth_showing(find(index, words)))


def guesses_worth_showing(finding: Finding) -> list[str]:
    """The guides a clerk may want to look at; what the search itself does not believe would only mislead."""
    if finding.verdict is Verdict.NOTHING:
        return []
    return [guess.guide_id for guess in finding.guesses[:GUESSES_SHOWN]]


def _answer(finding: Finding, *, hall: Hall, now: datetime) -> Answer:
    # The index may be older than the hall, or than midnight: a guess may have no guide any more, or an expired one.
    known = [
        (guess, service)
        for guess in finding.guesses
        if (service := hall.service(guess.guide_id)) and not is_expired(service.valid_until, today=now.date())
    ]
    if finding.verdict is Verdict.NOTHING or not known:
        return Answer(AnswerKind.NOTHING)
    if finding.verdict is Verdict.UNSURE:
        return Answer(AnswerKind.GUESSES, tuple(service for _, service in known[:GUESSES_SHOWN]))
    guess, service = known[0]
    faq = _faq(guess, service=service)
    return Answer(AnswerKind.FAQ if faq else AnswerKind.GUIDE, (service,), faq)


def _faq(guess: Guess, *, service: Service) -> Faq | None:
    return service.faqs[guess.faq] if guess.faq is not None and guess.faq < len(service.faqs) else None
