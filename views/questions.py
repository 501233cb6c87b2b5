"""Answers to what people type, and to what they send instead of words."""

from datetime import datetime

from content.calendars import opening_hours
from content.checklists import list_everything
from content.models import Faq, Hall, Service
from domain.hours import is_open, next_opening
from domain.languages import Language
from domain.questions import MAX_QUESTION, AnswerKind
from views.callbacks import MakeChecklist, OpenCategories, OpenGuide, ShowHours
from views.guides import numbered
from views.navigation import way_back
from views.own_case_callbacks import AskStaff, HandOver
from views.render import label, render
from views.screen import Rows, Screen, button


def answered(
    language: Language,
    kind: AnswerKind,
    *,
    services: tuple[Service, ...],
    faq: Faq | None,
    hall: Hall,
    now: datetime,
    paused: str | None,
) -> Screen:
    """The answer to a question: a message of its own, so that the question stays above it.

    ``paused`` is the service whose checklist the person was making; ``now`` is in the hall's zone.
    """
    opening = opening_hours(hall)
    body = render(
        language,
        f"questions/{kind}",
        services=services,
        items=list_everything(services[0]) if services else (),
        faq=faq,
        limit=MAX_QUESTION,
        is_open=is_open(opening, now=now),
        opens=next_opening(opening, now=now),
    )
    other = paused and paused not in [service.id for service in services]
    going_on = ((button(label(language, "list.continue"), MakeChecklist(service_id=paused)),),) if other else ()
    return Screen(
        body=body, rows=(*_choices(language, kind, services=services), *going_on, way_back(language)), fresh=True
    )


def _choices(language: Language, kind: AnswerKind, *, services: tuple[Service, ...]) -> Rows:
    guides = button(label(language, "open.guides"), OpenCategories())
    match kind:
        case AnswerKind.GUIDE | AnswerKind.FAQ:
            checklist = button(label(language, "card.checklist"), MakeChecklist(service_id=services[0].id))
            full = button(label(language, "card.full"), OpenGuide(service_id=services[0].id))
            return ((checklist, full), (button(label(language, "not_meant"), HandOver()),))
        case AnswerKind.GUESSES:
            guesses = tuple(
                (button(numbered(number, service.title.in_(language)), OpenGuide(service_id=service.id)),)
                for number, service in enumerate(services, start=1)
            )
            return (*guesses, (button(label(language, "none_of_these"), HandOver()),))
        case AnswerKind.NOTHING | AnswerKind.TOO_LONG:
            return ((button(label(language, "hand_over"), HandOver()),), (guides,))
        case AnswerKind.NO_WORDS:
            return ((guides, button(label(language, "ask_staff"), AskStaff())),)


def kept(language: Language, *, hall: Hall, now: datetime) -> Screen:
    """A photo, file or recording came: the bot cannot read it, staff can. ``now`` is in the hall's zone."""
    opening = opening_hours(hall)
    body = render(
        language,
        "questions/media",
        is_open=is_open(opening, now=now),
        opens=next_opening(opening, now=now),
    )
    hand_over = button(label(language, "hand_over"), HandOver())
    return Screen(body=body, rows=((hand_over,), way_back(language)), fresh=True)


def odd(language: Language, name: str, *, hall: Hall) -> Screen:
    """Something that is no question: ``name`` is sticker, thanks, contact, place, poll or other."""
    hours = button(label(language, "open.hours"), ShowHours())
    guides = button(label(language, "open.guides"), OpenCategories())
    rows = ((hours if name == "place" else guides,), way_back(language))
    return Screen(body=render(language, f"questions/{name}", hall=hall.facts), rows=rows, fresh=True)
