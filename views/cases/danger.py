"""The alert in private that a citizen's words may mean danger to life."""

from content.cases import Shown
from domain.languages import Language
from views.desk_callbacks import SeeCase
from views.render import label, render
from views.screen import Screen, button


def danger(language: Language, *, shown: Shown) -> Screen:
    """It leads to the case at the desk."""
    case = shown.case
    leads = button(label(language, "desk.open_case", number=case.number), SeeCase(case_id=case.id))
    return Screen(body=render(language, "staff/danger", shown=shown), rows=((leads,),))
