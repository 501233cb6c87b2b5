"""A citizen hands something over to staff: what they wrote and sent becomes a case."""

from dataclasses import dataclass
from datetime import datetime

from actions.cases.acting import Matter, file_case
from actions.cases.danger import alert_if_danger
from actions.cases.drafts import QuestionDraft
from actions.cases.finding import keep_written
from actions.cases.saying import CARD_TEXT, say_copy, topic_of
from content.calendars import opening_hours
from content.models import Hall
from domain.acting import check_can_ask
from domain.cases import Case
from domain.conversation import Author, ContentKind, MessageState, Purpose, Written
from domain.errors import NothingToSend
from domain.hours import next_opening
from domain.people import Person
from storage.cases import find_case, list_listening
from storage.outgoing import Address
from storage.transaction import Tx

QUESTION = "enquiry"
"""The kind of case a question is that is handed over to staff; every pack has it."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A case as it was handed over. ``again`` is true when the same draft had been sent before."""

    case: Case
    again: bool


async def find_handed_over(tx: Tx, *, key: str, person: Person) -> Case | None:
    """The case that was made of the draft with this key."""
    case = await find_case(tx, ref=key)
    return case if case and case.person_id == person.id else None


async def check_room_for_one_more(tx: Tx, *, person: Person) -> None:
    """Say so before somebody writes a question, not after.

    Raises:
        TooManyOpenCases: the person has as many open as they may.
    """
    check_can_ask(len(await list_listening(tx, person.id)))


async def hand_over(tx: Tx, draft: QuestionDraft, *, person: Person, hall: Hall, now: datetime) -> HandedOver:
    """Give the question a number and a topic of its own; the same draft makes one case.

    Raises:
        NothingToSend: the draft is empty.
        TooManyOpenCases: the person has as many open as they may.
    """
    if sent := await find_handed_over(tx, key=draft.key, person=person):
        return HandedOver(sent, again=True)
    await check_room_for_one_more(tx, person=person)
    if not draft.parts:
        raise NothingToSend
    matter = Matter(
        person=person,
        language=person.language,
        text=draft.text,
        guesses=tuple(draft.guess_ids),
        read_by=next_opening(opening_hours(hall), now=now),
    )
    case = await file_case(tx, hall.flow_named(QUESTION), matter, key=draft.key, hall=hall, now=now)
    await keep_parts(tx, case, [part.written for part in draft.parts], now=now)
    return HandedOver(case, again=False)


async def keep_parts(tx: Tx, case: Case, parts: list[Written], *, now: datetime) -> None:
    """Keep each message a case was filed with; show below the card what the card cannot hold."""
    long = len(case.text) > CARD_TEXT
    for written in parts:
        message = await keep_written(
            tx,
            written,
            case=case,
            author=Author.CITIZEN,
            purpose=Purpose.QUESTION,
            state=MessageState.RECEIVED,
            now=now,
        )
        if long or written.kind is not ContentKind.TEXT:
            say_copy(tx, message, to=Address(topic_id=(await topic_of(tx, case)).id), cause="first")
    await alert_if_danger(tx, case, "\n".join((case.text, case.place, case.happened)), cause="first", now=now)
