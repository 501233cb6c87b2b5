"""Whoever filed a case for somebody without Telegram writes in their own chat how that person can be reached."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from actions.cases.contacting import offer_contact, write_contact
from actions.cases.drafts import ContactWords
from actions.forms import Form
from content.models import Hall
from domain.conversation import Written
from domain.people import Member
from handlers.filters import AtDesk, Waits
from handlers.incoming import Writes
from handlers.staff.access import ClerksOnly
from storage.transaction import Tx
from views.cases import contacting as screens
from views.desk_callbacks import WriteContact
from views.reply import Reply

router = Router(name=__name__)
router.message.filter(AtDesk())
for observer in (router.message, router.callback_query):
    observer.middleware(ClerksOnly())


@router.callback_query(WriteContact.filter())
async def press_write(
    _: CallbackQuery, callback_data: WriteContact, tx: Tx, clerk: Member, form: Form, hall: Hall, reply: Reply
) -> None:
    """They left a number; now which."""
    case = await offer_contact(tx, callback_data.case_id, member=clerk, hall=hall)
    await form.save(ContactWords(case_id=case.id))
    await reply.show(screens.ask(clerk.person.language, case))


@router.message(Waits(ContactWords), Writes())
async def write(
    _: Message,
    draft: ContactWords,
    written: Written,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Keep it, and say where it is found again."""
    case = await write_contact(tx, draft.case_id, written.text, member=clerk, hall=hall, now=now)
    await form.close()
    await reply.show(screens.kept(clerk.person.language, case))
