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


class SendEnquiry(CallbackData, prefix="es"):
    """Send the previewed question; ``key`` is the draft's, so that it is sent once."""

    key: str


class ChangeEnquiry(CallbackData, prefix="ec"):
    """Write the question anew before it is sent."""


class MyEnquiries(CallbackData, prefix="me"):
    """To the person's own questions with staff; ``page`` counts from 0, newest first."""

    page: int = 0


class OpenEnquiry(CallbackData, prefix="eo"):
    """To the card of one of the person's own enquiries."""

    enquiry_id: int


class AddToEnquiry(CallbackData, prefix="ea"):
    """The next message belongs to this enquiry."""

    enquiry_id: int


class ChooseEnquiry(CallbackData, prefix="ew"):
    """What was just written belongs to this enquiry."""

    enquiry_id: int


class ChooseNone(CallbackData, prefix="en"):
    """What was just written belongs to no enquiry: it is a new question."""


class TakeBack(CallbackData, prefix="eb"):
    """What was added is a new question; ``message_id`` is ours."""

    message_id: int


class AcceptAnswer(CallbackData, prefix="ek"):
    """The answer helped."""

    enquiry_id: int


class AskAgain(CallbackData, prefix="eh"):
    """The answer did not help, or something is left to ask."""

    enquiry_id: int


# --- enquiries: staff


class TakeEnquiry(CallbackData, prefix="st"):
    """I take it."""

    enquiry_id: int


class AskTakeOver(CallbackData, prefix="so"):
    """Ask whether to take an enquiry from a colleague."""

    enquiry_id: int


class TakeOver(CallbackData, prefix="sy"):
    """Take it from the colleague who had it at this version."""

    enquiry_id: int
    version: int


class ReleaseEnquiry(CallbackData, prefix="sr"):
    """Give it back."""

    enquiry_id: int


class WriteAnswer(CallbackData, prefix="sa"):
    """Write the formal answer."""

    enquiry_id: int


class CloseEnquiry(CallbackData, prefix="sc"):
    """Ask whether to close with or without a word."""

    enquiry_id: int


class CloseQuietly(CallbackData, prefix="sq"):
    """Close without a word of one's own."""

    enquiry_id: int


class SendWords(CallbackData, prefix="ss"):
    """Send the previewed words; ``key`` is the preview's, so that nothing else is sent."""

    key: str


class ChangeWords(CallbackData, prefix="sw"):
    """Write the words anew."""


class DropWords(CallbackData, prefix="sx"):
    """Leave it as it was."""


class ReopenEnquiry(CallbackData, prefix="sn"):
    """Open a closed enquiry again."""

    enquiry_id: int


class StopReply(CallbackData, prefix="sp"):
    """Keep a held reply in the house; ``message_id`` is ours."""

    message_id: int


class MakeNote(CallbackData, prefix="sm"):
    """Turn a held reply into an internal note; ``message_id`` is ours."""

    message_id: int
