"""What a citizen's message means while questions of theirs are with staff; the first filter that fits wins.

A reply to a message about a case means that case, a form that waits gets what it waits for, and an open
conversation gets everything else. Source: docs/rules/cases.md, 4.
"""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from actions.cases.additions import Added, add_to_case, list_open_for, reword_by_citizen, take_back
from actions.cases.asking import reword_draft, write_on
from actions.cases.drafts import AddingTo, DraftPart, QuestionDraft, WhichCase
from actions.cases.finding import case_of, find_case_of, find_original
from actions.cases.present import shown_to_citizen
from actions.cases.saying import receipt_subject
from actions.forms import Form
from answers.index import Index
from content.models import Hall
from domain.cases import Case
from domain.conversation import Author, CaseMessage, Written
from domain.people import Person
from handlers.citizen.cases.elsewhere import answer_as_question
from handlers.citizen.cases.preview import preview_of
from handlers.filters import Waits
from handlers.incoming import Writes
from storage.transaction import Tx
from views.cases import mine as screens
from views.own_case_callbacks import ChooseCase, ChooseNone, TakeBack
from views.reply import Reply


class RepliesToCase(Filter):
    """A Telegram reply to a message about one of the person's cases, as ``case``."""

    async def __call__(self, message: Message, tx: Tx, person: Person) -> bool | dict[str, Case]:
        answered = message.reply_to_message
        if answered is None:
            return False
        found = await find_case_of(tx, chat_id=message.chat.id, message_id=answered.message_id, person=person)
        return {"case": found} if found else False


class InConversation(Filter):
    """The person has open conversations with staff, as ``cases``."""

    async def __call__(self, _: Message, tx: Tx, person: Person, written: Written) -> bool | dict[str, list[Case]]:
        found = await list_open_for(tx, person, written=written)
        return {"cases": found} if found else False


class RewordsCase(Filter):
    """An edit of a message that staff have, as ``original``."""

    async def __call__(self, message: Message, tx: Tx) -> bool | dict[str, CaseMessage]:
        found = await find_original(tx, chat_id=message.chat.id, message_id=message.message_id)
        return {"original": found} if found and found.author is Author.CITIZEN else False


router = Router(name=__name__)
router.message.filter(Writes())
router.edited_message.filter(Writes())


async def _acknowledge(
    tx: Tx, added: Added, *, person: Person, hall: Hall, reply: Reply, now: datetime, guessed: bool = False
) -> None:
    """Say where the words went, once for an album."""
    if added.quiet:
        return
    screen = screens.added(
        person.language,
        await shown_to_citizen(tx, added.case, hall=hall, now=now),
        message_id=added.message.id,
        reopened=added.reopened,
        guessed=guessed,
        about=receipt_subject(added.case),
    )
    await reply.show(screen)


