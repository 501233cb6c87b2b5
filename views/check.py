"""Whether everything a pack's texts become still fits into Telegram's messages."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from content.checklists import list_everything, words_of
from content.models import Faq, Hall, Service
from domain.checklists import Checklist
from domain.languages import Language
from domain.questions import AnswerKind
from views import checklists, guides, questions, start
from views.callbacks import Section
from views.markup import MAX_ENTITIES, MAX_TEXT, utf16_length
from views.screen import Screen

MAX_DATA = 64
"""Bytes a button carries."""
MAX_ROW = 8
MAX_BUTTONS = 100
LONGEST_REF = "x" * 16
FIELD_OF_SECTION = {
    Section.MATERIALS: "materials",
    Section.CONDITIONS: "conditions",
    Section.STEPS: "steps",
    Section.TIME: "fee",
    Section.PLACE: "where",
    Section.FAQS: "faqs",
    Section.BASIS: "legal_basis",
}
"""Where an editor looks first when a section is too long."""


def rendered_problems(hall: Hall) -> list[tuple[str, str, str]]:
    """What no longer fits once rendered: (service id, path of the field, reason), in the first language it happens in.

    The service id is empty for what belongs to ``hall.yaml``.
    """
    found: dict[tuple[str, str], tuple[Language, list[str]]] = {}
    for language in Language:
        screens = [("", path, screen) for path, screen in _of_hall(language, hall)]
        for service in hall.services:
            screens += [(service.id, path, screen) for path, screen in _of_service(language, service, hall=hall)]
        for service_id, path, screen in screens:
            first, reasons = found.setdefault((service_id, path), (language, []))
            if first is language or not reasons:
                found[service_id, path] = language, reasons + [f"{fault} (in {language})" for fault in faults(screen)]
    return [(*where, reason) for where, (_, reasons) in found.items() for reason in dict.fromkeys(reasons)]


def faults(screen: Screen) -> Iterator[str]:
    """What Telegram would refuse or cut about a screen that has to be one message."""
    if (length := utf16_length(screen.body.text)) > MAX_TEXT:
        yield f"becomes a message of {length} characters; Telegram takes {MAX_TEXT}"
    if len(screen.body.entities) > MAX_ENTITIES:
        yield f"becomes a message with {len(screen.body.entities)} formatted places; Telegram keeps {MAX_ENTITIES}"
    buttons = [button for row in screen.rows for button in row]
    if len(buttons) > MAX_BUTTONS or any(len(row) > MAX_ROW for row in screen.rows):
        yield f"becomes {len(buttons)} buttons; Telegram takes {MAX_BUTTONS}, and {MAX_ROW} in a row"
    for button in buttons:
        if button.press and len(button.press.encode()) > MAX_DATA:
            yield f"makes the button {button.label!r} carry more than {MAX_DATA} bytes"
        if not button.label.strip():
            yield "makes a button without words"


def _of_hall(language: Language, hall: Hall) -> Iterator[tuple[str, Screen]]:
    yield "name", start.welcome(language, hall)
    yield "privacy_contact", start.privacy(language, hall.facts)
    yield "address", start.hours(language, hall, now=_any_moment(hall))
    yield "categories", guides.categories(language, hall)
    for shelf in hall.facts.categories:
        on_it = hall.in_category(shelf.id)
        today = _any_moment(hall).date()
        yield f"categories[{shelf.id}]", guides.category(language, shelf, services=on_it, today=today)


def _of_service(language: Language, service: Service, *, hall: Hall) -> Iterator[tuple[str, Screen]]:
    yield "summary", guides.card(language, service, hall=hall)
    for section, field in FIELD_OF_SECTION.items():
        yield field, guides.section(language, service, section, hall=hall)
    for number, asked in enumerate(service.questions):
        yield f"questions[{asked.id}]", checklists.question(language, service, asked, step=number)
    yield "materials", checklists.checklist(language, _longest_list(service, hall=hall), service=service)
    yield "materials", _answer(language, service, faq=None, hall=hall)
    for number, faq in enumerate(service.faqs):
        yield f"faqs[{number + 1}]", guides.faq(language, service, number)
        yield f"faqs[{number + 1}]", _answer(language, service, faq=faq, hall=hall)


def _answer(language: Language, service: Service, *, faq: Faq | None, hall: Hall) -> Screen:
    return questions.answered(
        language,
        AnswerKind.FAQ if faq else AnswerKind.GUIDE,
        services=(service,),
        faq=faq,
        hall=hall,
        now=_any_moment(hall),
        paused=None,
    )


def _longest_list(service: Service, *, hall: Hall) -> Checklist:
    """Everything on it, nothing certain, and the guide changed since: the longest it can become."""
    return Checklist(
        ref=LONGEST_REF,
        service_id=service.id,
        service_version="0000-000",
        version=1,
        title=words_of(service.title),
        answers={},
        items=list_everything(service),
        ticked=frozenset(),
        made_at=_any_moment(hall),
    )


def _any_moment(hall: Hall) -> datetime:
    return datetime(2000, 1, 1, tzinfo=UTC).astimezone(ZoneInfo(hall.facts.zone))
