"""The day at the counters: staff check visitors in, call them, serve them."""

import re
from datetime import datetime

from aiogram import Router
from aiogram.filters import Command, Filter
from aiogram.types import CallbackQuery, Message

from actions.booking.today import Today, Visit, excuse_visit, find_visit, look_at_today, look_at_visit, take_step
from actions.forms import Form
from content.filing import counters_of
from content.lines import TODAY_LINK
from content.models import Hall
from domain.booking import CODE_LENGTH, CODE_SIGNS
from domain.closures import may_close
from domain.people import Member
from handlers.filters import OpensLink, ServesCitizens, is_awaited
from handlers.staff.access import ClerksOnly
from handlers.staff.desk.elsewhere import GoesElsewhere
from handlers.staff.desk.line import at_own_counter
from storage.transaction import Tx
from views.booking import counter as screens
from views.booking.files import VISIT_LINK
from views.booking_callbacks import (
    AskCounter,
    AskExcuse,
    ExcuseVisit,
    SeeVisit,
    ShowToday,
    StepVisit,
)
from views.reply import Reply
from views.screen import Screen

CODE = re.compile(f"[{CODE_SIGNS}]{{{CODE_LENGTH}}}", re.IGNORECASE)

router = Router(name=__name__)
router.callback_query.middleware(ClerksOnly())
for observer in (router.message, router.callback_query):
    observer.middleware(GoesElsewhere())


class TypesCode(Filter):
    """The code of an appointment there is, alone, as ``visit``; other words of six letters are no codes."""

    async def __call__(self, message: Message, form: Form, tx: Tx, hall: Hall) -> bool | dict[str, Visit]:
        text = (message.text or "").strip()
        if not CODE.fullmatch(text) or is_awaited(message, form):
            return False
        visit = await find_visit(tx, text, hall=hall)
        return {"visit": visit} if visit else False


def _visit(clerk: Member, visit: Visit) -> Screen:
    may_act = clerk.takes(visit.ticket.booking.area)
    return screens.visit(clerk.person.language, visit.ticket, name=visit.name, may_act=may_act)


def _today(clerk: Member, today: Today) -> Screen:
    visits = [(visit.ticket, visit.name) for visit in today.visits]
    return screens.today(
        clerk.person.language,
        today.area,
        visits,
        today.counts,
        waiting=today.waiting,
        others=today.others,
        calls=today.calls,
        may_close=may_close(clerk, today.area.id),
    )


@router.message(Command("today", ignore_mention=True), ServesCitizens())
async def come_to_counter(_: Message, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime) -> None:
    """Show the day of their area."""
    today = await look_at_today(tx, member=clerk, area_id=None, hall=hall, now=now)
    await reply.show(_today(clerk, today))


@router.message(ServesCitizens(), OpensLink(TODAY_LINK, name="area_id"))
async def come_from_group(
    _: Message, area_id: str, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show the day of the area whose card they came from."""
    await reply.show(_today(clerk, await look_at_today(tx, member=clerk, area_id=area_id, hall=hall, now=now)))


@router.callback_query(ShowToday.filter())
async def look_at_area(
    _: CallbackQuery, callback_data: ShowToday, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show the day of an area as it is now."""
    today = await look_at_today(tx, member=clerk, area_id=callback_data.area, hall=hall, now=now)
    await reply.show(_today(clerk, today))


@router.message(ServesCitizens(), OpensLink(VISIT_LINK))
async def scan(_: Message, ref: str, tx: Tx, clerk: Member, hall: Hall, reply: Reply) -> None:
    """Show whose ticket it is."""
    await reply.show(_visit(clerk, await look_at_visit(tx, ref, hall=hall)))


@router.message(ServesCitizens(), TypesCode())
async def type_code(_: Message, visit: Visit, clerk: Member, reply: Reply) -> None:
    """Show the appointment of a code."""
    await reply.show(_visit(clerk, visit))


@router.callback_query(SeeVisit.filter())
async def look_at_visitor(
    _: CallbackQuery, callback_data: SeeVisit, tx: Tx, clerk: Member, hall: Hall, reply: Reply
) -> None:
    """Show one visitor."""
    await reply.show(_visit(clerk, await look_at_visit(tx, callback_data.ref, hall=hall)))


@router.callback_query(AskCounter.filter())
async def choose_counter(
    _: CallbackQuery, callback_data: AskCounter, tx: Tx, clerk: Member, hall: Hall, reply: Reply
) -> None:
    """Ask to which counter."""
    ticket = (await look_at_visit(tx, callback_data.ref, hall=hall)).ticket
    found = counters_of(ticket.area) if ticket.area else ()
    await reply.show(screens.counters(clerk.person.language, ticket, found=found))


@router.callback_query(StepVisit.filter())
async def press_step(
    _: CallbackQuery, callback_data: StepVisit, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Do the next step, and show what comes after it; at one's own counter that is the counter."""
    done = await take_step(tx, **callback_data.model_dump(), member=clerk, hall=hall, now=now)
    own = await at_own_counter(tx, done.ticket.booking, clerk, hall=hall, now=now)
    await reply.show(own or _visit(clerk, done))


@router.callback_query(AskExcuse.filter())
async def choose_excuse(
    _: CallbackQuery, callback_data: AskExcuse, tx: Tx, clerk: Member, hall: Hall, reply: Reply
) -> None:
    """Ask why it is not to count."""
    ticket = (await look_at_visit(tx, callback_data.ref, hall=hall)).ticket
    await reply.show(screens.excuses(clerk.person.language, ticket))


@router.callback_query(ExcuseVisit.filter())
async def press_excuse(
    _: CallbackQuery, callback_data: ExcuseVisit, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Let it not count."""
    done = await excuse_visit(tx, **callback_data.model_dump(), member=clerk, hall=hall, now=now)
    await reply.show(_visit(clerk, done))
