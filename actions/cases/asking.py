"""A citizen writes a question for staff, sees what staff will see, and changes it until it is right."""

from dataclasses import dataclass
from datetime import datetime

from actions.cases.drafts import QuestionDraft
from actions.cases.handing import HandedOver, check_room_for_one_more, find_handed_over, hand_over
from actions.forms import Form
from actions.questions import LastQuestion, guesses_worth_showing
from answers.index import Index, find
from content.calendars import opening_hours
from content.models import Hall
from domain.conversation import Written
from domain.errors import OutdatedButton
from domain.hours import is_open, next_opening
from domain.people import Person
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Reading:
    """When a person will read what is written now: ``at`` is None if the hall stays shut for long."""

    at: datetime | None
    is_open: bool


def reading(hall: Hall, *, now: datetime) -> Reading:
    """When a person will read what is written now."""
    hours = opening_hours(hall)
    return Reading(at=next_opening(hours, now=now), is_open=is_open(hours, now=now))


async def start_question(tx: Tx, form: Form, *, person: Person) -> None:
    """Wait for the words of a question.

    Raises:
        TooManyOpenCases: the person has as many open as they may.
    """
    await check_room_for_one_more(tx, person=person)
    await form.save(QuestionDraft())


async def take_last_question(tx: Tx, form: Form, *, person: Person) -> QuestionDraft:
    """Make the last question a draft for staff; an empty one if it is forgotten by now.

    A draft that has begun already stays: the second of two presses must not empty what the first one made.

    Raises:
        TooManyOpenCases: the person has as many open as they may.
    """
    await check_room_for_one_more(tx, person=person)
    if begun := form.draft(QuestionDraft):
        return begun
    last = form.draft(LastQuestion) or LastQuestion()
    draft = QuestionDraft(parts=last.parts, guess_ids=last.guess_ids)
    await form.save(draft)
    return draft


async def write_on(form: Form, draft: QuestionDraft, written: Written, *, index: Index) -> bool:
    """Add to the draft; false if it is only a further part of an album that is in it already.

    Raises:
        TooManyParts: the question is made of too many messages.
    """
    fresh = not draft.has_album(written.media_group)
    draft.add(written)
    await _keep(form, draft, index=index)
    return fresh


async def reword_draft(form: Form, draft: QuestionDraft, written: Written, *, index: Index) -> bool:
    """Follow an edited message; False if it is none of this draft."""
    if not draft.reword(written):
        return False
    await _keep(form, draft, index=index)
    return True


async def _keep(form: Form, draft: QuestionDraft, *, index: Index) -> None:
    """Keep the draft with what the search thinks of it by now, for the clerk's eyes."""
    guess_ids = guesses_worth_showing(find(index, draft.text))
    await form.save(draft.model_copy(update={"guess_ids": guess_ids}))


async def write_anew(form: Form, draft: QuestionDraft) -> None:
    """Forget the words and attachments."""
    await form.save(draft.model_copy(update={"parts": [], "guess_ids": []}))


async def send_question(tx: Tx, form: Form, *, key: str, person: Person, hall: Hall, now: datetime) -> HandedOver:
    """Send the open draft if it has this key; the same draft is sent once, however often its button is pressed.

    Raises:
        NothingToSend: the draft is empty.
        OutdatedButton: the draft was given up.
        TooManyOpenCases: the person has as many open as they may.
    """
    draft = form.draft(QuestionDraft)
    if draft is None or draft.key != key:
        sent = await find_handed_over(tx, key=key, person=person)
        if sent is None:
            raise OutdatedButton
        return HandedOver(sent, again=True)
    handed = await hand_over(tx, draft, person=person, hall=hall, now=now)
    await form.close()
    return handed
