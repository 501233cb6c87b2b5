"""Those above a clerk hand over what a colleague has."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from actions.desk.handover import choose_heir, hand_over, list_burdens, list_heirs
from content.models import Hall
from domain.people import Member
from handlers.staff.access import ClerksOnly
from handlers.staff.desk.elsewhere import GoesElsewhere
from storage.transaction import Tx
from views import handover as screens
from views.desk_callbacks import AskHandover, DoHandover, HandOverOf, OpenHandover
from views.reply import Reply

router = Router(name=__name__)
router.callback_query.middleware(ClerksOnly())
router.callback_query.middleware(GoesElsewhere())


@router.callback_query(OpenHandover.filter())
async def begin_handover(_: CallbackQuery, tx: Tx, clerk: Member, hall: Hall, reply: Reply) -> None:
    """Ask whose cases."""
    await reply.show(screens.whose(clerk.person.language, await list_burdens(tx, member=clerk, hall=hall)))


@router.callback_query(HandOverOf.filter())
async def choose_former(
    _: CallbackQuery, callback_data: HandOverOf, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Ask who is to have them."""
    former, heirs = await list_heirs(tx, callback_data.staff_id, member=clerk, hall=hall, now=now)
    await reply.show(screens.whom(clerk.person.language, former, heirs))


@router.callback_query(AskHandover.filter())
async def ask_handover(
    _: CallbackQuery, callback_data: AskHandover, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Ask whether it is meant."""
    former, heir = await choose_heir(tx, callback_data.staff_id, callback_data.to, member=clerk, hall=hall, now=now)
    await reply.show(screens.ask(clerk.person.language, former, heir))


@router.callback_query(DoHandover.filter())
async def do_handover(
    _: CallbackQuery, callback_data: DoHandover, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Hand them over."""
    handed = await hand_over(tx, callback_data.staff_id, callback_data.to, member=clerk, hall=hall, now=now)
    await reply.show(screens.done(clerk.person.language, handed.former, got=handed.got, nobodys=handed.nobodys))
