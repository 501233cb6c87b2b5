"""What is shown while somebody says whom of the staff a case is about."""

from collections.abc import Sequence

from content.desk import Naming
from domain.cases import Case
from domain.languages import Language
from domain.people import Member
from views.desk_callbacks import AskAbout, ChooseAbout, NameAbout, OpenDesk, SeeCase
from views.navigation import way_back
from views.render import label, render
from views.screen import Screen, button

NAME = 30
"""Characters of a name on a button."""


def choose(language: Language, case: Case, staff: Sequence[Member], *, page: int, more: bool) -> Screen:
    """Asks whom it is about."""
    rows = [(button(one.person.first_name[:NAME], ChooseAbout(case_id=case.id, staff_id=one.id)),) for one in staff]
    if more:
        rows.append((button(label(language, "desk.further"), AskAbout(case_id=case.id, page=page + 1)),))
    body = render(language, "desk/about", number=case.number, any=bool(staff))
    return Screen(body=body, rows=(*rows, way_back(language, SeeCase(case_id=case.id))))


def ask(language: Language, naming: Naming) -> Screen:
    """Says what follows, and asks once more."""
    case, chosen = naming.case, naming.chosen
    name = NameAbout(case_id=case.id, version=case.version, staff_id=chosen.id)
    body = render(
        language,
        "desk/about_ask",
        number=case.number,
        colleague=chosen.person.first_name,
        is_theirs=naming.is_theirs,
        moves=naming.moves,
        stays=naming.stays,
    )
    confirm = (button(label(language, "desk.confirm_about"), name),)
    return Screen(body=body, rows=(confirm, way_back(language, AskAbout(case_id=case.id))))


def named(language: Language, case: Case, *, name: str, owner: str) -> Screen:
    """Says that it is kept, and who has the case."""
    body = render(language, "desk/about_done", number=case.number, colleague=name, owner=owner)
    return Screen(body=body, rows=(way_back(language, OpenDesk()),))
