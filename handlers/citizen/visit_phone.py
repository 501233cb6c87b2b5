"""Somebody leaves a telephone number with their appointment."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from actions.booking.doing import Citizen
from actions.booking.phone import PhoneWords, ask_for_phone, share_phone, take_phone_back, write_phone
from actions.forms import Form
from content.visits import Ticket
from domain.conversation import Written
from handlers.filters import Waits
from handlers.incoming import Writes
from handlers.visiting import BringCitizen
from views.booking import tickets
from views.booking_callbacks import AskPhone, DropPhone
from views.render import label
from views.reply import Reply
from views.screen import Screen

router = Router(name=__name__)
router.callback_query.middleware(BringCitizen())
router.message.middleware(BringCitizen())


def _ticket(citizen: Citizen, ticket: Ticket) -> Screen:
    grace = int(citizen.hall.facts.booking.grace.total_seconds() // 60)
    return tickets.ticket(citizen.person.language, ticket, grace=grace)


@router.callback_query(AskPhone.filter())
async def want_to_leave(_: CallbackQuery, callback_data: AskPhone, citizen: Citizen, form: Form, reply: Reply) -> None:
    """Ask for it, and say what it is for."""
    ticket = await ask_for_phone(citizen, form, callback_data.ref)
    await reply.show(tickets.ask_phone(citizen.person.language, ticket))


@router.message(F.contact, Waits(PhoneWords))
async def share(message: Message, draft: PhoneWords, citizen: Citizen, form: Form, reply: Reply) -> None:
    """Keep the number that was shared, if it is their own."""
    if (shared := message.contact) is None:
        return
    is_own = shared.user_id == citizen.person.telegram_id
    ticket = await share_phone(citizen, draft.ref, phone=shared.phone_number, is_own=is_own)
    await form.close()
    await reply.show(_ticket(citizen, ticket))


@router.message(Waits(PhoneWords), Writes())
async def write(_: Message, draft: PhoneWords, written: Written, citizen: Citizen, form: Form, reply: Reply) -> None:
    """Keep the number that was written, and show the appointment again."""
    ticket = await write_phone(citizen, draft.ref, written.text)
    await form.close()
    await reply.show(_ticket(citizen, ticket))


@router.callback_query(DropPhone.filter())
async def take_back(_: CallbackQuery, callback_data: DropPhone, citizen: Citizen, form: Form, reply: Reply) -> None:
    """Forget it."""
    ticket = await take_phone_back(citizen, callback_data.ref)
    await form.close()
    reply.toast(label(citizen.person.language, "visits.phone.dropped"))
    await reply.show(_ticket(citizen, ticket))
