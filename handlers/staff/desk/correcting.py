"""Whoever has a case puts right which service it is about, in private."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from actions.desk.correcting import begin_correction, choose_correction, correct
from actions.guides import open_category
from content.models import Hall
from domain.people import Member
from handlers.staff.access import ClerksOnly
from handlers.staff.desk.elsewhere import GoesElsewhere
from storage.transaction import Tx
from views import correcting as screens
from views.desk_callbacks import AskCorrection, ChooseCorrection, Correct, CorrectFrom
from views.reply import Reply

router = Router(name=__name__)
router.callback_query.middleware(ClerksOnly())
router.callback_query.middleware(GoesElsewhere())


@router.callback_query(AskCorrection.filter())
async def begin(
    _: CallbackQuery, callback_data: AskCorrection, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Ask what it is about."""
    case = await begin_correction(tx, callback_data.case_id, member=clerk, hall=hall, now=now)
    await reply.show(screens.shelves(clerk.person.language, case, hall.shelves()))


@router.callback_query(CorrectFrom.filter())
async def open_shelf(
    _: CallbackQuery, callback_data: CorrectFrom, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show the services of a shelf."""
    case = await begin_correction(tx, callback_data.case_id, member=clerk, hall=hall, now=now)
    shelf = open_category(hall, callback_data.category_id)
    await reply.show(screens.shelf(clerk.person.language, case, hall.in_category(shelf.id)))


@router.callback_query(ChooseCorrection.filter())
async def choose(
    _: CallbackQuery, callback_data: ChooseCorrection, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Ask whether it is meant, unless that is known already."""
    pressed = callback_data
    correction = await choose_correction(tx, pressed.case_id, pressed.service_id, member=clerk, hall=hall, now=now)
    screen = screens.corrected if correction.is_known else screens.ask
    await reply.show(screen(clerk.person.language, correction))


@router.callback_query(Correct.filter())
async def press_correct(
    _: CallbackQuery, callback_data: Correct, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """It is about this."""
    pressed = callback_data
    correction = await correct(
        tx, pressed.case_id, pressed.service_id, version=pressed.version, member=clerk, hall=hall, now=now
    )
    await reply.show(screens.corrected(clerk.person.language, correction))
