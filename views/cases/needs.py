"""What an action asks for before it is done: how the case turned out, where it goes, the words."""

from collections.abc import Iterable

from content.cases import Choice
from content.models import Area
from domain.cases import Case
from domain.flows import Need
from domain.languages import Language
from views.case_callbacks import ChooseArea, ChooseCode, DoAction
from views.cases.dropping import give_up_words
from views.cases.topic import ask_words
from views.render import label, render
from views.screen import Rows, Screen, button


def ask_next(
    language: Language,
    case: Case,
    choice: Choice,
    *,
    areas: Iterable[Area],
    mark: str,
    area: Area | None = None,
    code: str | None = None,
) -> Screen:
    """Asks for what an action needs next; once nothing is left, whether it is to be done."""
    chosen = area.id if area else None
    if first := ask_choice(language, case, choice, areas=areas, area=chosen, code=code, mark=mark):
        return first
    if choice.needs:
        return ask_words(language, case, choice, area=area.name if area else None, mark=mark)
    return _confirm(language, case, choice, code=code, mark=mark)


def ask_choice(
    language: Language,
    case: Case,
    choice: Choice,
    *,
    areas: Iterable[Area],
    area: str | None,
    code: str | None,
    mark: str,
) -> Screen | None:
    """Asks for what must still be chosen by a button; None if nothing."""
    if choice.codes and choice.code(code) is None:
        return _choose_code(language, case, choice, mark=mark)
    if Need.UNIT in choice.needs and area is None:
        return _choose_area(language, case, choice, areas=areas, mark=mark)
    return None


def _choose_code(language: Language, case: Case, choice: Choice, *, mark: str) -> Screen:
    """Asks how the case turned out."""
    rows: Rows = tuple(
        (button(code.name.in_(language), ChooseCode(case_id=case.id, code=code.id)),) for code in choice.codes
    )
    body = render(language, "staff/choose_code", case=case, done=choice.name)
    return Screen(body=body, rows=(*rows, (give_up_words(language, mark=mark),)), fresh=True)


def _choose_area(language: Language, case: Case, choice: Choice, *, areas: Iterable[Area], mark: str) -> Screen:
    """Asks where a case is to go; one area a row, because their names are long."""
    rows: Rows = tuple((button(area.name.in_(language), ChooseArea(case_id=case.id, area=area.id)),) for area in areas)
    body = render(language, "staff/choose_area", case=case, done=choice.name)
    return Screen(body=body, rows=(*rows, (give_up_words(language, mark=mark),)), fresh=True)


def _confirm(language: Language, case: Case, choice: Choice, *, code: str | None, mark: str) -> Screen:
    """Asks whether to do what needs no words."""
    press = DoAction(case_id=case.id, version=case.version, action=choice.action)
    yes = button(label(language, "staff.do_it"), press)
    body = render(language, "staff/confirm", case=case, done=choice.name, code=choice.code(code), tells=choice.tells)
    return Screen(body=body, rows=((yes, give_up_words(language, mark=mark)),), fresh=True)
