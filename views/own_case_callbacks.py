"""The buttons by which citizens follow and go on with their own cases; those of staff: ``views/case_callbacks.py``."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from views.callbacks import Id, Name, Place


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
