"""The buttons of questions and other cases, of citizens and of staff; see ``views/callbacks.py`` for the rest."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from domain.cases import Channel
from views.callbacks import Id, Name, Place

# --- cases: citizens


class AskStaff(CallbackData, prefix="eq"):
    """Write a question to staff."""


class HandOver(CallbackData, prefix="ho"):
    """Pass the last question on to staff."""


class SendQuestion(CallbackData, prefix="es"):
    """Send the previewed question; ``key`` is the draft's, so that it is sent once."""

    key: Name


class ChangeQuestion(CallbackData, prefix="ec"):
    """Write the question anew before it is sent."""


class MyCases(CallbackData, prefix="me"):
    """To the person's own questions with staff; ``page`` counts from 0, newest first."""

    page: Place = 0


class OpenCase(CallbackData, prefix="eo"):
    """To the card of one of the person's own cases."""

    case_id: Id


class ShowSteps(CallbackData, prefix="et"):
    """To what happened to one of the person's own cases; ``page`` counts from 0, newest first."""

    case_id: Id
    page: Place = 0


class AddToCase(CallbackData, prefix="ea"):
    """The next message belongs to this case."""

    case_id: Id


class ChooseCase(CallbackData, prefix="ew"):
    """What was just written belongs to this case."""

    case_id: Id


class ChooseNone(CallbackData, prefix="en"):
    """What was just written belongs to no case: it is a new question."""


class TakeBack(CallbackData, prefix="eb"):
    """What was added is a new question; ``message_id`` is ours."""

    message_id: Id


class ActInCase(CallbackData, prefix="ei"):
    """What the flow of the person's own case lets them do; ``version`` is that of the case they saw."""

    case_id: Id
    version: Place
    action: Name


class WriteForAction(CallbackData, prefix="ed"):
    """The next message is the words of what the person is about to do with their own case."""

    case_id: Id
    version: Place
    action: Name


class AskWithdrawal(CallbackData, prefix="ej"):
    """Ask whether the person's own case is to be taken back."""

    case_id: Id


class WithdrawCase(CallbackData, prefix="ev"):
    """Take the person's own case back, for good."""

    case_id: Id
    version: Place


class NudgeCase(CallbackData, prefix="vn"):
    """Push one of the person's own cases that waits for staff."""

    case_id: Id


class AskRating(CallbackData, prefix="vo"):
    """To the five levels of a rating of the person's own; ``rating_id`` is ours."""

    rating_id: Id


class RateCase(CallbackData, prefix="va"):
    """How content the person is, from 1 to 5, the best highest."""

    rating_id: Id
    level: Annotated[int, Field(ge=1, le=5)]


class GiveReason(CallbackData, prefix="vr"):
    """What a rating is about: the id of one of the hall's reasons."""

    rating_id: Id
    reason: Name


class CommentRating(CallbackData, prefix="vc"):
    """The next message says more about a rating."""

    rating_id: Id


# --- cases: staff


class TakeCase(CallbackData, prefix="st"):
    """I take it."""

    case_id: Id


class AskTakeOver(CallbackData, prefix="so"):
    """Ask whether to take a case from a colleague."""

    case_id: Id


class TakeOver(CallbackData, prefix="sy"):
    """Take it from the colleague who had it at this version."""

    case_id: Id
    version: Place


class ReleaseCase(CallbackData, prefix="sr"):
    """Give it back."""

    case_id: Id


class AskAssign(CallbackData, prefix="sa"):
    """To the list of those a case can be given to."""

    case_id: Id


class AssignCase(CallbackData, prefix="sg"):
    """Give the case, as it was at this version, to a member of staff."""

    case_id: Id
    version: Place
    staff_id: Id


class ChooseArea(CallbackData, prefix="su"):
    """The area a case is to be passed on to; the action waits in the form."""

    case_id: Id
    area: Name


class ChooseCode(CallbackData, prefix="se"):
    """How a case turned out; the action waits in the form."""

    case_id: Id
    code: Name


class FileKind(CallbackData, prefix="sf"):
    """The kind of case somebody of staff writes down."""

    kind: Name


class FileVia(CallbackData, prefix="sh"):
    """How it came to the hall."""

    channel: Channel


class FileNow(CallbackData, prefix="sb"):
    """File what was previewed; ``key`` is the preview's."""

    key: Name


class NoteCall(CallbackData, prefix="sl"):
    """Whether the citizen was reached by telephone; ``task`` names what they were to be told."""

    case_id: Id
    task: Name
    reached: bool


class AskContact(CallbackData, prefix="si"):
    """Ask how to reach the citizen; the reason follows."""

    case_id: Id


class AskTime(CallbackData, prefix="sq"):
    """Ask for more of the period that runs."""

    case_id: Id


class ChooseTime(CallbackData, prefix="sk"):
    """By how many units of the period, in a case as it was at this version."""

    case_id: Id
    version: Place
    amount: Place


class SendRequest(CallbackData, prefix="sn"):
    """Ask for more time with the previewed reason; ``key`` is the preview's."""

    key: Name


class ChangeReason(CallbackData, prefix="sc"):
    """Write the reason anew."""


class GrantTime(CallbackData, prefix="sj"):
    """More time is granted; ``request_id`` is ours."""

    request_id: Id


class DenyTime(CallbackData, prefix="sz"):
    """More time is not granted; the words for it follow."""

    request_id: Id


class DoAction(CallbackData, prefix="sd"):
    """Do with a case what its flow lets staff do, without words; ``version`` is that of the case on the card."""

    case_id: Id
    version: Place
    action: Name


class WriteWords(CallbackData, prefix="sv"):
    """Write the words of an action; ``version`` as above."""

    case_id: Id
    version: Place
    action: Name


class SendWords(CallbackData, prefix="ss"):
    """Send the previewed words; ``key`` is the preview's, so that nothing else is sent."""

    key: Name


class ChangeWords(CallbackData, prefix="sw"):
    """Write the words anew."""


class DropWords(CallbackData, prefix="sx"):
    """Leave it as it was."""


class StopReply(CallbackData, prefix="sp"):
    """Keep a held reply in the house; ``message_id`` is ours."""

    message_id: Id


class MakeNote(CallbackData, prefix="sm"):
    """Turn a held reply into an internal note; ``message_id`` is ours."""

    message_id: Id
