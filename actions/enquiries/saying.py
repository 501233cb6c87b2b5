"""What is said about an enquiry, as outbox rows: to its topic, and to the citizen."""

from datetime import datetime

from actions.enquiries.trace import ENQUIRY, MESSAGE
from domain.enquiries import MAX_ANSWER, ContentKind, Enquiry, EnquiryMessage, Purpose
from domain.people import Person
from domain.subjects import Part, Subject
from storage.chats import find_posted
from storage.outgoing import Address, Lane, Outgoing, Policy
from storage.people import get_person
from storage.topics import Topic, find_topic
from storage.transaction import Tx

CARD_QUESTION = 1500
"""Characters of the question the card shows; a longer one is copied in full below it."""
_MESSAGE_TO_CITIZEN = {
    Purpose.REPLY: "enquiry_reply",
    Purpose.ANSWER: "enquiry_answer",
    Purpose.CLOSING: "enquiry_closed",
}


def card_subject(enquiry: Enquiry) -> Subject:
    """The card at the head of the topic."""
    return Subject(ENQUIRY, enquiry.id, Part.CARD)


def receipt_subject(enquiry: Enquiry) -> Subject:
    """What the citizen was told about the enquiry as a whole."""
    return Subject(ENQUIRY, enquiry.id, Part.RECEIPT)


def copy_of(message: EnquiryMessage) -> Subject:
    """The message as the other side sees it."""
    return Subject(MESSAGE, message.id, Part.COPY)


async def topic_of(tx: Tx, enquiry: Enquiry) -> Topic:
    """The topic of an enquiry; every enquiry has one from the beginning."""
    topic = await find_topic(tx, subject_kind=ENQUIRY, subject_id=enquiry.id)
    if topic is None:
        raise LookupError(f"enquiry {enquiry.id} has no topic")
    return topic


def say_card(tx: Tx, enquiry: Enquiry, *, topic_id: int, cause: str, former: int = 0) -> None:
    """Put a new card into the topic. ``former`` is the card it replaces; nothing is said if another does already.

    Nobody watches for it as a clerk does who has pressed something in the same group, so it goes after them.
    """
    tx.say(
        Outgoing(
            dedupe_key=f"enquiry:{enquiry.id}:card:{cause}",
            to=Address(topic_id=topic_id),
            message="enquiry_card",
            params={"enquiry_id": enquiry.id, "former": former},
            subject=card_subject(enquiry),
            lane=Lane.DEADLINE,
        )
    )


async def refresh_card(tx: Tx, enquiry: Enquiry, *, cause: str) -> None:
    """Bring the card up to date. ``cause`` is unique for what changed."""
    topic = await topic_of(tx, enquiry)
    tx.say(
        Outgoing(
            dedupe_key=f"enquiry:{enquiry.id}:card:{cause}",
            to=Address(topic_id=topic.id),
            message="enquiry_card",
            params={"enquiry_id": enquiry.id},
            subject=card_subject(enquiry),
            edits=True,
            policy=Policy.EDIT,
        )
    )


def say_copy(tx: Tx, message: EnquiryMessage, *, to: Address, cause: str) -> None:
    """Show a message on the other side exactly as it was sent."""
    tx.say(
        Outgoing(
            dedupe_key=f"enquiry_message:{message.id}:copy:{cause}",
            to=to,
            method="copyMessage",
            body={"from_chat_id": message.content.chat_id, "message_id": message.content.message_id},
            subject=copy_of(message),
            lane=Lane.INTERACTIVE if to.topic_id is None else Lane.DEADLINE,
        )
    )


def say_addition(tx: Tx, message: EnquiryMessage, *, topic_id: int, cause: str = "first") -> None:
    """Show staff what the citizen wrote: words under their masked name, everything else as it is."""
    to = Address(topic_id=topic_id)
    if message.content.kind is not ContentKind.TEXT or len(message.content.text) > MAX_ANSWER:
        say_copy(tx, message, to=to, cause=cause)
    else:
        say_words_of_citizen(tx, message, topic_id=topic_id, cause=cause)


def say_words_of_citizen(tx: Tx, message: EnquiryMessage, *, topic_id: int, cause: str) -> None:
    """Show staff the words we kept of a message."""
    tx.say(
        Outgoing(
            dedupe_key=f"enquiry_message:{message.id}:words:{cause}",
            to=Address(topic_id=topic_id),
            message="enquiry_added",
            params={"message_id": message.id},
            subject=copy_of(message),
            lane=Lane.DEADLINE,
        )
    )


