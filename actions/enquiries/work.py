"""What staff do with an enquiry: take it, give it back, answer it formally, close it, open it again."""

from collections.abc import Mapping
from datetime import datetime

from actions.enquiries.additions import reopen
from actions.enquiries.drafts import StaffWords
from actions.enquiries.saying import refresh_card, say_closed, say_status, say_to_citizen
from actions.enquiries.trace import keep_written, lock_any, note_deed
from domain.enquiries import (
    Author,
    Deed,
    Enquiry,
    EnquiryState,
    MessageState,
    Purpose,
    check_can_do,
    check_words,
)
from domain.errors import NothingToSend, OutdatedButton
from domain.people import ANSWERS_CITIZENS, Member
from storage.enquiries import change_enquiry, claim_held_replies, list_owned
from storage.people import get_person, get_staff_name
from storage.transaction import Tx

DEED_OF = {Purpose.ANSWER: Deed.ANSWER, Purpose.CLOSING: Deed.CLOSE}
"""The deed for which words are written with a preview."""


async def check_may(tx: Tx, enquiry_id: int, deed: Deed, *, member: Member) -> Enquiry:
    """The enquiry, locked, if this member of staff may do this now.

    Raises:
        AlreadyTaken: it is a colleague's to do.
        EnquiryOver: the state does not allow it.
        Gone: there is no such enquiry.
    """
    enquiry = await lock_any(tx, enquiry_id)
    check_can_do(enquiry, deed, staff_id=member.id, owner=await owner_of(tx, enquiry))
    return enquiry


async def owner_of(tx: Tx, enquiry: Enquiry) -> str:
    """The name of whoever has the enquiry; empty without one."""
    return await get_staff_name(tx, enquiry.owner_id) if enquiry.owner_id else ""


async def take(tx: Tx, enquiry_id: int, *, member: Member, now: datetime) -> Enquiry:
    """Take an enquiry nobody has; taking one's own again changes nothing.

    Raises:
        AlreadyTaken: a colleague was faster.
        EnquiryOver: it is answered or closed.
    """
    enquiry = await check_may(tx, enquiry_id, Deed.TAKE, member=member)
    if enquiry.owner_id == member.id and enquiry.state is EnquiryState.TAKEN:
        return enquiry
    return await _give_to(tx, enquiry, member=member, action="taken", now=now)


async def take_over(tx: Tx, enquiry_id: int, *, version: int, member: Member, now: datetime) -> Enquiry:
    """Take an enquiry from the colleague the confirmed button named.

    Raises:
        EnquiryOver: it is answered or closed.
        OutdatedButton: it changed hands since the button was shown.
    """
    enquiry = await check_may(tx, enquiry_id, Deed.TAKE_OVER, member=member)
    if enquiry.owner_id == member.id:
        return enquiry
    if enquiry.version != version:
        raise OutdatedButton
    return await _give_to(tx, enquiry, member=member, action="taken_over", now=now)


async def _give_to(tx: Tx, enquiry: Enquiry, *, member: Member, action: str, now: datetime) -> Enquiry:
    detail = {"from": enquiry.owner_id}
    values = {"state": EnquiryState.TAKEN, "owner_id": member.id, "taken_at": now}
    return await _change(tx, enquiry, values, member=member, action=action, now=now, detail=detail)


async def release(tx: Tx, enquiry_id: int, *, member: Member, now: datetime) -> Enquiry:
    """Give an enquiry back, so that a colleague can take it.

    Raises:
        AlreadyTaken: it is a colleague's.
        EnquiryOver: nobody has it.
    """
    enquiry = await check_may(tx, enquiry_id, Deed.RELEASE, member=member)
    values = {"state": EnquiryState.OPEN, "owner_id": None, "taken_at": None}
    return await _change(tx, enquiry, values, member=member, action="released", now=now)


async def release_all_of(tx: Tx, *, staff_id: int, now: datetime) -> int:
    """Give back whatever somebody who leaves was taking care of; return how many that were."""
    owned = await list_owned(tx, staff_id)
    for enquiry in owned:
        changed = await change_enquiry(tx, enquiry, state=EnquiryState.OPEN, owner_id=None, taken_at=None)
        if changed is None:
            raise OutdatedButton
        await note_deed(tx, changed, actor="hall", action="released", now=now, detail={"from": staff_id})
        await refresh_card(tx, changed, cause=f"v{changed.version}")
    return len(owned)


