"""What is said about a case, as outbox rows: to its topic, and to the citizen."""

from datetime import datetime

from actions.cases.trace import CASE, MESSAGE
from content.calendars import work_calendar
from content.models import Hall
from domain.cases import Case
from domain.cohandling import COHANDLING
from domain.conversation import MAX_ANSWER, CaseMessage, ContentKind, Purpose
from domain.ladder import told_at
from domain.subjects import Part, Subject
from storage.cases import get_case
from storage.chats import find_posted
from storage.outgoing import Address, Lane, Outgoing, Policy
from storage.people import get_person
from storage.topics import Topic, find_topic
from storage.transaction import Tx

SILENTLY = {"disable_notification": True}
"""No phone rings for it."""
CARD_TEXT = 1500
"""Characters of the citizen's words the card shows; a longer one is copied in full below it."""


def silently_at_night(hall: Hall, now: datetime) -> dict[str, bool] | None:
    """The body of a word to staff: at night no phone rings for it."""
    return SILENTLY if told_at(now, calendar=work_calendar(hall)) > now else None


def card_subject(case: Case) -> Subject:
    """The card at the head of the topic."""
    return Subject(CASE, case.id, Part.CARD)


def receipt_subject(case: Case) -> Subject:
    """What the citizen was told about the case as a whole."""
    return Subject(CASE, case.id, Part.RECEIPT)


def quote_of(case: Case) -> Subject:
    """The words of the case in the topic of another one."""
    return Subject(CASE, case.id, Part.QUOTE)


def copy_of(message: CaseMessage) -> Subject:
    """The message as the other side sees it."""
    return Subject(MESSAGE, message.id, Part.COPY)


async def topic_of(tx: Tx, case: Case) -> Topic:
    """The topic of a case that people filed; each has one from the beginning."""
    topic = await find_topic(tx, subject_kind=CASE, subject_id=case.id)
    if topic is None:
        raise LookupError(f"case {case.id} has no topic")
    return topic


def say_card(tx: Tx, case: Case, *, topic_id: int, cause: str, former: int = 0) -> None:
    """Put a new card into the topic. ``former`` is the card it replaces; nothing is said if another does already.

    Nobody watches for it as a clerk does who has pressed something in the same group, so it goes after them.
    """
    tx.say(
        Outgoing(
            dedupe_key=f"case:{case.id}:card:{cause}",
            to=Address(topic_id=topic_id),
            message="case_card",
            params={"case_id": case.id, "former": former},
            subject=card_subject(case),
            lane=Lane.DEADLINE,
        )
    )


async def refresh_card(tx: Tx, case: Case, *, cause: str, lane: Lane = Lane.INTERACTIVE) -> None:
    """Bring the card up to date, where the case has one, and that of the case it is a part of.

    ``cause`` is unique for what changed.
    """
    if case.kind == COHANDLING and case.parent_id and (whole := await get_case(tx, case.parent_id)):
        await refresh_card(tx, whole, cause=f"part{case.id}.{cause}", lane=lane)
    topic = await find_topic(tx, subject_kind=CASE, subject_id=case.id)
    if topic is None:
        return
    tx.say(
        Outgoing(
            dedupe_key=f"case:{case.id}:card:{cause}",
            to=Address(topic_id=topic.id),
            message="case_card",
            params={"case_id": case.id},
            subject=card_subject(case),
            edits=True,
            lane=lane,
            policy=Policy.EDIT,
        )
    )


def say_copy(tx: Tx, message: CaseMessage, *, to: Address, cause: str, silent: bool = False) -> None:
    """Show a message on the other side exactly as it was sent; ``silent``: no phone rings for it."""
    source = {"from_chat_id": message.content.chat_id, "message_id": message.content.message_id}
    tx.say(
        Outgoing(
            dedupe_key=f"case_message:{message.id}:copy:{cause}",
            to=to,
            method="copyMessage",
            body={**source, **(SILENTLY if silent else {})},
            subject=copy_of(message),
            lane=Lane.INTERACTIVE if to.topic_id is None else Lane.DEADLINE,
        )
    )


def say_addition(tx: Tx, message: CaseMessage, *, topic_id: int, silent: bool, cause: str = "first") -> None:
    """Show staff what the citizen wrote: words under their masked name, everything else as it is."""
    to = Address(topic_id=topic_id)
    if message.content.kind is not ContentKind.TEXT or len(message.content.text) > MAX_ANSWER:
        say_copy(tx, message, to=to, cause=cause, silent=silent)
    else:
        say_words_of_citizen(tx, message, topic_id=topic_id, cause=cause, silent=silent)


