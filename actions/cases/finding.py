"""Which case a message on Telegram belongs to: by the durable map, never by what is written in it."""

from dataclasses import replace
from datetime import datetime, tzinfo

from actions.cases.flows import flow_of
from actions.cases.trace import CASE, MESSAGE, TOLD
from content.models import Hall
from content.staff_chats import may_hear
from domain.acting import is_kept_out
from domain.cases import Case, acting_staff
from domain.conversation import Author, CaseMessage, MessageState, Purpose, Written
from domain.errors import Gone, NotYours
from domain.people import Member, Person
from domain.subjects import Part, Subject
from storage.case_messages import add_message, get_message
from storage.cases import get_case, lock_case
from storage.chats import find_subject, note_posted
from storage.delays import find_case_of_clock
from storage.events import find_event
from storage.extensions import get_request
from storage.people import get_member
from storage.topics import find_topic, find_topic_by_thread, may_show_again
from storage.transaction import Tx

SHOWS_CITIZEN = (Part.CARD, Part.COPY)
"""What staff reply to."""


async def find_case_of(tx: Tx, *, chat_id: int, message_id: int, person: Person) -> Case | None:
    """The case of this person that a message in their private chat is about."""
    subject = await find_subject(tx, chat_id=chat_id, message_id=message_id)
    case_id = await _case_id_of(tx, subject) if subject else None
    case = await get_case(tx, case_id) if case_id else None
    return case if case and case.person_id == person.id else None


async def _case_id_of(tx: Tx, subject: Subject) -> int | None:
    if subject.kind == CASE:
        return subject.id
    if subject.kind == MESSAGE:
        message = await get_message(tx, subject.id)
        return message.case_id if message else None
    told = await find_event(tx, subject.id) if subject.kind == TOLD else None
    return told.subject_id if told else None


async def find_original(tx: Tx, *, chat_id: int, message_id: int) -> CaseMessage | None:
    """The message of a case that somebody wrote as this message on Telegram."""
    subject = await find_subject(tx, chat_id=chat_id, message_id=message_id)
    if subject is None or subject.kind != MESSAGE or subject.part is not Part.ORIGINAL:
        return None
    return await get_message(tx, subject.id)


async def find_case_in_topic(tx: Tx, *, staff_chat: str, thread_id: int) -> Case | None:
    """The case that is handled in a thread of a staff chat."""
    topic = await find_topic_by_thread(tx, staff_chat=staff_chat, thread_id=thread_id)
    return await get_case(tx, topic.subject_id) if topic and topic.subject_kind == CASE else None


async def is_handled_in(
    tx: Tx,
    staff_chat: str,
    *,
    case_id: int | None = None,
    message_id: int | None = None,
    request_id: int | None = None,
    clock_id: int | None = None,
) -> bool:
    """Whether the case that is named, itself or by what belongs to it, has its topic there."""
    message = await get_message(tx, message_id) if message_id else None
    request = await get_request(tx, request_id) if request_id else None
    of_clock = await find_case_of_clock(tx, clock_id) if clock_id else None
    named = message or request
    subject_id = named.case_id if named else of_clock or case_id or 0
    topic = await find_topic(tx, subject_kind=CASE, subject_id=subject_id)
    return topic is not None and topic.staff_chat == staff_chat


async def shows_citizen(tx: Tx, case: Case, *, chat_id: int, message_id: int, sent_at: datetime) -> bool:
    """Whether a message of the bot in the topic shows the citizen's words: the card, or the copy of what they wrote.

    Of a message that is not recorded nobody knows; it counts as one if it came (``sent_at``, by Telegram's clock) while
    the words were sent and no answer came.

    Source: docs/rules/staff.md, 3.
    """
    subject = await find_subject(tx, chat_id=chat_id, message_id=message_id)
    if subject is None:
        return await may_show_again(tx, subject_kind=CASE, subject_id=case.id, parts=SHOWS_CITIZEN, sent_at=sent_at)
    if subject.part not in SHOWS_CITIZEN:
        return False
    if subject.kind == CASE:
        return subject.id == case.id
    message = await get_message(tx, subject.id) if subject.kind == MESSAGE else None
    return message is not None and message.case_id == case.id and message.author is Author.CITIZEN


async def lock_own(tx: Tx, case_id: int, *, person: Person) -> Case:
    """A citizen's own case, locked.

    Raises:
        Gone: there is none, or it is somebody else's.
    """
    case = await lock_case(tx, case_id)
    if case is None or case.person_id != person.id:
        raise Gone
    return case


async def get_own(tx: Tx, case_id: int, *, person: Person) -> Case:
    """A citizen's own case.

    Raises:
        Gone: there is none, or it is somebody else's.
    """
    case = await get_case(tx, case_id)
    if case is None or case.person_id != person.id:
        raise Gone
    return case


async def lock_any(tx: Tx, case_id: int) -> Case:
    """A case, locked, for staff.

    Raises:
        Gone: there is none.
    """
    if (case := await lock_case(tx, case_id)) is None:
        raise Gone
    return case


async def lock_for(tx: Tx, case_id: int, *, member: Member) -> Case:
    """A case, locked, for somebody of staff who has a part in it.

    Raises:
        Gone: there is none.
        NotYours: they are kept out of it.
    """
    case = await lock_any(tx, case_id)
    if is_kept_out(case, (await flow_of(tx, case)).states[case.state], acting_staff(member)):
        raise NotYours(number=case.number)
    return case


async def case_of(tx: Tx, message: CaseMessage) -> Case:
    """The case a message belongs to.

    Raises:
        Gone: there is none.
    """
    case = await get_case(tx, message.case_id)
    if case is None:
        raise Gone
    return case


async def keep_written(
    tx: Tx,
    written: Written,
    *,
    case: Case,
    author: Author,
    purpose: Purpose,
    state: MessageState,
    now: datetime,
    staff_id: int | None = None,
    send_at: datetime | None = None,
    action: str | None = None,
) -> CaseMessage:
    """Keep what somebody wrote, and remember which message on Telegram that is."""
    message = await add_message(
        tx,
        case.id,
        written,
        author=author,
        purpose=purpose,
        state=state,
        now=now,
        staff_id=staff_id,
        send_at=send_at,
        action=action,
    )
    subject = Subject(MESSAGE, message.id, Part.ORIGINAL)
    note_posted(tx, chat_id=written.chat_id, message_id=written.message_id, subject=subject, now=now)
    return message


def in_zone(case: Case, zone: tzinfo | None) -> Case:
    """The case with its moments as people in the hall read them."""

    def local(moment: datetime | None) -> datetime | None:
        return moment.astimezone(zone) if moment else None

    return replace(
        case,
        filed_at=case.filed_at.astimezone(zone),
        state_at=case.state_at.astimezone(zone),
        read_by=local(case.read_by),
        closed_at=local(case.closed_at),
    )


def message_in_zone(message: CaseMessage, zone: tzinfo | None) -> CaseMessage:
    """The message with its moments as people in the hall read them."""
    send_at = message.send_at.astimezone(zone) if message.send_at else None
    return replace(message, at=message.at.astimezone(zone), send_at=send_at)


async def find_hearer(tx: Tx, case_id: int, staff_id: int, *, hall: Hall) -> tuple[Case, Member] | None:
    """A case and a member of staff who is told of it in private; None for whoever left or may not know of it."""
    case, member = await get_case(tx, case_id), await get_member(tx, staff_id)
    return (case, member) if case and member and may_hear(hall, case, member) else None
