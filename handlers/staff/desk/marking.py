"""Somebody above marks at their desk what a citizen writes as abusive, or takes the mark away."""

from collections.abc import Mapping
from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from actions.desk.abuse import mark, offer_mark, unmark
from actions.desk.piles import look_at_case
from content.models import Hall
from domain.people import Member
from handlers.staff.access import ClerksOnly
from handlers.staff.desk.elsewhere import GoesElsewhere
from storage.transaction import Tx
from views import desk as desk_screens
from views import marking as screens
from views.desk_callbacks import AskMark, MarkAbuse, UnmarkAbuse
from views.reply import Reply

router = Router(name=__name__)
router.callback_query.middleware(ClerksOnly())
router.callback_query.middleware(GoesElsewhere())


@router.callback_query(AskMark.filter())
async def begin(
    _: CallbackQuery, callback_data: AskMark, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Ask what it is, and say what follows."""
    case = await offer_mark(tx, callback_data.case_id, member=clerk, hall=hall, now=now)
    await reply.show(screens.ask(clerk.person.language, case))


@router.callback_query(MarkAbuse.filter())
async def press_mark(
    _: CallbackQuery,
    callback_data: MarkAbuse,
    tx: Tx,
    clerk: Member,
    hall: Hall,
    staff_chats: Mapping[int, str],
    reply: Reply,
    now: datetime,
) -> None:
    """That is what it is."""
    case_id = callback_data.case_id
    if not await mark(tx, case_id, callback_data.abuse, member=clerk, hall=hall, now=now):
        reply.toast(desk_screens.toast(clerk.person.language, "sent_before"))
    found = await look_at_case(tx, case_id, member=clerk, hall=hall, staff_chats=staff_chats, now=now)
    await reply.show(desk_screens.card(clerk.person.language, found))


@router.callback_query(UnmarkAbuse.filter())
async def press_unmark(
    _: CallbackQuery,
    callback_data: UnmarkAbuse,
    tx: Tx,
    clerk: Member,
    hall: Hall,
    staff_chats: Mapping[int, str],
    reply: Reply,
    now: datetime,
) -> None:
    """It is so no more, or never was."""
    case_id = callback_data.case_id
    if not await unmark(tx, case_id, member=clerk, hall=hall, now=now):
        reply.toast(desk_screens.toast(clerk.person.language, "sent_before"))
    found = await look_at_case(tx, case_id, member=clerk, hall=hall, staff_chats=staff_chats, now=now)
    await reply.show(desk_screens.card(clerk.person.language, found))