def say_words_of_citizen(tx: Tx, message: CaseMessage, *, topic_id: int, cause: str, silent: bool = False) -> None:
    """Show staff the words we kept of a message; ``silent``: no phone rings for them."""
    tx.say(
        Outgoing(
            dedupe_key=f"case_message:{message.id}:words:{cause}",
            to=Address(topic_id=topic_id),
            message="case_added",
            params={"message_id": message.id},
            body=SILENTLY if silent else None,
            subject=copy_of(message),
            lane=Lane.DEADLINE,
        )
    )


async def say_line(
    tx: Tx, case: Case, *, what: str, cause: str, about: CaseMessage | None = None, **params: str
) -> None:
    """A service line in the topic: ``what`` names its words; it answers the copy of ``about`` where there is one."""
    topic = await find_topic(tx, subject_kind=CASE, subject_id=case.id)
    if topic is None:
        return
    tx.say(
        Outgoing(
            dedupe_key=f"case:{case.id}:line:{what}:{cause}",
            to=Address(topic_id=topic.id),
            message="case_line",
            params={"case_id": case.id, "what": what, **params},
            body=await reply_to_copy(tx, about) if about else None,
        )
    )


async def reply_to_copy(tx: Tx, message: CaseMessage) -> dict[str, object] | None:
    """Parameters that make something answer the copy of a message; None while the copy is not there.

    The words of the question itself stand on the card.
    """
    on_card = message.purpose is Purpose.QUESTION and message.content.kind is ContentKind.TEXT
    found = await find_posted(tx, Subject(CASE, message.case_id, Part.CARD) if on_card else copy_of(message))
    return {"reply_parameters": quote(found[1])} if found else None


def quote(message_id: int) -> dict[str, object]:
    """Reply parameters; the message may be gone."""
    return {"message_id": message_id, "allow_sending_without_reply": True}


async def say_to_citizen(tx: Tx, message: CaseMessage, *, case: Case) -> None:
    """Send what a clerk wrote: words with the case's number, everything else as it is below a line with it."""
    if (to := await address_of(tx, case)) is None:
        return
    plain = message.content.kind is ContentKind.TEXT and len(message.content.text) <= MAX_ANSWER
    if plain or message.purpose is not Purpose.REPLY:
        _say_words_to_citizen(tx, message, to=to)
        return
    album = message.content.media_group
    tx.say(
        Outgoing(
            dedupe_key=f"case:{case.id}:heading:{album or message.id}",
            to=to,
            message="case_reply_heading",
            params={"case_id": case.id},
            subject=receipt_subject(case),
        )
    )
    say_copy(tx, message, to=to, cause="citizen")


def _say_words_to_citizen(tx: Tx, message: CaseMessage, *, to: Address) -> None:
    name = "case_reply" if message.purpose is Purpose.REPLY else "case_answer"
    tx.say(
        Outgoing(
            dedupe_key=f"case_message:{message.id}:{name}",
            to=to,
            message=name,
            params={"message_id": message.id},
            subject=copy_of(message),
        )
    )


async def address_of(tx: Tx, case: Case) -> Address | None:
    """The private chat of whose case it is; None for somebody without Telegram."""
    if case.person_id is None:
        return None
    return Address(chat_id=(await get_person(tx, case.person_id)).telegram_id)


async def say_status(tx: Tx, message: CaseMessage, *, case: Case, answers: int | None = None) -> None:
    """The line that says what becomes of a clerk's message; ``answers`` is the one in the topic it stands under."""
    topic = await topic_of(tx, case)
    tx.say(
        Outgoing(
            dedupe_key=f"case_message:{message.id}:status",
            to=Address(topic_id=topic.id),
            message="case_status",
            params={"message_id": message.id},
            body={"reply_parameters": quote(answers)} if answers else None,
            subject=Subject(MESSAGE, message.id, Part.STATUS),
        )
    )


async def refresh_status(tx: Tx, message: CaseMessage, *, case: Case, now: datetime) -> None:
    """Say under the clerk's message what has become of it."""
    topic = await topic_of(tx, case)
    tx.say(
        Outgoing(
            dedupe_key=f"case_message:{message.id}:status:{message.state}:{message.version}:{now.timestamp():.6f}",
            to=Address(topic_id=topic.id),
            message="case_status",
            params={"message_id": message.id},
            subject=Subject(MESSAGE, message.id, Part.STATUS),
            edits=True,
            policy=Policy.EDIT,
        )
    )
