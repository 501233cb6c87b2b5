"""Every button of ours, typed. A press is old the moment it is made: handlers check it against the present.

Prefixes are short because a button holds 64 bytes, and never used again for something else.
"""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from domain.languages import Language

UNSURE_OPTION = -1
"""The option of an AnswerQuestion that says "not sure"."""

# What comes back is whatever somebody's client chose to send: a value that no column takes is no button of ours.
Id = Annotated[int, Field(ge=1, lt=1 << 62)]
"""A row of ours."""
Place = Annotated[int, Field(ge=0, lt=10_000)]
"""A position or a count, from 0."""
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
"""An id of the hall pack, or a random reference."""


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

    category_id: Name


class OpenGuide(CallbackData, prefix="g"):
    """To a service's card."""

    service_id: Name


class OpenSection(CallbackData, prefix="gs"):
    """To one section of a guide."""

    service_id: Name
    section: Section


class OpenFaq(CallbackData, prefix="gf"):
    """To the answer of one of a guide's own questions; ``faq`` is its position."""

    service_id: Name
    faq: Place


class MakeChecklist(CallbackData, prefix="cm"):
    """Begin the questions of a service, or go on with them."""

    service_id: Name


class AnswerQuestion(CallbackData, prefix="ca"):
    """One answer on the way to a checklist. ``step``: answers given before; ``option``: position, or UNSURE_OPTION."""

    service_id: Name
    step: Place
    option: Annotated[int, Field(ge=UNSURE_OPTION, lt=10_000)]


class StepBack(CallbackData, prefix="cb"):
    """To the question before; ``step`` as above."""

    service_id: Name
    step: Place


class MyChecklists(CallbackData, prefix="cl"):
    """To the person's own checklists."""


class OpenChecklist(CallbackData, prefix="co"):
    """To one checklist."""

    ref: Name


class TickItem(CallbackData, prefix="ct"):
    """Tick or untick an item. The state wanted is in the button, so that a double tap does nothing twice."""

    ref: Name
    version: Place
    item: Place
    ticked: bool


class RedoChecklist(CallbackData, prefix="cr"):
    """Answer the questions of a checklist anew."""

    ref: Name


class RemoveChecklist(CallbackData, prefix="cx"):
    """Ask whether a checklist is to be removed."""

    ref: Name


class ConfirmRemoval(CallbackData, prefix="cy"):
    """Remove a checklist."""

    ref: Name
