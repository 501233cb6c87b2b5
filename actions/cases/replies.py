"""What staff write in a topic: replies that wait a moment before they leave, and notes that never do.

Source: docs/rules/staff.md, 3.
"""

from datetime import datetime

from actions.cases.additions import is_further_part, parts_of
from actions.cases.finding import case_of, keep_written, lock_for
from actions.cases.parts import give_part
from actions.cases.saying import refresh_status, say_status, say_to_citizen
from actions.cases.standing import in_place
from actions.cases.trace import CASE, note_message, placed
from actions.cases.work import is_nobodys, take
from content.models import Hall
from domain.acting import is_about
from domain.cases import Actor, Case, acting_staff
from domain.conversation import (
    LEFT_THE_HOUSE,
    REPLY_HOLD,
    TO_CITIZEN,
    Author,
    CaseMessage,
    MessageState,
    Purpose,
    Written,
    check_can_change,
)
from domain.errors import CaseOver, Gone, NotYours
from domain.flows import Party
from domain.people import Member
from storage.case_messages import (
    claim_due_replies,
    get_message,
    has_note,
    move_message,
    reword,
)
from storage.events import list_events
from storage.transaction import Tx


async def hold_reply(tx: Tx, case_id: int, written: Written, *, member: Member, now: datetime) -> CaseMessage:
    """Keep a clerk's reply for ``REPLY_HOLD`` and say so below it; a case nobody has becomes the clerk's.

    Raises:
        CaseOver: the case is closed, or is of somebody without Telegram.
        NotYours: the clerk is kept out of the case.
    """
    case = await lock_for(tx, case_id, member=member)
    if case.closed_at is not None or case.person_id is None:
        raise CaseOver(number=case.number)
    if await is_nobodys(tx, case, member=member):
        case = await take(tx, case_id, member=member, now=now)
    further = await is_further_part(tx, written, case=case)
    message = await keep_written(
        tx,
        written,
        case=case,
        author=Author.STAFF,
        purpose=Purpose.REPLY,
        state=MessageState.HELD,
        now=now,
        staff_id=member.id,
        send_at=now + REPLY_HOLD,
    )
    if not further:
        await say_status(tx, message, case=case, answers=written.message_id)
    await _note(tx, case, action="replied", message=message, member=member, now=now)
    return message


async def keep_note(tx: Tx, case: Case, written: Written, *, member: Member, now: datetime) -> bool:
    """Keep an internal note; true if it is the first in this topic: somebody may think that it was sent.

    Raises:
        NotYours: the case is about whoever writes, or their own.
    """
    if is_about(case, member):
        raise NotYours(number=case.number)
    first = not await has_note(tx, case.id)
    message = await keep_written(
        tx,
        written,
        case=case,
        author=Author.STAFF,
        purpose=Purpose.NOTE,
        state=MessageState.NOTED,
        now=now,
        staff_id=member.id,
    )
    await _note(tx, case, action="noted", message=message, member=member, now=now)
    return first


async def stop_reply(tx: Tx, message_id: int, *, member: Member, now: datetime) -> None:
    """Keep a held reply in the house.

    Raises:
        AlreadySent: it has left.
        Gone: there is no such reply.
        NotYours: whoever presses is kept out of the case.
    """
    await _keep_back(tx, message_id, to=MessageState.STOPPED, action="stopped", member=member, now=now)


async def make_note(tx: Tx, message_id: int, *, member: Member, now: datetime) -> None:
    """Turn a held reply into an internal note.

    Raises:
        AlreadySent: it has left.
        Gone: there is no such reply.
        NotYours: whoever presses is kept out of the case.
    """
    await _keep_back(tx, message_id, to=MessageState.NOTED, action="made_note", member=member, now=now)


async def _keep_back(tx: Tx, message_id: int, *, to: MessageState, action: str, member: Member, now: datetime) -> None:
    message = await get_message(tx, message_id)
    if message is None or message.author is not Author.STAFF:
        raise Gone
    case = await lock_for(tx, message.case_id, member=member)
    purpose = Purpose.NOTE if to is MessageState.NOTED else None
    held = (MessageState.HELD,)
    parts = await parts_of(tx, message)
    kept = [await move_message(tx, part.id, from_states=held, to=to, purpose=purpose) for part in parts]
    present = await get_message(tx, message_id)
    if present is None:
        raise Gone
    check_can_change(present)
    if any(kept):
        await _note(tx, case, action=action, message=present, member=member, now=now)
    await refresh_status(tx, present, case=case, now=now)


async def reword_by_staff(tx: Tx, message: CaseMessage, *, text: str, hall: Hall, now: datetime) -> bool:
    """A clerk edited what they wrote: a held reply changes and waits anew, a note gets a new version.

    Returns False if the citizen has it already, so that the clerk must be told.
    """
    if text == message.content.text:
        return True
    if message.purpose in TO_CITIZEN and message.state in LEFT_THE_HOUSE:
        return False
    send_at = now + REPLY_HOLD if message.state is MessageState.HELD else None
    changed = await reword(tx, message, text=text, now=now, send_at=send_at)
    if changed is None:
        # It left the house between our look and our change.
        return False
    case = await case_of(tx, changed)
    detail = {"message": changed.id, "version": changed.version}
    await note_message(tx, case, actor=f"staff:{changed.staff_id}", action="reworded", now=now, detail=detail)
    if changed.state is MessageState.HELD:
        await refresh_status(tx, changed, case=case, now=now)
    if changed.action and changed.staff_id:
        by = Actor(Party.CLERK, changed.staff_id)
        await give_part(
            tx, case, action=changed.action, written=changed.content, by=by, hall=hall, now=now, version=changed.version
        )
    return True


async def send_due_replies(tx: Tx, *, now: datetime, limit: int) -> int:
    """Let the replies leave whose time has come, oldest first; return how many that were."""
    due = await claim_due_replies(tx, now=now, limit=limit)
    for message in due:
        case = await case_of(tx, message)
        await say_to_citizen(tx, message, case=case)
        detail = {"message": message.id, "late": (now - message.send_at).total_seconds() if message.send_at else 0}
        await note_message(tx, case, actor="hall", action="reply_left", now=now, detail=detail)
    return len(due)


async def first_hint_for(tx: Tx, case: Case, *, person_id: int, now: datetime) -> bool:
    """Whether somebody who may not reply has yet to be told so in this topic; told now, so only once."""
    told = await list_events(tx, subject_kind=CASE, subject_id=case.id, actions=("outsider_told",))
    if any(event.detail.get("person") == person_id for event in told):
        return False
    await note_message(tx, case, actor="hall", action="outsider_told", now=now, detail={"person": person_id})
    return True


async def _note(tx: Tx, case: Case, *, action: str, message: CaseMessage, member: Member, now: datetime) -> None:
    actor = await in_place(tx, case, acting_staff(member), now=now)
    detail = {"message": message.id, **placed(actor)}
    await note_message(tx, case, actor=actor.name, action=action, now=now, detail=detail)
