"""How to reach a citizen: asked for with a reason in the topic, shown in private."""

from collections.abc import Sequence

from domain.cases import Case
from domain.filing import Contact
from domain.languages import Language
from domain.revealing import MAX_REASON
from views.cases.dropping import give_up_words
from views.render import render
from views.screen import Screen


def ask_reason(language: Language, case: Case, *, mark: str) -> Screen:
    """Asks why, with a way to leave it."""
    body = render(language, "staff/reveal_reason", case=case, limit=MAX_REASON)
    return Screen(body=body, rows=((give_up_words(language, mark=mark),),), fresh=True)


def revealed(language: Language, case: Case, *, by: str, reason: str) -> Screen:
    """Says in the topic who was shown it and why, and not what."""
    return Screen(body=render(language, "staff/revealed", case=case, by=by, reason=reason))


def contact(language: Language, *, case: Case, contacts: Sequence[Contact]) -> Screen:
    """Every way to reach the citizen, for one member of staff in private."""
    return Screen(body=render(language, "staff/contact", case=case, contacts=contacts))
