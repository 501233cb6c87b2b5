"""A clerk has called a citizen whom Telegram does not reach."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from actions.cases.calls import load_task, note_call
from content.models import Hall
from domain.people import Member
from handlers.staff.access import ClerksOnly
from storage.transaction import Tx
from views.case_callbacks import NoteCall
from views.cases import calling as screens
from views.reply import Reply

router = Router(name=__name__)
router.callback_query.middleware(ClerksOnly())


@router.callback_query(NoteCall.filter())
async def press_call(
    _: CallbackQuery, callback_data: NoteCall, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """I called, and they know; or nobody answered."""
    case_id, task = callback_data.case_id, callback_data.task
    await note_call(tx, case_id, task, reached=callback_data.reached, member=clerk, now=now)
    if loaded := await load_task(tx, hall=hall, now=now, case_id=case_id, task=task):
        await reply.show(screens.task(loaded[0], **loaded[1]))
