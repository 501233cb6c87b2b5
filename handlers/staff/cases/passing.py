"""A clerk passes a case on to another area; those above give it to somebody."""

from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery

from actions.cases.doing import begin_action
from actions.cases.drafts import StaffWords
from actions.cases.passing import area_named, assign, list_colleagues, other_areas
from actions.cases.work import owner_of
from actions.forms import Form
from content.models import Hall
from domain.errors import OutdatedButton
from domain.people import Member
from handlers.staff.access import ClerksOnly
from storage.transaction import Tx
from views.case_callbacks import AskAssign, AssignCase, ChooseArea
from views.cases import passing as screens
from views.cases.needs import ask_next
from views.reply import Reply

router = Router(name=__name__)
router.callback_query.middleware(ClerksOnly())


@router.callback_query(ChooseArea.filter())
async def press_area(
    _: CallbackQuery,
    callback_data: ChooseArea,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """That is where it goes; now the reason."""
    words, area = form.draft(StaffWords), area_named(hall, callback_data.area)
    if words is None or words.case_id != callback_data.case_id:
        raise OutdatedButton
    case, choice = await begin_action(tx, words.case_id, words.action, member=clerk, now=now)
    await form.save(words.choosing(area=area.id))
    known: dict[str, Any] = {"areas": other_areas(hall, case), "code": words.code, "mark": words.mark}
    await reply.show(ask_next(hall.facts.languages[0], case, choice, area=area, **known))


@router.callback_query(AskAssign.filter())
async def press_ask_assign(
    _: CallbackQuery, callback_data: AskAssign, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Whom can I give it to?"""
    case, found = await list_colleagues(tx, callback_data.case_id, member=clerk, hall=hall, now=now)
    able = [(colleague.member, colleague.open_cases) for colleague in found]
    await reply.show(screens.choose_colleague(hall.facts.languages[0], case, colleagues=able))


@router.callback_query(AssignCase.filter())
async def press_assign(
    _: CallbackQuery, callback_data: AssignCase, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """You do it."""
    pressed = callback_data
    to = pressed.staff_id
    case = await assign(tx, pressed.case_id, version=pressed.version, to=to, member=clerk, hall=hall, now=now)
    await reply.show(screens.assigned(hall.facts.languages[0], case, owner=await owner_of(tx, case)))
