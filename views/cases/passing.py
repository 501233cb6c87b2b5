"""A case goes from hand to hand: to which colleague."""

from collections.abc import Sequence

from domain.cases import Case
from domain.languages import Language
from domain.people import Member
from views.case_callbacks import AssignCase
from views.cases.dropping import give_up_words
from views.render import label, render
from views.screen import Button, Rows, Screen, button


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
