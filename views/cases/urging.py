"""Whoever has a case is urged: why it is asked, and what they and the topic read."""

from content.cases import Shown, Urging
from domain.cases import Case
from domain.languages import Language
from domain.revealing import MAX_REASON
from views.cases.dropping import give_up_words
from views.desk_callbacks import SeeCase
from views.navigation import way_back
from views.render import render
from views.screen import Button, Screen


def ask_reason(language: Language, case: Case, *, owner: str, mark: str) -> Screen:
    """Asks in the topic why."""
    return _ask(language, case, owner, leave=(give_up_words(language, mark=mark),))


def ask_reason_on_desk(language: Language, case: Case, *, owner: str) -> Screen:
    """The same at the desk."""
    return _ask(language, case, owner, leave=way_back(language, SeeCase(case_id=case.id)))


def _ask(language: Language, case: Case, owner: str, *, leave: tuple[Button, ...]) -> Screen:
    body = render(language, "staff/urge_reason", case=case, owner=owner, limit=MAX_REASON)
    return Screen(body=body, rows=(leave,), fresh=True)


def urged(language: Language, *, shown: Shown, urging: Urging, is_owner: bool) -> Screen:
    """The urging, for whoever has the case and for its topic."""
    return Screen(body=render(language, "staff/urged", shown=shown, urging=urging, is_owner=is_owner))
