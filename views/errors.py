"""Refusals in words: the rule, and what to do next."""

from collections.abc import Mapping

from aiogram.filters.callback_data import CallbackData

from domain.booking_refusals import BookingRestricted, HoldOver, VisitChanged, VisitOver
from domain.errors import (
    CaseChanged,
    CaseOver,
    Gone,
    GuideExpired,
    GuideGone,
    OutdatedButton,
    PrivateClosed,
    Refusal,
    TooLateForThat,
)
from domain.languages import Language
from views.booking_callbacks import AppealMissed
from views.callbacks import MyChecklists, OpenCategories
from views.navigation import way_back
from views.own_case_callbacks import AskStaff
from views.render import label, render
from views.screen import Screen, button

ALERT_LENGTH = 200
"""Characters an alert holds."""
NEXT_STEPS: Mapping[type[Refusal], tuple[tuple[str, CallbackData], ...]] = {
    Gone: (("open.guides", OpenCategories()), ("open.lists", MyChecklists())),
    GuideGone: (("open.guides", OpenCategories()), ("ask_staff", AskStaff())),
    GuideExpired: (("ask_staff", AskStaff()), ("open.guides", OpenCategories())),
    CaseOver: (("ask_staff", AskStaff()),),
}
"""Buttons a refusal is worth, beside the way home: (label, where it leads)."""
WORTH_A_SCREEN = frozenset({GuideGone, GuideExpired, Gone, BookingRestricted})
"""Refusals whose next step is a button, so an alert would not do."""
WORTH_STAYING = frozenset({PrivateClosed})
"""Refusals whose next step is elsewhere: an alert would be gone by the time somebody is there."""
OF_A_CASE = frozenset({CaseChanged, CaseOver, TooLateForThat})
"""Refusals after which whose case it is sees it as it is now: what was pressed belongs to how it was."""
OF_A_VISIT = frozenset({HoldOver, VisitChanged, VisitOver})
"""Refusals after which people see their appointments as they are now."""
LOST = frozenset({OutdatedButton})
"""Refusals after which the person is shown the first screen, because nobody knows where they were."""


def refused(language: Language, refusal: Refusal, *, in_private: bool) -> Screen:
    """A refusal as a screen; in a group without buttons, which are of private chats, and never in a card's place."""
    body = render(language, f"errors/{refusal.code}", **refusal.params)
    if not in_private:
        return Screen(body=body, fresh=True)
    steps = tuple(button(label(language, name), data) for name, data in _next_steps(refusal))
    return Screen(body=body, rows=(*((steps,) if steps else ()), way_back(language)))


def _next_steps(refusal: Refusal) -> tuple[tuple[str, CallbackData], ...]:
    if isinstance(refusal, BookingRestricted):
        return (("visits.appeal", AppealMissed()) if refusal.params["appeal"] else ("ask_staff", AskStaff()),)
    return NEXT_STEPS.get(type(refusal), ())


def fits_alert(screen: Screen, *, refusal: Refusal, in_private: bool) -> bool:
    """Whether an alert over the pressed button says it all."""
    has_next_step = in_private and type(refusal) in WORTH_A_SCREEN
    return not has_next_step and type(refusal) not in WORTH_STAYING and len(screen.body.text) <= ALERT_LENGTH
