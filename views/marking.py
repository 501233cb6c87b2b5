"""A mark on what a citizen writes: what staff choose and see, and what the citizen reads."""

from typing import Any

from content.cases import AbuseMark
from domain.abuse import Abuse
from domain.cases import Case
from domain.languages import Language
from views.desk_callbacks import MarkAbuse, SeeCase
from views.navigation import way_back
from views.render import label, render
from views.screen import Screen, button


def ask(language: Language, case: Case) -> Screen:
    """Asks what it is, and says what follows."""
    kinds = [button(_name(language, abuse), MarkAbuse(case_id=case.id, abuse=abuse)) for abuse in Abuse]
    body = render(language, "desk/mark", number=case.number)
    return Screen(body=body, rows=((*kinds[:2],), (*kinds[2:],), way_back(language, SeeCase(case_id=case.id))))


def marked(language: Language, *, number: str, abuse: Abuse | None) -> Screen:
    """What the citizen reads of a mark; ``abuse`` is None where it was taken away."""
    name = _name(language, abuse) if abuse else ""
    return Screen(body=render(language, "cases/marked", number=number, abuse=name))


def on_card(language: Language, mark: AbuseMark | None) -> dict[str, Any]:
    """What the cards of staff say of a mark."""
    return {"mark": mark, "abuse": _name(language, mark.abuse) if mark else ""}


def _name(language: Language, abuse: Abuse) -> str:
    return label(language, f"abuse.{abuse}")
