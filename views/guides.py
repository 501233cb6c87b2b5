"""The guide list: shelves, cards, sections, questions people ask."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from aiogram.filters.callback_data import CallbackData

from content.capacity import visit_plan
from content.checklists import list_everything
from content.chinese import to_traditional
from content.models import Category, Faq, Hall, Service
from content.overrides import product_overrides
from domain.guides import is_expired
from domain.languages import Language
from views.booking_callbacks import BookService
from views.callbacks import MakeChecklist, OpenCategories, OpenCategory, OpenFaq, OpenGuide, OpenSection, Section
from views.filing_callbacks import FileAbout
from views.navigation import way_back
from views.own_case_callbacks import AskStaff
from views.render import label, render
from views.screen import Rows, Screen, button, in_rows, once_for_a_pack

CHINESE = re.compile(r"[\u4e00-\u9fff]")
LABEL_LENGTH = 60
"""Characters of a button that a phone still shows in one or two lines."""


def numbered(number: int, words: str) -> str:
    """The label of a list item: the number can be typed instead of pressing."""
    short = words if len(words) <= LABEL_LENGTH else f"{words[: LABEL_LENGTH - 1]}…"
    return f"{number} {short}"


def shelf_buttons(language: Language, shelves: Sequence[Category], press: Callable[[str], CallbackData]) -> Rows:
    """A button for each shelf; ``press`` makes what it sends of the shelf's id."""
    return in_rows(
        [
            button(numbered(number, f"{shelf.icon} {shelf.name.in_(language)}"), press(shelf.id))
            for number, shelf in enumerate(shelves, start=1)
        ]
    )


def service_buttons(language: Language, services: Sequence[Service], press: Callable[[str], CallbackData]) -> Rows:
    """A row for each service; ``press`` makes what its button sends of the service's id."""
    return tuple(
        (button(numbered(number, service.title.in_(language)), press(service.id)),)
        for number, service in enumerate(services, start=1)
    )


@once_for_a_pack
def categories(language: Language, hall: Hall) -> Screen:
    """All shelves."""
    shelves = shelf_buttons(language, hall.facts.categories, lambda shelf: OpenCategory(category_id=shelf))
    return Screen(body=render(language, "guides/categories"), rows=(*shelves, way_back(language)))


def category(language: Language, shelf: Category, *, services: tuple[Service, ...], today: date) -> Screen:
    """The guides on one shelf; an expired one stays in sight, so that people learn what became of it."""
    expired = label(language, "expired")
    rows = tuple(
        (
            button(
                numbered(number, service.title.in_(language))
                + (expired if is_expired(service.valid_until, today=today) else ""),
                OpenGuide(service_id=service.id),
            ),
        )
        for number, service in enumerate(services, start=1)
    )
    body = render(language, "guides/category", category=shelf, services=services)
    return Screen(body=body, rows=(*rows, way_back(language, OpenCategories())))


def card(language: Language, service: Service, *, hall: Hall) -> Screen:
    """A service at a glance."""
    sections = [
        button(label(language, f"section.{section}"), OpenSection(service_id=service.id, section=section))
        for section in Section
        if _has(service, section)
    ]
    book = (button(label(language, "visits.book"), BookService(service_id=service.id)),)
    file = (button(label(language, "file.about"), FileAbout(service_id=service.id)),) if hall.offered() else ()
    return Screen(
        body=render(language, "guides/card", service=service),
        rows=(
            (
                button(label(language, "card.checklist"), MakeChecklist(service_id=service.id)),
                *(book if visit_plan(hall, service) else ()),
            ),
            *in_rows(sections),
            (button(label(language, "ask_staff"), AskStaff()), *file),
            way_back(language, OpenCategory(category_id=service.category)),
        ),
    )


def section(language: Language, service: Service, which: Section, *, hall: Hall) -> Screen:
    """One part of a guide."""
    rows: Rows = ()
    if which is Section.FAQS:
        rows = tuple(
            (button(numbered(at + 1, question), OpenFaq(service_id=service.id, faq=at)),)
            for at, question in enumerate(faq_questions(language, service))
        )
    elif which is Section.MATERIALS and service.questions:
        rows = ((button(label(language, "card.checklist"), MakeChecklist(service_id=service.id)),),)
    body = render(
        language,
        f"guides/{which.name.lower()}",
        service=service,
        hall=hall.facts,
        area=hall.area(service.area),
        items=list_everything(service),
    )
    return Screen(body=body, rows=(*rows, way_back(language, OpenGuide(service_id=service.id))))


def faq(language: Language, service: Service, at: int) -> Screen:
    """The answer to one question people ask; ``at`` is its position."""
    asked = faq_questions(language, service)[at]
    body = render(language, "guides/faq", service=service, asked=asked, faq=service.faqs[at])
    checklist = button(label(language, "card.checklist"), MakeChecklist(service_id=service.id))
    ask = button(label(language, "ask_staff"), AskStaff())
    return Screen(
        body=body,
        rows=((checklist,), (ask,), way_back(language, OpenSection(service_id=service.id, section=Section.FAQS))),
    )


def faq_questions(language: Language, service: Service) -> list[str]:
    """How each question is asked, in the reader's language; where nobody worded it so, how its answer begins."""
    return [_worded(language, faq) for faq in service.faqs]


def _worded(language: Language, faq: Faq) -> str:
    if language is Language.EN:
        return next((wording for wording in faq.asked if not CHINESE.search(wording)), faq.answer.en.split("\n")[0])
    wording = next((wording for wording in faq.asked if CHINESE.search(wording)), faq.answer.zh.split("\n")[0])
    return wording if language is Language.ZH_HANS else to_traditional(wording, product_overrides())


def _has(service: Service, which: Section) -> bool:
    return {Section.CONDITIONS: bool(service.conditions), Section.FAQS: bool(service.faqs)}.get(which, True)
