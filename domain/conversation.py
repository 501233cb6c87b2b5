"""What a citizen and staff write to each other about a case, and what becomes of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.errors import AlreadySent, AnswerTooLong, NothingToSend, StaffOnly
from domain.people import ANSWERS_CITIZENS, Member

REPLY_HOLD = timedelta(seconds=15)
"""How long a clerk's reply waits and can still be stopped. Source: docs/rules/staff.md, 3."""
MAX_ANSWER = 3500
"""Characters of a formal answer: with its heading it must fit into one message, so that it is not torn apart."""


class Author(StrEnum):
    """On which side somebody writes."""

    CITIZEN = "citizen"
    STAFF = "staff"


class Purpose(StrEnum):
    """What a message in a case is for."""

    QUESTION = "question"
    """What the case was filed with: a question, a complaint, its evidence."""
    ADDITION = "addition"
    REPLY = "reply"
    ANSWER = "answer"
    """The words of an action the citizen is told of, such as the formal answer; given with a preview."""
    NOTE = "note"


TO_CITIZEN = frozenset({Purpose.REPLY, Purpose.ANSWER})


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
    """What became of a message in a case."""

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
SEEN_BY_CITIZEN = LEFT_THE_HOUSE | {MessageState.RECEIVED}
"""What the card of the citizen shows of the conversation: also what did not reach them while they blocked the bot."""


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote or sent on Telegram; ``text`` is the caption where there is one."""

    kind: ContentKind
    text: str
    chat_id: int
    message_id: int
    media_group: str | None = None


@dataclass(frozen=True, slots=True)
class CaseMessage:
    """One message of a case as it stands now; ``version`` counts its wordings, beginning with 1.

    ``action`` is what of the flow was done with these words, if anything was.
    """

    id: int
    case_id: int
    author: Author
    staff_id: int | None
    purpose: Purpose
    content: Written
    version: int
    state: MessageState
    at: datetime
    send_at: datetime | None
    action: str | None


def check_answers_citizens(member: Member | None) -> Member:
    """Let only those act who are enrolled for it; being in the group is no role.

    Raises:
        StaffOnly: not enrolled, or enrolled for something else.

    Source: docs/rules/staff.md, 1.
    """
    if member is None or member.role not in ANSWERS_CITIZENS:
        raise StaffOnly
    return member


def check_can_change(message: CaseMessage) -> None:
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