async def say_line(tx: Tx, enquiry: Enquiry, *, what: str, cause: str, about: EnquiryMessage | None = None) -> None:
    """A service line in the topic: ``what`` names its words; it answers the copy of ``about`` where there is one."""
    topic = await topic_of(tx, enquiry)
    tx.say(
        Outgoing(
            dedupe_key=f"enquiry:{enquiry.id}:line:{what}:{cause}",
            to=Address(topic_id=topic.id),
            message="enquiry_line",
            params={"enquiry_id": enquiry.id, "what": what},
            body=await reply_to_copy(tx, about) if about else None,
        )
    )


async def reply_to_copy(tx: Tx, message: EnquiryMessage) -> dict[str, object] | None:
    """Parameters that make something answer the copy of a message; None while the copy is not there.

    The words of the question itself stand on the card.
    """
    on_card = message.purpose is Purpose.QUESTION and message.content.kind is ContentKind.TEXT
    found = await find_posted(tx, Subject(ENQUIRY, message.enquiry_id, Part.CARD) if on_card else copy_of(message))
    return {"reply_parameters": quote(found[1])} if found else None


def quote(message_id: int) -> dict[str, object]:
    """Reply parameters; the message may be gone."""
    return {"message_id": message_id, "allow_sending_without_reply": True}


async def say_to_citizen(tx: Tx, message: EnquiryMessage, *, enquiry: Enquiry) -> None:
    """Send what a clerk wrote: words with the enquiry's number, everything else as it is below a line with it."""
    person = await get_person(tx, enquiry.person_id)
    to = Address(chat_id=person.telegram_id)
    plain = message.content.kind is ContentKind.TEXT and len(message.content.text) <= MAX_ANSWER
    if plain or message.purpose is not Purpose.REPLY:
        _say_words_to_citizen(tx, message, to=to)
        return
    album = message.content.media_group
    tx.say(
        Outgoing(
            dedupe_key=f"enquiry:{enquiry.id}:heading:{album or message.id}",
            to=to,
            message="enquiry_reply_heading",
            params={"enquiry_id": enquiry.id},
            subject=receipt_subject(enquiry),
        )
    )
    say_copy(tx, message, to=to, cause="citizen")


def _say_words_to_citizen(tx: Tx, message: EnquiryMessage, *, to: Address) -> None:
    name = _MESSAGE_TO_CITIZEN[message.purpose]
    tx.say(
        Outgoing(
            dedupe_key=f"enquiry_message:{message.id}:{name}",
            to=to,
            message=name,
            params={"message_id": message.id},
            subject=copy_of(message),
        )
    )


def say_closed(tx: Tx, enquiry: Enquiry, *, person: Person) -> None:
    """Tell the citizen, without further words, that the enquiry is closed."""
    tx.say(
        Outgoing(
            dedupe_key=f"enquiry:{enquiry.id}:closed:v{enquiry.version}",
            to=Address(chat_id=person.telegram_id),
            message="enquiry_closed_quietly",
            params={"enquiry_id": enquiry.id},
            subject=receipt_subject(enquiry),
        )
    )


async def say_status(tx: Tx, message: EnquiryMessage, *, enquiry: Enquiry, answers: int) -> None:
    """The line under a clerk's message that says what becomes of it; ``answers`` is the message it stands under."""
    topic = await topic_of(tx, enquiry)
    tx.say(
        Outgoing(
            dedupe_key=f"enquiry_message:{message.id}:status",
            to=Address(topic_id=topic.id),
            message="enquiry_status",
            params={"message_id": message.id},
            body={"reply_parameters": quote(answers)},
            subject=Subject(MESSAGE, message.id, Part.STATUS),
        )
    )


async def refresh_status(tx: Tx, message: EnquiryMessage, *, enquiry: Enquiry, now: datetime) -> None:
    """Say under the clerk's message what has become of it."""
    topic = await topic_of(tx, enquiry)
    tx.say(
        Outgoing(
            dedupe_key=f"enquiry_message:{message.id}:status:{message.state}:{message.version}:{now.timestamp():.6f}",
            to=Address(topic_id=topic.id),
            message="enquiry_status",
            params={"message_id": message.id},
            subject=Subject(MESSAGE, message.id, Part.STATUS),
            edits=True,
            policy=Policy.EDIT,
        )
    )
