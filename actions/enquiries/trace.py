"""Which enquiry a message on Telegram belongs to: by the durable map, never by what is written in it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any

from domain.enquiries import Author, Enquiry, EnquiryMessage, MessageState, Purpose, Written
from domain.errors import Gone
from domain.people import Person
from domain.subjects import Part, Subject
from storage.chats import find_subject, note_posted
from storage.enquiries import add_message, get_enquiry, get_message, lock_enquiry
from storage.events import add_event
from storage.topics import find_topic_by_thread, may_show_again
from storage.transaction import Tx

ENQUIRY = "enquiry"
"""Subject kind of an enquiry as a whole, and of its topic."""
MESSAGE = "enquiry_message"
"""Subject kind of one message of an enquiry."""
SHOWS_CITIZEN = (Part.CARD, Part.COPY)
"""What staff reply to."""


async def find_enquiry_of(tx: Tx, *, chat_id: int, message_id: int, person: Person) -> Enquiry | None:
    """The enquiry of this person that a message in their private chat is about."""
    subject = await find_subject(tx, chat_id=chat_id, message_id=message_id)
    if subject is None or subject.kind not in (ENQUIRY, MESSAGE):
        return None
    message = await get_message(tx, subject.id) if subject.kind == MESSAGE else None
    enquiry = await get_enquiry(tx, message.enquiry_id if message else subject.id)
    return enquiry if enquiry and enquiry.person_id == person.id else None


async def find_original(tx: Tx, *, chat_id: int, message_id: int) -> EnquiryMessage | None:
    """The message of an enquiry that somebody wrote as this message on Telegram."""
    subject = await find_subject(tx, chat_id=chat_id, message_id=message_id)
    if subject is None or subject.kind != MESSAGE or subject.part is not Part.ORIGINAL:
        return None
    return await get_message(tx, subject.id)


async def find_enquiry_in_topic(tx: Tx, *, staff_chat: str, thread_id: int) -> Enquiry | None:
    """The enquiry that is handled in a thread of a staff chat."""
    topic = await find_topic_by_thread(tx, staff_chat=staff_chat, thread_id=thread_id)
    return await get_enquiry(tx, topic.subject_id) if topic and topic.subject_kind == ENQUIRY else None


async def shows_citizen(tx: Tx, enquiry: Enquiry, *, chat_id: int, message_id: int, sent_at: datetime) -> bool:
    """Whether a message of the bot in the topic shows the citizen's words: the card, or the copy of what they wrote.

    Of a message that is not recorded nobody knows; it counts as one if it came (``sent_at``, by Telegram's clock) while
    the words were sent and no answer came.

    Source: docs/rules/staff.md, 3.
    """
    subject = await find_subject(tx, chat_id=chat_id, message_id=message_id)
    if subject is None:
        return await may_show_again(
            tx, subject_kind=ENQUIRY, subject_id=enquiry.id, parts=SHOWS_CITIZEN, sent_at=sent_at
        )
    if subject.part not in SHOWS_CITIZEN:
        return False
    if subject.kind == ENQUIRY:
        return subject.id == enquiry.id
    message = await get_message(tx, subject.id) if subject.kind == MESSAGE else None
    return message is not None and message.enquiry_id == enquiry.id and message.author is Author.CITIZEN


async def lock_own(tx: Tx, enquiry_id: int, *, person: Person) -> Enquiry:
    """A citizen's own enquiry, locked.

    Raises:
        Gone: there is none, or it is somebody else's.
    """
    enquiry = await lock_enquiry(tx, enquiry_id)
    if enquiry is None or enquiry.person_id != person.id:
        raise Gone
    return enquiry


async def get_own(tx: Tx, enquiry_id: int, *, person: Person) -> Enquiry:
    """A citizen's own enquiry.

    Raises:
        Gone: there is none, or it is somebody else's.
    """
    enquiry = await get_enquiry(tx, enquiry_id)
    if enquiry is None or enquiry.person_id != person.id:
        raise Gone
    return enquiry


async def lock_any(tx: Tx, enquiry_id: int) -> Enquiry:
    """An enquiry, locked, for staff.

    Raises:
        Gone: there is none.
    """
    if (enquiry := await lock_enquiry(tx, enquiry_id)) is None:
        raise Gone
    return enquiry


async def enquiry_of(tx: Tx, message: EnquiryMessage) -> Enquiry:
    """The enquiry a message belongs to.

    Raises:
        Gone: there is none.
    """
    enquiry = await get_enquiry(tx, message.enquiry_id)
    if enquiry is None:
        raise Gone
    return enquiry


async def note_deed(
    tx: Tx, enquiry: Enquiry, *, actor: str, action: str, now: datetime, detail: Mapping[str, Any] | None = None
) -> None:
    """Write into the enquiry's history who did what."""
    await add_event(tx, actor=actor, action=action, subject_kind=ENQUIRY, subject_id=enquiry.id, now=now, detail=detail)


async def keep_written(
    tx: Tx,
    written: Written,
    *,
    enquiry: Enquiry,
    author: Author,
    purpose: Purpose,
    state: MessageState,
    now: datetime,
    staff_id: int | None = None,
    send_at: datetime | None = None,
) -> EnquiryMessage:
    """Keep what somebody wrote, and remember which message on Telegram that is."""
    message = await add_message(
        tx,
        enquiry.id,
        written,
        author=author,
        purpose=purpose,
        state=state,
        now=now,
        staff_id=staff_id,
        send_at=send_at,
    )
    subject = Subject(MESSAGE, message.id, Part.ORIGINAL)
    await note_posted(tx, chat_id=written.chat_id, message_id=written.message_id, subject=subject, now=now)
    return message


def in_zone(enquiry: Enquiry, zone: tzinfo | None) -> Enquiry:
    """The enquiry with its moments as people in the hall read them."""

    def local(moment: datetime | None) -> datetime | None:
        return moment.astimezone(zone) if moment else None

    return replace(
        enquiry,
        asked_at=enquiry.asked_at.astimezone(zone),
        read_by=local(enquiry.read_by),
        answered_at=local(enquiry.answered_at),
        closed_at=local(enquiry.closed_at),
    )


def message_in_zone(message: EnquiryMessage, zone: tzinfo | None) -> EnquiryMessage:
    """The message with its moments as people in the hall read them."""
    send_at = message.send_at.astimezone(zone) if message.send_at else None
    return replace(message, at=message.at.astimezone(zone), send_at=send_at)
