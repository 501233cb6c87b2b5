"""A citizen's question in the hands of staff: its states, and who may do what when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.errors import (
    AlreadySent,
    AlreadyTaken,
    AnswerTooLong,
    EnquiryOver,
    NothingToSend,
    StaffOnly,
    TooManyOpenEnquiries,
)
from domain.languages import Language
from domain.people import ANSWERS_CITIZENS, Member

REPLY_HOLD = timedelta(seconds=15)
"""How long a clerk's reply waits and can still be stopped. Source: docs/rules/staff.md, 3."""
MAX_OPEN = 5
"""Questions one person may have with staff at the same time. Source: docs/rules/enquiries.md, 2."""

MAX_ANSWER = 3500
"""Characters of a formal answer: with its heading it must fit into one message, so that it is not torn apart."""


class EnquiryState(StrEnum):
    """Where an enquiry stands."""

    OPEN = "open"
    """Nobody has taken it yet."""
    TAKEN = "taken"
    """A clerk takes care of it."""
    ANSWERED = "answered"
    """A formal answer was given; the citizen may say whether it helped."""
    CLOSED = "closed"


class Deed(StrEnum):
    """What staff do with an enquiry."""

    TAKE = "take"
    TAKE_OVER = "take_over"
    RELEASE = "release"
    REPLY = "reply"
    ANSWER = "answer"
    CLOSE = "close"
    REOPEN = "reopen"


DEEDS: Mapping[EnquiryState, tuple[Deed, ...]] = {
    EnquiryState.OPEN: (Deed.TAKE, Deed.REPLY, Deed.ANSWER, Deed.CLOSE),
    EnquiryState.TAKEN: (Deed.REPLY, Deed.ANSWER, Deed.CLOSE, Deed.RELEASE, Deed.TAKE_OVER),
    EnquiryState.ANSWERED: (Deed.REPLY, Deed.ANSWER, Deed.CLOSE),
    EnquiryState.CLOSED: (Deed.REOPEN,),
}
"""What each state allows, in the order of the buttons. Source: docs/rules/enquiries.md, 3."""
OF_THE_OWNER = frozenset({Deed.TAKE, Deed.RELEASE, Deed.ANSWER, Deed.CLOSE})
"""Deeds a colleague does only after taking over; a reply may come from anybody who answers citizens."""
IN_CONVERSATION = frozenset({EnquiryState.OPEN, EnquiryState.TAKEN})
"""States in which what the citizen writes without pointing at anything is added to the enquiry."""
CAN_BE_REOPENED = frozenset({EnquiryState.ANSWERED, EnquiryState.CLOSED})


class Author(StrEnum):
    """On which side somebody writes."""

    CITIZEN = "citizen"
    STAFF = "staff"


class Purpose(StrEnum):
    """What a message in an enquiry is for."""

    QUESTION = "question"
    ADDITION = "addition"
    REPLY = "reply"
    ANSWER = "answer"
    CLOSING = "closing"
    NOTE = "note"


TO_CITIZEN = frozenset({Purpose.REPLY, Purpose.ANSWER, Purpose.CLOSING})


class ContentKind(StrEnum):
    """What a message holds, by Telegram's names; the more particular first. All but text is copied as it is."""

    TEXT = "text"
    PHOTO = "photo"
    ANIMATION = "animation"
    DOCUMENT = "document"
    VOICE = "voice"
    AUDIO = "audio"
    VIDEO = "video"
    VIDEO_NOTE = "video_note"
    STICKER = "sticker"
    VENUE = "venue"
    LOCATION = "location"


class MessageState(StrEnum):
    """What became of a message in an enquiry."""

    RECEIVED = "received"
    WITHDRAWN = "withdrawn"
    """The citizen said that it belongs elsewhere."""
    NOTED = "noted"
    HELD = "held"
    STOPPED = "stopped"
    SENDING = "sending"
    SENT = "sent"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"
    FAILED = "failed"


