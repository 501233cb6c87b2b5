"""The word in private to whoever got a case, or is asked to take it."""

from content.cases import Shown
from content.texts import Text
from domain.languages import Language
from domain.ratings import Rating
from domain.visit_ratings import VisitRating
from views.cases.rating import level_name
from views.desk_callbacks import SeeCase
from views.render import label, render
from views.screen import Screen, button


def given(
    language: Language,
    *,
    shown: Shown,
    area: Text | None,
    by: str,
    is_theirs: bool,
    origin: Rating | VisitRating | None,
) -> Screen:
    """From whom, or, if ``by`` is empty, why it fell to them; ``origin`` is the bad rating it came of, if it did.

    It leads to the case at the desk, and from there to its topic.
    """
    level = level_name(language, origin.level) if origin and origin.level else ""
    values = {"area": area, "by": by, "is_theirs": is_theirs, "level": level}
    leads = button(label(language, "desk.open_case", number=shown.case.number), SeeCase(case_id=shown.case.id))
    return Screen(body=render(language, "staff/given", shown=shown, **values), rows=((leads,),))
