"""What a citizen can do with their case now, as buttons."""

from aiogram.filters.callback_data import CallbackData

from content.cases import Choice, Shown
from domain.cases import CAUSE_TAKEN_BACK, Case
from domain.languages import Language
from views.own_case_callbacks import ActInCase, AddToCase, AskWithdrawal, WriteForAction
from views.render import label
from views.screen import Rows, button


def moves(language: Language, shown: Shown) -> Rows:
    """A button for each action of the flow, one a row, because their names are sentences."""
    return tuple(
        (button(choice.name.in_(language), _press(shown.case, choice)),) for choice in shown.choices if choice.name
    )


def withdrawal(language: Language, shown: Shown) -> Rows:
    """The way to take the case back, while that is possible."""
    possible = any(choice.action == CAUSE_TAKEN_BACK for choice in shown.choices)
    return ((button(label(language, "cases.withdraw"), AskWithdrawal(case_id=shown.case.id)),),) if possible else ()


def _press(case: Case, choice: Choice) -> CallbackData:
    if choice.by_writing:
        return AddToCase(case_id=case.id)
    press = WriteForAction if choice.needs else ActInCase
    return press(case_id=case.id, version=case.version, action=choice.action)
