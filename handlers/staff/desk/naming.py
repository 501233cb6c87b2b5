"""Those above a clerk say whom of the staff a case is about, in private."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from actions.cases.work import owner_of
from actions.desk.naming import choose_named, list_namable, name_concerned
from content.models import Hall
from domain.people import Member
from handlers.staff.access import ClerksOnly
from handlers.staff.desk.elsewhere import GoesElsewhere
from storage.transaction import Tx
from views import naming as screens
from views.desk_callbacks import AskAbout, ChooseAbout, NameAbout
from views.reply import Reply

router = Router(name=__name__)
router.callback_query.middleware(ClerksOnly())
router.callback_query.middleware(GoesElsewhere())


@router.callback_query(AskAbout.filter())
async def begin(
    _: CallbackQuery, callback_data: AskAbout, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Ask whom it is about."""
    page = callback_data.page
    case, staff, more = await list_namable(tx, callback_data.case_id, page=page, member=clerk, hall=hall, now=now)
    await reply.show(screens.choose(clerk.person.language, case, staff, page=page, more=more))


@router.callback_query(ChooseAbout.filter())
async def choose(
    _: CallbackQuery, callback_data: ChooseAbout, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Ask whether it is meant."""
    naming = await choose_named(tx, callback_data.case_id, callback_data.staff_id, member=clerk, hall=hall, now=now)
    await reply.show(screens.ask(clerk.person.language, naming))


@router.callback_query(NameAbout.filter())
async def press_name(
    _: CallbackQuery, callback_data: NameAbout, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """It is about them."""
    pressed = callback_data
    case, chosen = await name_concerned(
        tx, pressed.case_id, pressed.staff_id, version=pressed.version, member=clerk, hall=hall, now=now
    )
    name, owner = chosen.person.first_name, await owner_of(tx, case)
    await reply.show(screens.named(clerk.person.language, case, name=name, owner=owner))
