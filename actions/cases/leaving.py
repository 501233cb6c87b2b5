"""What somebody of staff began cannot be done any more: nothing waits for words then, and what was written is kept."""

from datetime import datetime

from actions.cases.drafts import (
    Begun,
    DelayWords,
    DenialWords,
    MergingWith,
    PartWords,
    RevealWords,
    StaffWords,
    TimeWords,
    UrgeWords,
    Worded,
    begun_in,
)
from actions.cases.replies import keep_note
from actions.forms import Form
from domain.acting import is_about
from domain.cases import Case
from domain.conversation import Written
from domain.errors import (
    AlreadyExtended,
    AlreadyTaken,
    CaseChanged,
    CaseOver,
    ContactKnown,
    ContactNotYours,
    ExtensionTooLong,
    Gone,
    NobodyToUrge,
    NotExtendable,
    NothingToExplain,
    NotYours,
    PrivateClosed,
    Refusal,
    TooLateForThat,
    TooLateToExtend,
    TooManyRevealed,
    UrgedToday,
)
from domain.merging_refusals import CaseMerged
from domain.people import Member
from domain.staff_errors import AskedAlready, PartsAwaited, TooManyAsked
from storage.cases import get_case
from storage.extensions import get_request
from storage.transaction import Tx

FOR_GOOD: tuple[type[Refusal], ...] = (
    AlreadyExtended,
    AlreadyTaken,
    AskedAlready,
    CaseChanged,
    CaseMerged,
    CaseOver,
    ContactKnown,
    ContactNotYours,
    ExtensionTooLong,
    Gone,
    NobodyToUrge,
    NotExtendable,
    NothingToExplain,
    NotYours,
    PartsAwaited,
    PrivateClosed,
    TooLateForThat,
    TooLateToExtend,
    TooManyAsked,
    TooManyRevealed,
    UrgedToday,
)
"""Refusals that other words would not help against."""


async def leave_begun(
    tx: Tx, form: Form, refusal: Refusal, *, written: Written | None, member: Member, now: datetime
) -> bool:
    """Let nothing wait for words that a refusal makes useless; whether words are kept as a note, ``written`` or begun.

    Digits alone that name no case may have been meant as a note; whom the case is about writes none.
    """
    begun = begun_in(form)
    left = await leave_unsent(form, refusal)
    if begun is None or not (left or _may_be_note(begun, written)):
        return False
    said = written or (begun.part.written if isinstance(begun, Worded) and begun.part else None)
    case = await _case_of(tx, begun)
    if said is None or case is None or is_about(case, member):
        return False
    await keep_note(tx, case, said, member=member, now=now)
    return True


def _may_be_note(begun: Begun, written: Written | None) -> bool:
    return isinstance(begun, MergingWith) and written is not None and written.text.strip().isdigit()


async def leave_unsent(form: Form, refusal: Refusal) -> bool:
    """Let nothing wait for words that a refusal makes useless; whether anything did.

    Nothing is kept: at the desk the words stand in the chat of whoever wrote them.
    """
    if begun_in(form) is None or not isinstance(refusal, FOR_GOOD):
        return False
    await form.close()
    return True


async def _case_of(tx: Tx, begun: Begun) -> Case | None:
    if isinstance(begun, StaffWords | TimeWords | DelayWords | UrgeWords | RevealWords | PartWords | MergingWith):
        return await get_case(tx, begun.case_id)
    request = await get_request(tx, begun.request_id) if isinstance(begun, DenialWords) else None
    return await get_case(tx, request.case_id) if request else None