async def hand_on(tx: Tx, *, former: Member, member: Member, now: datetime) -> None:
    """Whoever gets another role keeps what they were taking care of, if the new role answers citizens."""
    if member.role not in ANSWERS_CITIZENS:
        await release_all_of(tx, staff_id=former.id, now=now)
        return
    for enquiry in await list_owned(tx, former.id):
        await _give_to(tx, enquiry, member=member, action="kept", now=now)


async def open_again(tx: Tx, enquiry_id: int, *, member: Member, now: datetime) -> Enquiry:
    """Staff open a closed enquiry again.

    Raises:
        EnquiryOver: it is not closed.
    """
    enquiry = await check_may(tx, enquiry_id, Deed.REOPEN, member=member)
    return await reopen(tx, enquiry, actor=f"staff:{member.id}", now=now)


async def send_words(tx: Tx, words: StaffWords, *, member: Member, now: datetime) -> Enquiry:
    """Send the previewed words: as the formal answer, or as the last word of an enquiry that is closed with them.

    Raises:
        AlreadyTaken: it is a colleague's by now.
        AnswerTooLong: the words do not fit into one message.
        EnquiryOver: the enquiry is closed by now.
        NothingToSend: there are no words.
    """
    if words.part is None:
        raise NothingToSend
    check_words(words.part.text)
    enquiry = await check_may(tx, words.enquiry_id, DEED_OF[words.purpose], member=member)
    await _let_held_replies_go(tx, enquiry)
    message = await keep_written(
        tx,
        words.part.written,
        enquiry=enquiry,
        author=Author.STAFF,
        purpose=words.purpose,
        state=MessageState.SENDING,
        now=now,
        staff_id=member.id,
    )
    await say_to_citizen(tx, message, enquiry=enquiry)
    await say_status(tx, message, enquiry=enquiry, answers=message.content.message_id)
    values = {"owner_id": member.id, **_ending(words.purpose, now=now)}
    return await _change(
        tx, enquiry, values, member=member, action=words.purpose.value, now=now, detail={"message": message.id}
    )


async def _let_held_replies_go(tx: Tx, enquiry: Enquiry) -> None:
    """What was written before the last word must not arrive after it."""
    for reply in await claim_held_replies(tx, enquiry.id):
        await say_to_citizen(tx, reply, enquiry=enquiry)


def _ending(purpose: Purpose, *, now: datetime) -> dict[str, object]:
    if purpose is Purpose.ANSWER:
        return {"state": EnquiryState.ANSWERED, "answered_at": now}
    return {"state": EnquiryState.CLOSED, "closed_at": now}


async def close_quietly(tx: Tx, enquiry_id: int, *, member: Member, now: datetime) -> Enquiry:
    """Close without words of one's own; the citizen is told that it is closed and how to open it again.

    Raises:
        AlreadyTaken: it is a colleague's.
        EnquiryOver: it is closed already.
    """
    enquiry = await check_may(tx, enquiry_id, Deed.CLOSE, member=member)
    await _let_held_replies_go(tx, enquiry)
    values = {"owner_id": member.id, **_ending(Purpose.CLOSING, now=now)}
    changed = await _change(tx, enquiry, values, member=member, action="closed", now=now)
    say_closed(tx, changed, person=await get_person(tx, changed.person_id))
    return changed


async def _change(
    tx: Tx,
    enquiry: Enquiry,
    values: Mapping[str, object],
    *,
    member: Member,
    action: str,
    now: datetime,
    detail: Mapping[str, object] | None = None,
) -> Enquiry:
    """Change a locked enquiry, write down who did it, and bring the card up to date."""
    changed = await change_enquiry(tx, enquiry, **values)
    if changed is None:
        raise OutdatedButton
    await note_deed(tx, changed, actor=f"staff:{member.id}", action=action, now=now, detail=detail)
    await refresh_card(tx, changed, cause=f"v{changed.version}")
    return changed
