"""Staff call visitors whom Telegram does not reach."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from actions.booking.called import note_call
from actions.booking.calls import look_at_call, look_at_calls, show_number
from content.models import Hall
from domain.people import Member
from handlers.staff.access import ClerksOnly
from handlers.staff.desk.elsewhere import GoesElsewhere
from storage.transaction import Tx
from views.booking import calls as screens
from views.reply import Reply
from views.visit_callbacks import NoteVisitCall, SeeCall, ShowCalls, ShowNumber

router = Router(name=__name__)
router.callback_query.middleware(ClerksOnly())
router.callback_query.middleware(GoesElsewhere())


@router.callback_query(ShowCalls.filter())
async def look_at_all(
    _: CallbackQuery, callback_data: ShowCalls, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show whom to call."""
    area, found = await look_at_calls(tx, callback_data.area, member=clerk, hall=hall, now=now)
    await reply.show(screens.calls(clerk.person.language, area, found))


@router.callback_query(SeeCall.filter())
async def look_at_one(
    _: CallbackQuery, callback_data: SeeCall, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show one call."""
    shown = await look_at_call(tx, callback_data.call_id, member=clerk, hall=hall, now=now)
    await reply.show(screens.call(clerk.person.language, shown))


@router.callback_query(ShowNumber.filter())
async def ask_for_number(_: CallbackQuery, callback_data: ShowNumber, tx: Tx, clerk: Member, now: datetime) -> None:
    """Send the number, in a message of its own."""
    await show_number(tx, callback_data.call_id, member=clerk, now=now)


@router.callback_query(NoteVisitCall.filter())
async def press_outcome(
    _: CallbackQuery, callback_data: NoteVisitCall, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """They know, or nobody answered."""
    shown = await note_call(tx, **callback_data.model_dump(), member=clerk, hall=hall, now=now)
    await reply.show(screens.call(clerk.person.language, shown))
