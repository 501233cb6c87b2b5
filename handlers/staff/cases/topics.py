"""What is written in the topic of a case: words that were asked for, replies to the citizen, and notes.

Source: docs/rules/staff.md, 3.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Message

from actions.cases.doing import begin_action
from actions.cases.drafts import DraftPart, StaffWords
from actions.cases.finding import find_case_in_topic, find_original, shows_citizen
from actions.cases.passing import other_areas
from actions.cases.replies import first_hint_for, hold_reply, keep_note, reword_by_staff
from actions.forms import Form
from content.models import Hall
from domain.cases import Case
from domain.conversation import Author, CaseMessage, ContentKind, Written, check_words
from domain.errors import AnonymousAdmin
from domain.people import ANSWERS_CITIZENS, Member, Person
from handlers.incoming import written
from handlers.staff.access import is_hidden
from handlers.staff.cases.previewing import show_preview
from storage.transaction import Tx
from views.cases import topic as screens
from views.cases.needs import ask_choice
from views.reply import Reply


class Speech(StrEnum):
    """What a message in a topic is."""

    WORDS = "words"
    """What the person's open form waits for."""
    REPLY = "reply"
    """Meant for the citizen."""
    NOTE = "note"
    HIDDEN_REPLY = "hidden_reply"
    """Meant for the citizen by somebody who hides who they are."""
    OUTSIDE_REPLY = "outside_reply"
    """Meant for the citizen by somebody who is not enrolled for it."""
    TALK = "talk"
    """Of others: none of our business."""


class InTopic(Filter):
    """Something written in the topic of a case, as ``case``, ``said`` and ``speech``."""

    async def __call__(
        self, message: Message, tx: Tx, form: Form, member: Member | None, staff_chat: str | None
    ) -> bool | dict[str, Any]:
        thread_id = message.message_thread_id
        said = written(message)
        if staff_chat is None or thread_id is None or not message.is_topic_message or said is None:
            return False
        case = await find_case_in_topic(tx, staff_chat=staff_chat, thread_id=thread_id)
        if case is None:
            return False
        answers = await _answers_citizen(message, tx, case)
        speech = _speech(message, case, form=form, member=member, answers=answers)
        return {"case": case, "said": said, "speech": speech}


async def _answers_citizen(message: Message, tx: Tx, case: Case) -> bool:
    """Whether it is a Telegram reply to a message in which the bot shows the citizen's words.

    Every ordinary message of a topic carries a reply to the topic's creation, whose number is the thread's.
    """
    answered = message.reply_to_message
    if answered is None or answered.forum_topic_created or answered.message_id == message.message_thread_id:
        return False
    if answered.from_user is None or message.bot is None or answered.from_user.id != message.bot.id:
        return False
    where = {"chat_id": message.chat.id, "message_id": answered.message_id}
    return await shows_citizen(tx, case, **where, sent_at=answered.date)


class AnswersCitizen(Filter):
    """A Telegram reply to the words of the citizen in the topic of a case: no form that waits may take it."""

    async def __call__(self, message: Message, tx: Tx, staff_chat: str | None) -> bool:
        thread_id = message.message_thread_id
        if staff_chat is None or thread_id is None or not message.is_topic_message:
            return False
        case = await find_case_in_topic(tx, staff_chat=staff_chat, thread_id=thread_id)
        return case is not None and await _answers_citizen(message, tx, case)


def _speech(message: Message, case: Case, *, form: Form, member: Member | None, answers: bool) -> Speech:
    if is_hidden(message):
        return Speech.HIDDEN_REPLY if answers else Speech.TALK
    if member is None or member.role not in ANSWERS_CITIZENS:
        return Speech.OUTSIDE_REPLY if answers else Speech.TALK
    words = form.draft(StaffWords)
    if words is not None and words.case_id == case.id:
        return Speech.WORDS
    return Speech.REPLY if answers else Speech.NOTE


class Says(Filter):
    """The message is this kind of speech."""

    def __init__(self, wanted: Speech) -> None:
        self._wanted = wanted

    async def __call__(self, _: Message, speech: Speech) -> bool:
        return speech is self._wanted


class RewordsOwn(Filter):
    """A clerk's edit of something we keep, as ``original``."""

    async def __call__(
        self, message: Message, tx: Tx, member: Member | None, staff_chat: str | None
    ) -> bool | dict[str, CaseMessage]:
        if staff_chat is None or member is None:
            return False
        found = await find_original(tx, chat_id=message.chat.id, message_id=message.message_id)
        return {"original": found} if found and found.author is Author.STAFF else False


router = Router(name=__name__)
router.message.filter(InTopic())


@router.message(Says(Speech.WORDS))
async def write_words(
    _: Message, case: Case, said: Written, tx: Tx, member: Member, form: Form, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show the words as they will be read, before they leave."""
    language, words = hall.facts.languages[0], form.draft(StaffWords)
    if words is None or said.kind is not ContentKind.TEXT:
        await reply.show(screens.only_words(language))
        return
    areas = other_areas(hall, case)
    check_words(said.text)
    _case, choice = await begin_action(tx, case.id, words.action, member=member, now=now)
    if first := ask_choice(language, case, choice, areas=areas, area=words.area, code=words.code, mark=words.mark):
        await reply.show(first)
        return
    await show_preview(tx, words, DraftPart.of(said), member=member, form=form, hall=hall, reply=reply, now=now)


@router.message(Says(Speech.REPLY))
async def reply_to_citizen(_: Message, case: Case, said: Written, tx: Tx, member: Member, now: datetime) -> None:
    """Hold the reply for a moment; the line below it says so."""
    await hold_reply(tx, case.id, said, member=member, now=now)


@router.message(Says(Speech.NOTE))
async def note(
    _: Message, case: Case, said: Written, tx: Tx, member: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Keep an internal note; only the first of a topic is answered, with a hint."""
    if await keep_note(tx, case, said, member=member, now=now):
        await reply.show(screens.note_hint(hall.facts.languages[0]))


@router.message(Says(Speech.HIDDEN_REPLY))
async def reply_hidden(_: Message) -> None:
    """Nobody can tell who wrote this, so it does not reach the citizen."""
    raise AnonymousAdmin


@router.message(Says(Speech.OUTSIDE_REPLY))
async def reply_from_outside(
    _: Message, case: Case, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Say once that this did not reach the citizen."""
    if await first_hint_for(tx, case, person_id=person.id, now=now):
        await reply.show(screens.outsider_hint(hall.facts.languages[0]))


@router.message(Says(Speech.TALK))
async def talk(_: Message) -> None:
    """Others may talk in a topic; nothing of it is kept."""


@router.edited_message(RewordsOwn())
async def reword(message: Message, original: CaseMessage, tx: Tx, hall: Hall, reply: Reply, now: datetime) -> None:
    """Follow the change while it can still be followed."""
    text = message.text or message.caption or ""
    if not await reword_by_staff(tx, original, text=text, hall=hall, now=now):
        await reply.show(screens.sent_already(hall.facts.languages[0]))
