"""Somebody of staff does at their desk what needs no words; whoever presses is checked as in the topic."""

from collections.abc import Mapping
from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from actions.cases.doing import do_without_words
from actions.cases.work import release, take
from actions.desk.away import list_standings
from actions.desk.piles import count_desk, get_offered, get_seen, look_at_case
from content.models import Hall
from domain.people import Member
from handlers.staff.access import ClerksOnly
from handlers.staff.desk.elsewhere import GoesElsewhere
from storage.transaction import Tx
from views import desk as screens
from views.desk_callbacks import DoOnDesk, ReleaseOnDesk, TakeOnDesk
from views.reply import Reply

router = Router(name=__name__)
router.callback_query.middleware(ClerksOnly())
router.callback_query.middleware(GoesElsewhere())


@router.callback_query(TakeOnDesk.filter())
async def press_take(
    _: CallbackQuery,
    callback_data: TakeOnDesk,
    tx: Tx,
    clerk: Member,
    hall: Hall,
    staff_chats: Mapping[int, str],
    reply: Reply,
    now: datetime,
) -> None:
    """I take it."""
    case = await get_offered(tx, callback_data.case_id, member=clerk, hall=hall, now=now)
    await take(tx, case.id, member=clerk, now=now)
    reply.toast(screens.toast(clerk.person.language, "taken"))
    found = await look_at_case(tx, case.id, member=clerk, hall=hall, staff_chats=staff_chats, now=now)
    await reply.show(screens.card(clerk.person.language, found))


@router.callback_query(ReleaseOnDesk.filter())
async def press_release(
    _: CallbackQuery, callback_data: ReleaseOnDesk, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Somebody else shall take it, also somebody who may not see it then."""
    case = await get_seen(tx, callback_data.case_id, member=clerk, hall=hall, now=now)
    await release(tx, case.id, member=clerk, now=now)
    reply.toast(screens.toast(clerk.person.language, "released"))
    standings = await list_standings(tx, clerk, now=now)
    await reply.show(screens.desk(clerk, await count_desk(tx, clerk, hall=hall, now=now), standings))


@router.callback_query(DoOnDesk.filter())
async def press_action(
    _: CallbackQuery,
    callback_data: DoOnDesk,
    tx: Tx,
    clerk: Member,
    hall: Hall,
    staff_chats: Mapping[int, str],
    reply: Reply,
    now: datetime,
) -> None:
    """Do it, without words."""
    pressed = callback_data
    case = await get_seen(tx, pressed.case_id, member=clerk, hall=hall, now=now)
    await do_without_words(tx, case.id, pressed.action, version=pressed.version, member=clerk, hall=hall, now=now)
    reply.toast(screens.toast(clerk.person.language, "done"))
    found = await look_at_case(tx, case.id, member=clerk, hall=hall, staff_chats=staff_chats, now=now)
    await reply.show(screens.card(clerk.person.language, found))
