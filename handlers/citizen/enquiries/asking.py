"""A citizen hands a question over to staff."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from actions.enquiries.asking import reading, send_question, start_question, take_last_question, write_anew
from actions.enquiries.drafts import EnquiryDraft
from actions.enquiries.saying import receipt_subject
from actions.enquiries.trace import in_zone
from actions.forms import Form
from content.models import Hall
from domain.errors import OutdatedButton
from domain.people import Person
from handlers.citizen.enquiries.preview import preview_of
from handlers.filters import Names
from storage.transaction import Tx
from views.callbacks import ChangeEnquiry, HandOver, SendEnquiry, StartEnquiry
from views.enquiries import asking as screens
from views.reply import Reply

router = Router(name=__name__)


@router.message(Names("ask_staff"))
@router.callback_query(StartEnquiry.filter())
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


@router.callback_query(ChangeEnquiry.filter())
async def change(_: CallbackQuery, person: Person, form: Form, hall: Hall, reply: Reply, now: datetime) -> None:
    """Write it again."""
    draft = form.draft(EnquiryDraft)
    if draft is None:
        raise OutdatedButton
    await write_anew(form, draft)
    when = reading(hall, now=now)
    await reply.show(screens.write(person.language, reads_at=when.at, is_open=when.is_open))


@router.callback_query(SendEnquiry.filter())
async def send(
    _: CallbackQuery,
    callback_data: SendEnquiry,
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
        reply.toast(screens.sent_before(person.language, number=handed.enquiry.number))
        return
    enquiry, is_open = in_zone(handed.enquiry, now.tzinfo), reading(hall, now=now).is_open
    await reply.show(screens.sent(person.language, enquiry, is_open=is_open, about=receipt_subject(enquiry)))
