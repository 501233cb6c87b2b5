"""The word in private to whoever got a case, or is asked to take it."""

from content.cases import Shown
from content.texts import Text
from domain.languages import Language
from domain.ratings import Rating
from domain.visit_ratings import VisitRating
from views.cases.rating import level_name
from views.render import render
from views.screen import Screen


def given(
    language: Language,
    *,
    shown: Shown,
    area: Text | None,
    by: str,
    is_theirs: bool,
    origin: Rating | VisitRating | None,
) -> Screen:
    """From whom, or, if ``by`` is empty, why it fell to them; ``origin`` is the bad rating it came of, if it did."""
    level = level_name(language, origin.level) if origin and origin.level else ""
    values = {"area": area, "by": by, "is_theirs": is_theirs, "level": level}
    return Screen(body=render(language, "staff/given", shown=shown, **values))
