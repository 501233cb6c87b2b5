"""Why a case is late: the causes to choose from, the words, and the line in the topic."""

from collections.abc import Callable, Sequence

from aiogram.filters.callback_data import CallbackData

from content.models import Option
from content.texts import Text
from domain.cases import Case
from domain.delays import MAX_EXPLANATION
from domain.languages import Language
from views.cases.dropping import give_up_words
from views.delay_callbacks import GiveCause, GiveCauseOnDesk
from views.desk_callbacks import SeeCase
from views.navigation import way_back
from views.render import render
from views.screen import Button, Screen, button


def choose_cause(language: Language, case: Case, *, clock_id: int, period: Text, causes: Sequence[Option]) -> Screen:
    """Asks in the topic what the delay comes of."""
    leave = (give_up_words(language),)
    return _choose(language, case, period, causes, lambda cause: GiveCause(clock_id=clock_id, cause=cause), leave=leave)


def choose_cause_on_desk(
    language: Language, case: Case, *, clock_id: int, period: Text, causes: Sequence[Option]
) -> Screen:
    """The same at the desk."""
    leave = way_back(language, SeeCase(case_id=case.id))
    return _choose(
        language, case, period, causes, lambda cause: GiveCauseOnDesk(clock_id=clock_id, cause=cause), leave=leave
    )


def _choose(
    language: Language,
    case: Case,
    period: Text,
    causes: Sequence[Option],
    press: Callable[[str], CallbackData],
    *,
    leave: tuple[Button, ...],
) -> Screen:
    rows = tuple((button(cause.label.in_(language), press(cause.id)),) for cause in causes)
    body = render(language, "staff/delay_cause", case=case, period=period)
    return Screen(body=body, rows=(*rows, leave), fresh=True)


def ask_words(language: Language, case: Case, *, period: Text, cause: Option, mark: str) -> Screen:
    """Asks in the topic for the words."""
    return _ask(language, case, period, cause, leave=(give_up_words(language, mark=mark),))


def ask_words_on_desk(language: Language, case: Case, *, period: Text, cause: Option) -> Screen:
    """The same at the desk."""
    return _ask(language, case, period, cause, leave=way_back(language, SeeCase(case_id=case.id)))


def _ask(language: Language, case: Case, period: Text, cause: Option, *, leave: tuple[Button, ...]) -> Screen:
    body = render(language, "staff/delay_words", case=case, period=period, cause=cause.label, limit=MAX_EXPLANATION)
    return Screen(body=body, rows=(leave,), fresh=True)


def explained(
    language: Language, *, number: str, kind: Text, period: Text, by: str, cause: Text | None, words: str
) -> Screen:
    """The explanation, for the topic."""
    about = {"number": number, "kind": kind, "period": period}
    return Screen(body=render(language, "staff/delay_explained", **about, by=by, cause=cause, words=words))
