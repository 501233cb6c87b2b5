"""What messages about an enquiry show, loaded at the moment they leave: to staff, and to the citizen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.enquiries.saying import CARD_QUESTION, card_subject
from actions.enquiries.trace import in_zone, message_in_zone
from content.models import Hall
from content.texts import Text
from domain.enquiries import (
    SEEN_BY_CITIZEN,
    TO_CITIZEN,
    Author,
    Enquiry,
    EnquiryMessage,
    Purpose,
)
from domain.languages import Language
from domain.people import Person, masked
from storage.chats import find_posted
from storage.enquiries import (
    count_of_person,
    get_enquiry,
    get_message,
    list_messages,
    list_of_person,
    list_wordings,
)
from storage.people import get_person, get_staff_name
from storage.transaction import Tx

Loaded = tuple[Language, Mapping[str, Any]] | None
HISTORY = 30
"""Messages told again in words when a topic was made again."""
HISTORY_WORDS = 100
"""Characters of each of them: all must fit into one message."""


def titles_of(hall: Hall, guess_ids: tuple[str, ...]) -> tuple[Text, ...]:
    """The titles of the guides that were found; one the hall no longer has is left out."""
    return tuple(service.title for guess in guess_ids if (service := hall.service(guess)))


async def load_card(tx: Tx, *, hall: Hall, now: datetime, enquiry_id: int, former: int = 0) -> Loaded:
    """The card at the head of the topic; nothing if the ``former`` one was replaced meanwhile."""
    enquiry = await get_enquiry(tx, enquiry_id)
    if enquiry is None:
        return None
    newest = await find_posted(tx, card_subject(enquiry)) if former else None
    if newest and newest[1] != former:
        return None
    person = await get_person(tx, enquiry.person_id)
    messages = await list_messages(tx, enquiry_id)
    sent = [message for message in messages if message.purpose in TO_CITIZEN]
    values = {
        "enquiry": in_zone(enquiry, now.tzinfo),
        "citizen": masked(person.first_name),
        "reachable": person.reachable,
        "question": enquiry.question[:CARD_QUESTION],
        "is_cut": len(enquiry.question) > CARD_QUESTION,
        "attachments": tuple(
            m.content.kind for m in messages if m.purpose is Purpose.QUESTION and m.content.kind != "text"
        ),
        "guesses": titles_of(hall, enquiry.guesses)[:3],
        "owner": await get_staff_name(tx, enquiry.owner_id) if enquiry.owner_id else "",
        "last": message_in_zone(sent[-1], now.tzinfo) if sent else None,
    }
    return hall.facts.languages[0], values


async def load_message_for_staff(tx: Tx, *, hall: Hall, now: datetime, message_id: int) -> Loaded:
    """One message as its topic shows it: the citizen's words, or what became of a clerk's."""
    found = await _message_and_enquiry(tx, message_id, now=now)
    if found is None:
        return None
    message, enquiry = found
    person = await get_person(tx, enquiry.person_id)
    values = {"message": message, "enquiry": enquiry, "citizen": masked(person.first_name)}
    return hall.facts.languages[0], values


async def load_status(tx: Tx, *, hall: Hall, now: datetime, message_id: int) -> Loaded:
    """What became of a clerk's words."""
    found = await _message_and_enquiry(tx, message_id, now=now)
    return (hall.facts.languages[0], {"message": found[0]}) if found else None


async def load_edited(tx: Tx, *, hall: Hall, now: datetime, message_id: int, version: int) -> Loaded:
    """How the citizen reworded a message: ``version`` is the new wording's."""
    found = await _message_and_enquiry(tx, message_id, now=now)
    if found is None:
        return None
    message, enquiry = found
    wordings = {wording.version: wording.text for wording in await list_wordings(tx, message_id)}
    person = await get_person(tx, enquiry.person_id)
    values = {
        "citizen": masked(person.first_name),
        "before": wordings.get(version - 1, ""),
        "after": wordings.get(version, message.content.text),
    }
    return hall.facts.languages[0], values


