"""What a citizen adds to their enquiry, takes back, or words anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.enquiries.saying import refresh_card, reply_to_copy, say_addition, say_line, topic_of
from actions.enquiries.trace import enquiry_of, get_own, keep_written, lock_own, note_deed
from domain.enquiries import (
    CAN_BE_REOPENED,
    IN_CONVERSATION,
    Author,
    Enquiry,
    EnquiryMessage,
    EnquiryState,
    MessageState,
    Purpose,
    Written,
    state_after_reopening,
)
from domain.errors import Gone, OutdatedButton
from domain.people import Person
from storage.enquiries import (
    change_enquiry,
    find_in_album,
    get_message,
    list_in_states,
    list_messages,
    move_message,
    reword,
    set_question,
)
from storage.outgoing import Address, Outgoing
from storage.people import get_member
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Added:
    """A message that was added to an enquiry. ``quiet``: a further part of an album that was acknowledged before."""

    enquiry: Enquiry
    message: EnquiryMessage
    reopened: bool
    quiet: bool


async def list_open_for(tx: Tx, person: Person, *, written: Written) -> list[Enquiry]:
    """The conversations a message may belong to, oldest first; a part of an album follows the parts before it."""
    enquiries = await list_in_states(tx, person.id, states=IN_CONVERSATION)
    if written.media_group and enquiries:
        ids = [enquiry.id for enquiry in enquiries]
        if part := await find_in_album(tx, enquiry_ids=ids, media_group=written.media_group):
            return [enquiry for enquiry in enquiries if enquiry.id == part.enquiry_id]
    return enquiries


async def add_to_enquiry(tx: Tx, enquiry_id: int, written: Written, *, person: Person, now: datetime) -> Added:
    """Add what the citizen wrote; an enquiry that was over is open again, because words must reach a person.

    Raises:
        Gone: there is no such enquiry of this person.
    """
    enquiry = await lock_own(tx, enquiry_id, person=person)
    reopened = enquiry.state in CAN_BE_REOPENED
    if reopened:
        enquiry = await reopen(tx, enquiry, actor="citizen", now=now)
    quiet = await is_further_part(tx, written, enquiry=enquiry)
    message = await keep_written(
        tx,
        written,
        enquiry=enquiry,
        author=Author.CITIZEN,
        purpose=Purpose.ADDITION,
        state=MessageState.RECEIVED,
        now=now,
    )
    topic = await topic_of(tx, enquiry)
    say_addition(tx, message, topic_id=topic.id)
    await _note(tx, enquiry, action="added", message=message, now=now)
    return Added(enquiry, message, reopened=reopened, quiet=quiet)


async def reopen(tx: Tx, enquiry: Enquiry, *, actor: str, now: datetime) -> Enquiry:
    """Open a locked enquiry again: whoever had it goes on, unless they have left."""
    owner = await get_member(tx, enquiry.owner_id) if enquiry.owner_id else None
    changed = await change_enquiry(
        tx,
        enquiry,
        state=state_after_reopening(owner_is_staff=owner is not None),
        owner_id=owner.id if owner else None,
        answered_at=None,
        closed_at=None,
    )
    if changed is None:
        raise OutdatedButton
    await note_deed(tx, enquiry, actor=actor, action="reopened", now=now, detail={"from": enquiry.state})
    await refresh_card(tx, changed, cause=f"v{changed.version}")
    await say_line(tx, changed, what=f"reopened_by_{actor.partition(':')[0]}", cause=f"v{changed.version}")
    return changed


async def ask_again(tx: Tx, enquiry_id: int, *, person: Person, now: datetime) -> Enquiry:
    """The answer did not help: open the enquiry again before the citizen writes why.

    Raises:
        Gone: there is no such enquiry of this person.
    """
    enquiry = await lock_own(tx, enquiry_id, person=person)
    return await reopen(tx, enquiry, actor="citizen", now=now) if enquiry.state in CAN_BE_REOPENED else enquiry


async def accept_answer(tx: Tx, enquiry_id: int, *, person: Person, now: datetime) -> Enquiry:
    """The citizen is content: close the enquiry. An enquiry that is closed already stays as it is.

    Raises:
        Gone: there is no such enquiry of this person.
    """
    enquiry = await lock_own(tx, enquiry_id, person=person)
    if enquiry.state is EnquiryState.CLOSED:
        return enquiry
    changed = await change_enquiry(tx, enquiry, state=EnquiryState.CLOSED, closed_at=now)
    if changed is None:
        raise OutdatedButton
    await note_deed(tx, enquiry, actor="citizen", action="accepted", now=now, detail={"from": enquiry.state})
    await refresh_card(tx, changed, cause=f"v{changed.version}")
    await say_line(tx, changed, what="accepted", cause=f"v{changed.version}")
    return changed


async def take_back(tx: Tx, message_id: int, *, person: Person, now: datetime) -> list[EnquiryMessage]:
    """What was added belongs elsewhere: staff are told, and its parts (several of an album) are given back.

    Raises:
        Gone: there is no such message of this person.
        OutdatedButton: it was taken back before.
    """
    message = await get_message(tx, message_id)
    if message is None or message.author is not Author.CITIZEN or message.purpose is not Purpose.ADDITION:
        raise Gone
    enquiry = await get_own(tx, message.enquiry_id, person=person)
    received = (MessageState.RECEIVED,)
    taken = [
        part
        for part in await parts_of(tx, message)
        if await move_message(tx, part.id, from_states=received, to=MessageState.WITHDRAWN)
    ]
    if not taken:
        raise OutdatedButton
    await say_line(tx, enquiry, what="withdrawn", cause=f"m{message.id}", about=message)
    await _note(tx, enquiry, action="withdrawn", message=message, now=now)
    return taken


async def is_further_part(tx: Tx, written: Written, *, enquiry: Enquiry) -> bool:
    """Whether an earlier part of the same album is in the enquiry already, and was spoken of."""
    album = written.media_group
    return bool(album and await find_in_album(tx, enquiry_ids=[enquiry.id], media_group=album))


async def parts_of(tx: Tx, message: EnquiryMessage) -> Sequence[EnquiryMessage]:
    """The message, or every part of its album, in order."""
    album = message.content.media_group
    if not album:
        return (message,)
    written = await list_messages(tx, message.enquiry_id)
    return [part for part in written if part.content.media_group == album and part.author is message.author]


async def reword_by_citizen(tx: Tx, message: EnquiryMessage, *, text: str, now: datetime) -> bool:
    """Keep both wordings and show staff the change; False if the words are the same as before."""
    if text == message.content.text:
        return False
    changed = await reword(tx, message, text=text, now=now)
    if changed is None or changed.state is MessageState.WITHDRAWN:
        return False
    enquiry = await enquiry_of(tx, changed)
    if changed.purpose is Purpose.QUESTION:
        written = await list_messages(tx, enquiry.id)
        words = [part.content.text.strip() for part in written if part.purpose is Purpose.QUESTION]
        await set_question(tx, enquiry.id, question="\n".join(filter(None, words)))
        await refresh_card(tx, enquiry, cause=f"m{changed.id}.{changed.version}")
    topic = await topic_of(tx, enquiry)
    tx.say(
        Outgoing(
            dedupe_key=f"enquiry_message:{changed.id}:edited:{changed.version}",
            to=Address(topic_id=topic.id),
            message="enquiry_edited",
            params={"message_id": changed.id, "version": changed.version},
            body=await reply_to_copy(tx, changed),
        )
    )
    await _note(tx, enquiry, action="reworded", message=changed, now=now)
    return True


async def _note(tx: Tx, enquiry: Enquiry, *, action: str, message: EnquiryMessage, now: datetime) -> None:
    detail = {"message": message.id, "version": message.version}
    await note_deed(tx, enquiry, actor="citizen", action=action, now=now, detail=detail)
