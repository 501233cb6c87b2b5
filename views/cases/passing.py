"""A case goes from hand to hand: to which area, to which colleague, and the word to whoever gets it."""

from collections.abc import Iterable, Sequence

from content.cases import Choice
from content.models import Area
from content.texts import Text
from domain.cases import Case
from domain.flows import Need
from domain.languages import Language
from domain.people import Member
from views.case_callbacks import AssignCase, ChooseArea
from views.cases.dropping import give_up_words
from views.cases.topic import ask_words
from views.render import label, render
from views.screen import Button, Rows, Screen, button


def asks_area(choice: Choice, area: str | None) -> bool:
    """Whether an action still needs to know where a case is to go."""
    return Need.UNIT in choice.needs and area is None


def begin(language: Language, case: Case, choice: Choice, *, areas: Iterable[Area]) -> Screen:
    """Asks for what an action needs first: where the case is to go, or the words."""
    if asks_area(choice, None):
        return choose_area(language, case, choice, areas=areas)
    return ask_words(language, case, choice)


def choose_area(language: Language, case: Case, choice: Choice, *, areas: Iterable[Area]) -> Screen:
    """Asks where a case is to go; one area a row, because their names are long."""
    rows: Rows = tuple((button(area.name.in_(language), ChooseArea(case_id=case.id, area=area.id)),) for area in areas)
    return Screen(
        body=render(language, "staff/choose_area", case=case, done=choice.name),
        rows=(*rows, (give_up_words(language),)),
        fresh=True,
    )


def choose_colleague(language: Language, case: Case, *, colleagues: Sequence[tuple[Member, int]]) -> Screen:
    """Asks who is to have a case; ``colleagues`` with how many open ones each has."""
    rows: Rows = tuple((_colleague(language, case, member, open_cases),) for member, open_cases in colleagues)
    body = render(language, "staff/choose_colleague", case=case, found=bool(colleagues))
    return Screen(body=body, rows=(*rows, (give_up_words(language),)), fresh=True)


def _colleague(language: Language, case: Case, member: Member, open_cases: int) -> Button:
    name = label(language, "staff.colleague", name=member.person.first_name[:24], open=open_cases)
    return button(name, AssignCase(case_id=case.id, version=case.version, staff_id=member.id))


def assigned(language: Language, case: Case, *, owner: str) -> Screen:
    """Says who has it now."""
    return Screen(body=render(language, "staff/taken_over", case=case, owner=owner))


def given(
    language: Language, *, case: Case, kind: Text, state: Text, area: Text | None, by: str, is_theirs: bool
) -> Screen:
    """A word in private to whoever got a case, or is asked to take it."""
    values = {"case": case, "kind": kind, "state": state, "area": area, "by": by, "is_theirs": is_theirs}
    return Screen(body=render(language, "staff/given", **values))