@router.message(RepliesToCase())
async def answer_message(
    _: Message, case: Case, written: Written, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Add to the case whose message was answered; whatever its state."""
    added = await add_to_case(tx, case.id, written, person=person, hall=hall, now=now)
    await _acknowledge(tx, added, person=person, hall=hall, reply=reply, now=now)


@router.message(Waits(QuestionDraft))
async def write_question(
    _: Message,
    draft: QuestionDraft,
    written: Written,
    person: Person,
    form: Form,
    hall: Hall,
    index: Index,
    reply: Reply,
    now: datetime,
) -> None:
    """Add to the question that is being written, and show it once more; once for an album, which grows in place."""
    fresh = await write_on(form, draft, written, index=index)
    screen = preview_of(draft, person=person, hall=hall, now=now)
    await (reply.show(screen) if fresh else reply.renew(screen))


@router.message(Waits(AddingTo))
async def write_addition(
    _: Message,
    draft: AddingTo,
    written: Written,
    tx: Tx,
    person: Person,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Add to the case that was chosen before."""
    await form.close()
    added = await add_to_case(tx, draft.case_id, written, person=person, hall=hall, now=now)
    await _acknowledge(tx, added, person=person, hall=hall, reply=reply, now=now, guessed=True)


@router.message(Waits(WhichCase), InConversation())
async def write_more(
    _: Message,
    draft: WhichCase,
    cases: list[Case],
    written: Written,
    person: Person,
    form: Form,
    reply: Reply,
) -> None:
    """Keep this too until the person says which case is meant; ask once for an album."""
    fresh = not draft.has_album(written.media_group)
    draft.add(written)
    await form.save(draft)
    if fresh:
        await reply.show(screens.which(person.language, cases))


@router.message(InConversation())
async def write_back(
    _: Message,
    cases: list[Case],
    written: Written,
    tx: Tx,
    person: Person,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Add to the open conversation; ask which, if there are several."""
    if len(cases) > 1:
        await form.save(WhichCase(parts=[DraftPart.of(written)]))
        await reply.show(screens.which(person.language, cases))
        return
    added = await add_to_case(tx, cases[0].id, written, person=person, hall=hall, now=now)
    await _acknowledge(tx, added, person=person, hall=hall, reply=reply, now=now, guessed=True)


@router.callback_query(ChooseCase.filter())
async def choose(
    _: CallbackQuery,
    callback_data: ChooseCase,
    tx: Tx,
    person: Person,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Add what was kept to the chosen case."""
    draft = await form.take(WhichCase)
    case_id, parts = callback_data.case_id, [part.written for part in draft.parts]
    added = [await add_to_case(tx, case_id, part, person=person, hall=hall, now=now) for part in parts]
    await _acknowledge(tx, added[0], person=person, hall=hall, reply=reply, now=now)


@router.callback_query(ChooseNone.filter())
async def choose_none(
    _: CallbackQuery, person: Person, form: Form, hall: Hall, index: Index, reply: Reply, now: datetime
) -> None:
    """What was kept is a new question."""
    draft = await form.take(WhichCase)
    parts = [part.written for part in draft.parts]
    await answer_as_question(parts, person=person, form=form, hall=hall, index=index, reply=reply, now=now)


@router.callback_query(TakeBack.filter())
async def take_back_addition(
    _: CallbackQuery,
    callback_data: TakeBack,
    tx: Tx,
    person: Person,
    form: Form,
    hall: Hall,
    index: Index,
    reply: Reply,
    now: datetime,
) -> None:
    """What was added is a new question: staff are told, then it is answered as one."""
    taken = await take_back(tx, callback_data.message_id, person=person, now=now)
    reply.toast(screens.taken_back(person.language))
    parts = [part.content for part in taken]
    await answer_as_question(parts, person=person, form=form, hall=hall, index=index, reply=reply, now=now)


@router.edited_message(RewordsCase())
async def reword(
    _: Message, original: CaseMessage, written: Written, tx: Tx, person: Person, reply: Reply, now: datetime
) -> None:
    """Show staff the change of something they have."""
    if await reword_by_citizen(tx, original, text=written.text, now=now):
        case = await case_of(tx, original)
        await reply.show(screens.reworded(person.language, case, about=receipt_subject(case)))


@router.edited_message(Waits(QuestionDraft))
async def reword_question(
    _: Message,
    draft: QuestionDraft,
    written: Written,
    person: Person,
    form: Form,
    hall: Hall,
    index: Index,
    reply: Reply,
    now: datetime,
) -> None:
    """Follow a change of the question that is being written."""
    if await reword_draft(form, draft, written, index=index):
        await reply.show(preview_of(draft, person=person, hall=hall, now=now))


@router.edited_message(Waits(WhichCase))
async def reword_kept(_: Message, draft: WhichCase, written: Written, form: Form) -> None:
    """Follow a change of what is kept until the person says which case is meant."""
    if draft.reword(written):
        await form.save(draft)


@router.edited_message(Waits(AddingTo))
async def reword_while_adding(_: Message) -> None:
    """What is awaited is the next message; answering an old question anew would forget that."""
