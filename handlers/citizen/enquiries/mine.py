"""A citizen looks up their questions, adds to one, and says whether the answer helped."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from actions.enquiries.additions import accept_answer, ask_again
from actions.enquiries.drafts import AddingTo
from actions.enquiries.loaders import list_mine, list_seen
from actions.enquiries.saying import receipt_subject
from actions.enquiries.trace import get_own, in_zone
from actions.forms import Form
from domain.people import Person
from handlers.filters import Names
from storage.transaction import Tx
from views.callbacks import AcceptAnswer, AddToEnquiry, AskAgain, MyEnquiries, OpenEnquiry
from views.enquiries import mine as screens
from views.reply import Reply

router = Router(name=__name__)


@router.message(Command("questions", ignore_mention=True))
@router.message(Names("enquiries.mine"))
async def look_at_mine(_: Message, tx: Tx, person: Person, reply: Reply, now: datetime) -> None:
    """Show the newest of the person's own questions."""
    await _show_page(tx, 0, person=person, reply=reply, now=now)


@router.callback_query(MyEnquiries.filter())
async def turn_page(
    _: CallbackQuery, callback_data: MyEnquiries, tx: Tx, person: Person, reply: Reply, now: datetime
) -> None:
    """Show one page of the person's own questions."""
    await _show_page(tx, max(0, callback_data.page), person=person, reply=reply, now=now)


async def _show_page(tx: Tx, page: int, *, person: Person, reply: Reply, now: datetime) -> None:
    enquiries, total = await list_mine(tx, person, limit=screens.PAGE, offset=page * screens.PAGE, now=now)
    await reply.show(screens.listed(person.language, enquiries, page=page, total=total))


@router.callback_query(OpenEnquiry.filter())
async def look_at_one(
    _: CallbackQuery, callback_data: OpenEnquiry, tx: Tx, person: Person, reply: Reply, now: datetime
) -> None:
    """Show one question with the conversation so far."""
    enquiry = in_zone(await get_own(tx, callback_data.enquiry_id, person=person), now.tzinfo)
    messages = await list_seen(tx, enquiry, now=now)
    await reply.show(screens.card(person.language, enquiry, messages=messages, about=receipt_subject(enquiry)))


@router.callback_query(AddToEnquiry.filter())
async def begin_addition(
    _: CallbackQuery, callback_data: AddToEnquiry, tx: Tx, person: Person, form: Form, reply: Reply
) -> None:
    """Ask what is to be added."""
    enquiry = await get_own(tx, callback_data.enquiry_id, person=person)
    await form.save(AddingTo(enquiry_id=enquiry.id))
    await reply.show(screens.ask_addition(person.language, enquiry))


@router.callback_query(AskAgain.filter())
async def ask_on(
    _: CallbackQuery, callback_data: AskAgain, tx: Tx, person: Person, form: Form, reply: Reply, now: datetime
) -> None:
    """Open the question again, and ask what is left."""
    enquiry = await ask_again(tx, callback_data.enquiry_id, person=person, now=now)
    await form.save(AddingTo(enquiry_id=enquiry.id))
    await reply.show(screens.ask_addition(person.language, enquiry))


@router.callback_query(AcceptAnswer.filter())
async def accept(
    _: CallbackQuery, callback_data: AcceptAnswer, tx: Tx, person: Person, reply: Reply, now: datetime
) -> None:
    """The answer helped: close the question."""
    enquiry = await accept_answer(tx, callback_data.enquiry_id, person=person, now=now)
    reply.toast(screens.thanks(person.language))
    await reply.show(screens.accepted(person.language, enquiry, about=receipt_subject(enquiry)))
