"""A citizen hands a question over to staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.enquiries.drafts import EnquiryDraft, Parts
from actions.enquiries.saying import CARD_QUESTION, say_card, say_copy
from actions.enquiries.trace import ENQUIRY, keep_written, note_deed
from content.calendars import opening_hours
from content.models import Hall
from domain.enquiries import (
    IN_CONVERSATION,
    Author,
    ContentKind,
    Enquiry,
    MessageState,
    Purpose,
    check_can_hand_over,
)
from domain.errors import NothingToSend
from domain.hours import next_opening
from domain.people import Person
from storage.counters import next_value
from storage.enquiries import add_enquiry, find_by_ref, list_in_states
from storage.outgoing import Address
from storage.topics import add_topic
from storage.transaction import Tx

TOPIC_NAME = 60
"""Characters of the question in the topic's name."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """An enquiry as it was handed over. ``again`` is true when the same draft had been sent before."""

    enquiry: Enquiry
    again: bool


async def find_handed_over(tx: Tx, *, key: str, person: Person) -> Enquiry | None:
    """The enquiry that was made of the draft with this key."""
    enquiry = await find_by_ref(tx, key)
    return enquiry if enquiry and enquiry.person_id == person.id else None


async def check_room_for_one_more(tx: Tx, *, person: Person) -> None:
    """Say so before somebody writes a question, not after.

    Raises:
        TooManyOpenEnquiries: the person has as many open as they may.
    """
    check_can_hand_over(len(await list_in_states(tx, person.id, states=IN_CONVERSATION)))


async def hand_over(tx: Tx, draft: EnquiryDraft, *, person: Person, hall: Hall, now: datetime) -> HandedOver:
    """Give the question a number and a topic of its own; the same draft makes one enquiry.

    Raises:
        NothingToSend: the draft is empty.
        TooManyOpenEnquiries: the person has as many open as they may.
    """
    if sent := await find_handed_over(tx, key=draft.key, person=person):
        return HandedOver(sent, again=True)
    await check_room_for_one_more(tx, person=person)
    if not draft.parts:
        raise NothingToSend
    number = f"ZX{now.year}-{await next_value(tx, f'enquiry:{now.year}'):06}"
    enquiry = await add_enquiry(
        tx,
        ref=draft.key,
        number=number,
        person_id=person.id,
        language=person.language,
        question=draft.text,
        guesses=draft.guess_ids,
        now=now,
        read_by=next_opening(opening_hours(hall), now=now),
    )
    await _open_topic(tx, draft, enquiry=enquiry, hall=hall, now=now)
    await note_deed(tx, enquiry, actor="citizen", action="handed_over", now=now, detail={"number": number})
    return HandedOver(enquiry, again=False)


async def _open_topic(tx: Tx, draft: EnquiryDraft, *, enquiry: Enquiry, hall: Hall, now: datetime) -> None:
    topic_id = await add_topic(
        tx,
        staff_chat=staff_chat_for(hall, guess_ids=draft.guess_ids),
        name=f"{enquiry.number} {' '.join(draft.text.split())[:TOPIC_NAME]}".strip(),
        subject_kind=ENQUIRY,
        subject_id=enquiry.id,
        now=now,
    )
    say_card(tx, enquiry, topic_id=topic_id, cause="first")
    await _keep_parts(tx, draft, enquiry=enquiry, topic_id=topic_id, now=now)


async def _keep_parts(tx: Tx, draft: Parts, *, enquiry: Enquiry, topic_id: int, now: datetime) -> None:
    """Keep each message of the question; show below the card what the card cannot hold."""
    long = len(enquiry.question) > CARD_QUESTION
    for part in draft.parts:
        message = await keep_written(
            tx,
            part.written,
            enquiry=enquiry,
            author=Author.CITIZEN,
            purpose=Purpose.QUESTION,
            state=MessageState.RECEIVED,
            now=now,
        )
        if long or part.kind is not ContentKind.TEXT:
            say_copy(tx, message, to=Address(topic_id=topic_id), cause="first")


def staff_chat_for(hall: Hall, *, guess_ids: Sequence[str]) -> str:
    """The staff chat for a question: the one for the area of the best guess, else one for every area, else the first.

    A chat that names no kinds takes every kind of matter.
    """
    service = next((service for guess in guess_ids if (service := hall.service(guess))), None)
    chats = [chat for chat in hall.facts.staff_chats if not chat.kinds or ENQUIRY in chat.kinds]
    of_area = [chat for chat in chats if service and service.area in chat.areas]
    of_all = [chat for chat in chats if not chat.areas]
    return (of_area or of_all or chats or list(hall.facts.staff_chats))[0].name
