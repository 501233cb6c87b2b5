"""What is shown while somebody of staff puts right which service a case is about."""

from collections.abc import Sequence

from content.cases import Shown
from content.desk import Correction
from content.models import Category, Service
from content.texts import Text
from domain.cases import Case
from domain.languages import Language
from views.desk_callbacks import AskCorrection, ChooseCorrection, Correct, CorrectFrom, SeeCase
from views.guides import service_buttons, shelf_buttons
from views.navigation import way_back
from views.render import label, render
from views.screen import Screen, button


def shelves(language: Language, case: Case, listed: Sequence[Category]) -> Screen:
    """Asks what it is about: the shelves."""
    buttons = shelf_buttons(language, listed, lambda shelf: CorrectFrom(case_id=case.id, category_id=shelf))
    back = way_back(language, SeeCase(case_id=case.id))
    return Screen(body=render(language, "desk/correct", number=case.number), rows=(*buttons, back))


def shelf(language: Language, case: Case, listed: Sequence[Service]) -> Screen:
    """The services of one shelf."""
    rows = service_buttons(language, listed, lambda service: ChooseCorrection(case_id=case.id, service_id=service))
    back = way_back(language, AskCorrection(case_id=case.id))
    return Screen(body=render(language, "desk/correct", number=case.number), rows=(*rows, back))


def ask(language: Language, correction: Correction) -> Screen:
    """Says what follows, and asks once more."""
    case, service = correction.case, correction.service
    press = Correct(case_id=case.id, version=case.version, service_id=service.id)
    body = render(
        language,
        "desk/correct_ask",
        number=case.number,
        was=correction.was,
        service=service.title,
        by_phone=case.person_id is None,
    )
    confirm = (button(label(language, "desk.confirm_correction"), press),)
    return Screen(body=body, rows=(confirm, way_back(language, AskCorrection(case_id=case.id))))


def corrected(language: Language, correction: Correction) -> Screen:
    """Says that it is kept."""
    case = correction.case
    body = render(language, "desk/correct_done", number=case.number, service=correction.service.title)
    return Screen(body=body, rows=(way_back(language, SeeCase(case_id=case.id)),))


def told(language: Language, *, shown: Shown, by: str, service: Text | None) -> Screen:
    """Tells whoever has the case that somebody else did it; it leads to the case at the desk."""
    leads = button(label(language, "desk.open_case", number=shown.case.number), SeeCase(case_id=shown.case.id))
    return Screen(body=render(language, "staff/corrected", shown=shown, by=by, service=service), rows=((leads,),))
