"""The buttons by which staff work on questions and other cases; those of citizens: ``views/own_case_callbacks.py``."""

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from domain.cases import Channel
from views.callbacks import Id, Name, Place


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


class AskUrging(CallbackData, prefix="tu"):
    """Ask why whoever has the case is urged."""

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

    case_id: Id
    key: Name


class ChangeReason(CallbackData, prefix="sc"):
    """Write the reason anew."""


class GrantTime(CallbackData, prefix="sj"):
    """More time is granted; ``request_id`` is ours."""

    request_id: Id


class SendDenial(CallbackData, prefix="td"):
    """More time is not granted, with the previewed words; ``key`` is the preview's."""

    request_id: Id
    key: Name


class ChangeDenial(CallbackData, prefix="tc"):
    """Write anew why not."""


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
    """Send the previewed words about a case; ``key`` is the preview's, so that nothing else is sent."""

    case_id: Id
    key: Name


class ChangeWords(CallbackData, prefix="sw"):
    """Write the words anew."""


class DropWords(CallbackData, prefix="sx"):
    """Leave it as it was; ``mark`` is that of what was begun, empty where nothing waits for words."""

    mark: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,32}$")] = ""


class StopReply(CallbackData, prefix="sp"):
    """Keep a held reply in the house; ``message_id`` is ours."""

    message_id: Id


class MakeNote(CallbackData, prefix="sm"):
    """Turn a held reply into an internal note; ``message_id`` is ours."""

    message_id: Id
