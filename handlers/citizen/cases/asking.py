"""A citizen hands a question over to staff."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from actions.cases.asking import reading, send_question, start_question, take_last_question, write_anew
from actions.cases.drafts import QuestionDraft
from actions.cases.present import shown_to_citizen
from actions.cases.saying import receipt_subject
from actions.forms import Form
from content.models import Hall
from domain.errors import OutdatedButton
from domain.people import Person
from handlers.citizen.cases.preview import preview_of
from handlers.filters import Names
from storage.transaction import Tx
from views.cases import asking as screens
from views.own_case_callbacks import AskStaff, ChangeQuestion, HandOver, SendQuestion
from views.reply import Reply

router = Router(name=__name__)


@router.message(Names("ask_staff"))
@router.callback_query(AskStaff.filter())
async def begin(
    _: Message | CallbackQuery, tx: Tx, person: Person, form: Form, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Ask for the question."""
    await start_question(tx, form, person=person)
    when = reading(hall, now=now)
    await reply.show(screens.write(person.language, reads_at=when.at, is_open=when.is_open))


@router.callback_query(HandOver.filter())
async def hand_over_last(
    _: CallbackQuery, tx: Tx, person: Person, form: Form, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show what staff will see of the question that was just asked."""
    draft = await take_last_question(tx, form, person=person)
    if draft.parts:
        await reply.show(preview_of(draft, person=person, hall=hall, now=now))
    else:
        when = reading(hall, now=now)
        await reply.show(screens.write(person.language, reads_at=when.at, is_open=when.is_open))


@router.callback_query(ChangeQuestion.filter())
async def change(_: CallbackQuery, person: Person, form: Form, hall: Hall, reply: Reply, now: datetime) -> None:
    """Write it again."""
    draft = form.draft(QuestionDraft)
    if draft is None:
        raise OutdatedButton
    await write_anew(form, draft)
    when = reading(hall, now=now)
    await reply.show(screens.write(person.language, reads_at=when.at, is_open=when.is_open))


@router.callback_query(SendQuestion.filter())
async def send(
    _: CallbackQuery,
    callback_data: SendQuestion,
    tx: Tx,
    person: Person,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Send it, once; whoever presses again is told the number."""
    handed = await send_question(tx, form, key=callback_data.key, person=person, hall=hall, now=now)
    if handed.again:
        reply.toast(screens.sent_before(person.language, number=handed.case.number))
        return
    shown, is_open = await shown_to_citizen(tx, handed.case, hall=hall, now=now), reading(hall, now=now).is_open
    about = receipt_subject(handed.case)
    await reply.show(screens.sent(person.language, shown, is_open=is_open, about=about))
