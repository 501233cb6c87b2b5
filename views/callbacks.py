"""Every button of ours, typed. A press is old the moment it is made: handlers check it against the present.

Prefixes are short because a button holds 64 bytes, and never used again for something else.
"""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from domain.languages import Language

UNSURE_OPTION = -1
"""The option of an AnswerQuestion that says "not sure"."""


class Section(StrEnum):
    """A part of a guide; values are short because they travel in buttons."""

    MATERIALS = "m"
    CONDITIONS = "c"
    STEPS = "s"
    TIME = "t"
    PLACE = "p"
    FAQS = "f"
    BASIS = "b"


class GoHome(CallbackData, prefix="h"):
    """To the first screen."""


class GiveUp(CallbackData, prefix="x"):
    """Give up the open form and go home."""


# --- start, guides, checklists, questions


class SetLanguage(CallbackData, prefix="l"):
    """Speak this language from now on."""

    language: Language


class ChooseLanguage(CallbackData, prefix="lc"):
    """To the list of languages."""


class ShowHelp(CallbackData, prefix="hp"):
    """To the help screen."""


class ShowHours(CallbackData, prefix="hr"):
    """To opening hours, address and telephone."""


class OpenCategories(CallbackData, prefix="gc"):
    """To the shelves of the guide list."""


class OpenCategory(CallbackData, prefix="gk"):
    """To the guides of one shelf."""

    category_id: str


class OpenGuide(CallbackData, prefix="g"):
    """To a service's card."""

    service_id: str


class OpenSection(CallbackData, prefix="gs"):
    """To one section of a guide."""

    service_id: str
    section: Section


class OpenFaq(CallbackData, prefix="gf"):
    """To the answer of one of a guide's own questions; ``faq`` is its position."""

    service_id: str
    faq: int


class MakeChecklist(CallbackData, prefix="cm"):
    """Begin the questions of a service, or go on with them."""

    service_id: str


class AnswerQuestion(CallbackData, prefix="ca"):
    """One answer on the way to a checklist. ``step``: answers given before; ``option``: position, or UNSURE_OPTION."""

    service_id: str
    step: int
    option: int


class StepBack(CallbackData, prefix="cb"):
    """To the question before; ``step`` as above."""

    service_id: str
    step: int


class MyChecklists(CallbackData, prefix="cl"):
    """To the person's own checklists."""


class OpenChecklist(CallbackData, prefix="co"):
    """To one checklist."""

    ref: str


class TickItem(CallbackData, prefix="ct"):
    """Tick or untick an item. The state wanted is in the button, so that a double tap does nothing twice."""

    ref: str
    version: int
    item: int
    ticked: bool


class RedoChecklist(CallbackData, prefix="cr"):
    """Answer the questions of a checklist anew."""

    ref: str


class RemoveChecklist(CallbackData, prefix="cx"):
    """Ask whether a checklist is to be removed."""

    ref: str


class ConfirmRemoval(CallbackData, prefix="cy"):
    """Remove a checklist."""

    ref: str


# --- enquiries: citizens


class StartEnquiry(CallbackData, prefix="eq"):
    """Write a question to staff."""


class HandOver(CallbackData, prefix="ho"):
    """Pass the last question on to staff."""


# --- enquiries: staff
