"""What a citizen's message means while questions of theirs are with staff; the first filter that fits wins.

A reply to a message about an enquiry means that enquiry, a form that waits gets what it waits for, and an open
conversation gets everything else. Source: docs/rules/enquiries.md, 4.
"""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message
from pydantic import BaseModel

from actions.enquiries.additions import Added, add_to_enquiry, list_open_for, reword_by_citizen, take_back
from actions.enquiries.asking import reword_draft, write_on
from actions.enquiries.drafts import AddingTo, DraftPart, EnquiryDraft, WhichEnquiry
from actions.enquiries.saying import receipt_subject
from actions.enquiries.trace import enquiry_of, find_enquiry_of, find_original
from actions.forms import Form
from answers.index import Index
from content.models import Hall
from domain.enquiries import Author, Enquiry, EnquiryMessage, Written
from domain.errors import OutdatedButton
from domain.people import Person
from handlers.citizen.enquiries.elsewhere import answer_as_question
from handlers.citizen.enquiries.preview import preview_of
from handlers.incoming import Writes
from storage.transaction import Tx
from views.callbacks import ChooseEnquiry, ChooseNone, TakeBack
from views.enquiries import mine as screens
from views.reply import Reply


class RepliesToEnquiry(Filter):
    """A Telegram reply to a message about one of the person's enquiries, as ``enquiry``."""

    async def __call__(self, message: Message, tx: Tx, person: Person) -> bool | dict[str, Enquiry]:
        answered = message.reply_to_message
        if answered is None:
            return False
        found = await find_enquiry_of(tx, chat_id=message.chat.id, message_id=answered.message_id, person=person)
        return {"enquiry": found} if found else False


class Waits(Filter):
    """A form of this kind is open, as ``draft``."""

    def __init__(self, model: type[BaseModel]) -> None:
        self._model = model

    async def __call__(self, _: Message, form: Form) -> bool | dict[str, BaseModel]:
        draft = form.draft(self._model)
        return {"draft": draft} if draft else False


class InConversation(Filter):
    """The person has open conversations with staff, as ``enquiries``."""

    async def __call__(self, _: Message, tx: Tx, person: Person, written: Written) -> bool | dict[str, list[Enquiry]]:
        found = await list_open_for(tx, person, written=written)
        return {"enquiries": found} if found else False


class RewordsEnquiry(Filter):
    """An edit of a message that staff have, as ``original``."""

    async def __call__(self, message: Message, tx: Tx) -> bool | dict[str, EnquiryMessage]:
        found = await find_original(tx, chat_id=message.chat.id, message_id=message.message_id)
        return {"original": found} if found and found.author is Author.CITIZEN else False


router = Router(name=__name__)
router.message.filter(Writes())
router.edited_message.filter(Writes())


async def _acknowledge(added: Added, *, person: Person, reply: Reply, guessed: bool = False) -> None:
    """Say where the words went, once for an album."""
    if added.quiet:
        return
    screen = screens.added(
        person.language,
        added.enquiry,
        message_id=added.message.id,
        reopened=added.reopened,
        guessed=guessed,
        about=receipt_subject(added.enquiry),
    )
    await reply.show(screen)


@router.message(RepliesToEnquiry())
async def answer_message(
    _: Message, enquiry: Enquiry, written: Written, tx: Tx, person: Person, reply: Reply, now: datetime
) -> None:
    """Add to the enquiry whose message was answered; one that was over is open again."""
    added = await add_to_enquiry(tx, enquiry.id, written, person=person, now=now)
    await _acknowledge(added, person=person, reply=reply)


@router.message(Waits(EnquiryDraft))
async def write_question(
    _: Message,
    draft: EnquiryDraft,
    written: Written,
    person: Person,
    form: Form,
    hall: Hall,
    index: Index,
    reply: Reply,
    now: datetime,
) -> None:
    """Add to the question that is being written, and show it once more; once for an album."""
    if await write_on(form, draft, written, index=index):
        await reply.show(preview_of(draft, person=person, hall=hall, now=now))


@router.message(Waits(AddingTo))
async def write_addition(
    _: Message, draft: AddingTo, written: Written, tx: Tx, person: Person, form: Form, reply: Reply, now: datetime
) -> None:
    """Add to the enquiry that was chosen before."""
    await form.close()
    added = await add_to_enquiry(tx, draft.enquiry_id, written, person=person, now=now)
    await _acknowledge(added, person=person, reply=reply, guessed=True)


@router.message(Waits(WhichEnquiry), InConversation())
async def write_more(
    _: Message,
    draft: WhichEnquiry,
    enquiries: list[Enquiry],
    written: Written,
    person: Person,
    form: Form,
    reply: Reply,
) -> None:
    """Keep this too until the person says which enquiry is meant; ask once for an album."""
    fresh = not draft.has_album(written.media_group)
    draft.add(written)
    await form.save(draft)
    if fresh:
        await reply.show(screens.which(person.language, enquiries))


@router.message(InConversation())
async def write_back(
    _: Message,
    enquiries: list[Enquiry],
    written: Written,
    tx: Tx,
    person: Person,
    form: Form,
    reply: Reply,
    now: datetime,
) -> None:
    """Add to the open conversation; ask which, if there are several."""
    if len(enquiries) > 1:
        await form.save(WhichEnquiry(parts=[DraftPart.of(written)]))
        await reply.show(screens.which(person.language, enquiries))
        return
    added = await add_to_enquiry(tx, enquiries[0].id, written, person=person, now=now)
    await _acknowledge(added, person=person, reply=reply, guessed=True)


@router.callback_query(ChooseEnquiry.filter())
async def choose(
    _: CallbackQuery, callback_data: ChooseEnquiry, tx: Tx, person: Person, form: Form, reply: Reply, now: datetime
) -> None:
    """Add what was kept to the chosen enquiry."""
    draft = form.draft(WhichEnquiry)
    if draft is None:
        raise OutdatedButton
    await form.close()
    added = [
        await add_to_enquiry(tx, callback_data.enquiry_id, part.written, person=person, now=now) for part in draft.parts
    ]
    await _acknowledge(added[0], person=person, reply=reply)


@router.callback_query(ChooseNone.filter())
async def choose_none(
    _: CallbackQuery, person: Person, form: Form, hall: Hall, index: Index, reply: Reply, now: datetime
) -> None:
    """What was kept is a new question."""
    draft = form.draft(WhichEnquiry)
    if draft is None:
        raise OutdatedButton
    await form.close()
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


@router.edited_message(RewordsEnquiry())
async def reword(
    _: Message, original: EnquiryMessage, written: Written, tx: Tx, person: Person, reply: Reply, now: datetime
) -> None:
    """Show staff the change of something they have."""
    if await reword_by_citizen(tx, original, text=written.text, now=now):
        enquiry = await enquiry_of(tx, original)
        await reply.show(screens.reworded(person.language, enquiry, about=receipt_subject(enquiry)))


@router.edited_message(Waits(EnquiryDraft))
async def reword_question(
    _: Message,
    draft: EnquiryDraft,
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


@router.edited_message(Waits(WhichEnquiry))
async def reword_kept(_: Message, draft: WhichEnquiry, written: Written, form: Form) -> None:
    """Follow a change of what is kept until the person says which enquiry is meant."""
    if draft.reword(written):
        await form.save(draft)


@router.edited_message(Waits(AddingTo))
async def reword_while_adding(_: Message) -> None:
    """What is awaited is the next message; answering an old question anew would forget that."""