LEFT_THE_HOUSE = frozenset({MessageState.SENDING, MessageState.SENT, MessageState.UNREACHABLE, MessageState.UNKNOWN})
SEEN_BY_CITIZEN = frozenset({MessageState.RECEIVED, MessageState.SENT, MessageState.SENDING, MessageState.UNKNOWN})
"""What the citizen's own card of the conversation shows."""


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote or sent on Telegram; ``text`` is the caption where there is one."""

    kind: ContentKind
    text: str
    chat_id: int
    message_id: int
    media_group: str | None = None


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A question with staff. ``ref`` is its random one-time key; ``version`` counts changes of state and owner."""

    id: int
    ref: str
    number: str
    person_id: int
    language: Language
    question: str
    guesses: tuple[str, ...]
    state: EnquiryState
    version: int
    asked_at: datetime
    read_by: datetime | None
    owner_id: int | None
    answered_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class EnquiryMessage:
    """One message of an enquiry as it stands now; ``version`` counts its wordings, beginning with 1."""

    id: int
    enquiry_id: int
    author: Author
    staff_id: int | None
    purpose: Purpose
    content: Written
    version: int
    state: MessageState
    at: datetime
    send_at: datetime | None


def check_answers_citizens(member: Member | None) -> Member:
    """Let only those act who are enrolled for it; being in the group is no role.

    Raises:
        StaffOnly: not enrolled, or enrolled for something else.

    Source: docs/rules/staff.md, 1.
    """
    if member is None or member.role not in ANSWERS_CITIZENS:
        raise StaffOnly
    return member


def check_can_hand_over(open_enquiries: int) -> None:
    """Refuse one question too many at a time.

    Raises:
        TooManyOpenEnquiries: ``MAX_OPEN`` are open already.

    Source: docs/rules/enquiries.md, 2.
    """
    if open_enquiries >= MAX_OPEN:
        raise TooManyOpenEnquiries(limit=MAX_OPEN)


def check_can_do(enquiry: Enquiry, deed: Deed, *, staff_id: int, owner: str) -> None:
    """Refuse what the state does not allow, and what is a colleague's to do.

    Args:
        enquiry: read under lock.
        deed: what is about to be done.
        staff_id: who is about to do it.
        owner: the name of whoever has the enquiry; empty without one.

    Raises:
        AlreadyTaken: the deed is the owner's, and that is somebody else.
        EnquiryOver: the state does not allow it.

    Source: docs/rules/enquiries.md, 3.
    """
    if deed in OF_THE_OWNER and enquiry.state in IN_CONVERSATION and enquiry.owner_id not in (None, staff_id):
        raise AlreadyTaken(owner=owner, number=enquiry.number)
    if deed is Deed.TAKE and enquiry.owner_id == staff_id and enquiry.state is EnquiryState.TAKEN:
        return
    if deed not in DEEDS[enquiry.state]:
        raise EnquiryOver(number=enquiry.number)


def check_can_change(message: EnquiryMessage) -> None:
    """Refuse to stop, change or keep back a reply that is on its way.

    Raises:
        AlreadySent: it has left the house.

    Source: docs/rules/staff.md, 3.
    """
    if message.state in LEFT_THE_HOUSE:
        raise AlreadySent


def check_words(text: str) -> str:
    """The words of a formal answer without their blank rim.

    Raises:
        AnswerTooLong: more than ``MAX_ANSWER`` characters.
        NothingToSend: nothing is left.
    """
    if not (words := text.strip()):
        raise NothingToSend
    if len(words) > MAX_ANSWER:
        raise AnswerTooLong(limit=MAX_ANSWER)
    return words


def state_after_reopening(*, owner_is_staff: bool) -> EnquiryState:
    """Who answered before goes on with it; without them it is open to all."""
    return EnquiryState.TAKEN if owner_is_staff else EnquiryState.OPEN