async def load_line(tx: Tx, *, hall: Hall, now: datetime, enquiry_id: int, what: str) -> Loaded:
    """A service line; ``what`` names its template."""
    enquiry = await get_enquiry(tx, enquiry_id)
    if enquiry is None:
        return None
    person = await get_person(tx, enquiry.person_id)
    return hall.facts.languages[0], {
        "what": what,
        "enquiry": in_zone(enquiry, now.tzinfo),
        "citizen": masked(person.first_name),
    }


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a conversation: who wrote, in words short enough for a list."""

    message: EnquiryMessage
    who: str
    words: str


async def load_history(tx: Tx, *, hall: Hall, now: datetime, enquiry_id: int) -> Loaded:
    """The conversation so far, for a topic that was made again."""
    enquiry = await get_enquiry(tx, enquiry_id)
    if enquiry is None:
        return None
    person = await get_person(tx, enquiry.person_id)
    messages = await list_messages(tx, enquiry_id)
    told = []
    for message in messages[-HISTORY:]:
        who = await get_staff_name(tx, message.staff_id) if message.staff_id else masked(person.first_name)
        told.append(Told(message_in_zone(message, now.tzinfo), who, message.content.text[:HISTORY_WORDS]))
    values = {"enquiry": in_zone(enquiry, now.tzinfo), "told": tuple(told), "earlier": max(0, len(messages) - HISTORY)}
    return hall.facts.languages[0], values


async def load_for_citizen(
    tx: Tx,
    *,
    hall: Hall,  # noqa: ARG001 # every loader is given it
    now: datetime,
    message_id: int,
) -> Loaded:
    """A clerk's words for the citizen, in the language the citizen has chosen by now."""
    found = await _message_and_enquiry(tx, message_id, now=now)
    if found is None:
        return None
    message, enquiry = found
    person = await get_person(tx, enquiry.person_id)
    return person.language, {"message": message, "enquiry": enquiry}


async def load_about_enquiry(
    tx: Tx,
    *,
    hall: Hall,  # noqa: ARG001 # every loader is given it
    now: datetime,
    enquiry_id: int,
) -> Loaded:
    """A line for the citizen about the enquiry as a whole."""
    enquiry = await get_enquiry(tx, enquiry_id)
    if enquiry is None:
        return None
    person = await get_person(tx, enquiry.person_id)
    return person.language, {"enquiry": in_zone(enquiry, now.tzinfo)}


async def list_seen(tx: Tx, enquiry: Enquiry, *, now: datetime) -> tuple[EnquiryMessage, ...]:
    """What the citizen may see of the conversation, oldest first: never a note, nor what was stopped."""
    written = await list_messages(tx, enquiry.id)
    return tuple(
        message_in_zone(message, now.tzinfo)
        for message in written
        if message.state in SEEN_BY_CITIZEN and (message.author is Author.CITIZEN or message.purpose in TO_CITIZEN)
    )


async def _message_and_enquiry(tx: Tx, message_id: int, *, now: datetime) -> tuple[EnquiryMessage, Enquiry] | None:
    message = await get_message(tx, message_id)
    enquiry = await get_enquiry(tx, message.enquiry_id) if message else None
    if message is None or enquiry is None:
        return None
    return message_in_zone(message, now.tzinfo), in_zone(enquiry, now.tzinfo)


async def list_mine(
    tx: Tx, person: Person, *, limit: int, offset: int, now: datetime
) -> tuple[tuple[Enquiry, ...], int]:
    """One page of a citizen's enquiries, newest first, and how many there are in all."""
    found = await list_of_person(tx, person.id, limit=limit, offset=offset)
    return tuple(in_zone(enquiry, now.tzinfo) for enquiry in found), await count_of_person(tx, person.id)
