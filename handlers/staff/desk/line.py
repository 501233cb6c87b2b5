"""A clerk works at a counter: calls who is next, serves them, and goes on."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Command, Filter
from aiogram.types import CallbackQuery, Message

from actions.forms import Form
from actions.line.card import show_days
from actions.line.counter import area_for, find_number, look_at_counter, look_at_number
from actions.line.serving import call_next, name_of, take_turn_step, work_at
from actions.line.taking import give_on_paper, new_key, print_again, service_of
from content.filing import counters_of
from content.lines import TURN_LINK
from content.models import Area, Hall
from domain.booking import Booking
from domain.people import Member
from domain.walk_ins import WalkIn
from handlers.filters import OpensLink, ServesCitizens, is_awaited
from handlers.staff.access import ClerksOnly
from handlers.staff.desk.elsewhere import GoesElsewhere
from storage.lines import find_counter
from storage.transaction import Tx
from views.line import card as cards
from views.line import counter as screens
from views.line_callbacks import (
    AskGiveNumber,
    AskOwnCounter,
    CallNext,
    GiveNumber,
    GiveNumberFor,
    OpenCounter,
    PrintNumber,
    SeeNumber,
    StepTurn,
    WorkAt,
)
from views.render import label
from views.reply import Reply
from views.screen import Screen

router = Router(name=__name__)
router.callback_query.middleware(ClerksOnly())
for observer in (router.message, router.callback_query):
    observer.middleware(GoesElsewhere())


in_group = Router(name=f"{__name__}.in_group")


@in_group.message(Command("today", ignore_mention=True), ServesCitizens())
async def show_for_group(
    _: Message, tx: Tx, clerk: Member, staff_chat: str, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show the day of their areas to the whole group."""
    areas = await show_days(tx, member=clerk, staff_chat=staff_chat, hall=hall, now=now)
    await reply.show(cards.shown(hall.facts.languages[0], areas))


class TypesNumber(Filter):
    """A number of today, alone, as ``walk_in``."""

    async def __call__(
        self, message: Message, form: Form, tx: Tx, hall: Hall, now: datetime
    ) -> bool | dict[str, WalkIn]:
        if is_awaited(message, form):
            return False
        walk_in = await find_number(tx, (message.text or "").strip(), hall=hall, now=now)
        return {"walk_in": walk_in} if walk_in else False


async def _counter(tx: Tx, area: Area, clerk: Member, *, hall: Hall, now: datetime) -> Screen:
    """Their counter, or the choice of one if they have not chosen any in this area today."""
    chosen, language = await find_counter(tx, clerk.id, day=now.date()), clerk.person.language
    if chosen is None or chosen[0] != area.id:
        return screens.counters(language, area, found=counters_of(area))
    return screens.counter(language, await look_at_counter(tx, area, member=clerk, hall=hall, now=now))


async def at_own_counter(tx: Tx, booking: Booking, clerk: Member, *, hall: Hall, now: datetime) -> Screen | None:
    """The counter of whoever called an appointment to it; None where they work elsewhere."""
    area = hall.area(booking.area)
    if area is None or await find_counter(tx, clerk.id, day=now.date()) != (booking.area, booking.counter):
        return None
    return screens.counter(clerk.person.language, await look_at_counter(tx, area, member=clerk, hall=hall, now=now))


@router.callback_query(OpenCounter.filter())
async def come_to_own_counter(
    _: CallbackQuery, callback_data: OpenCounter, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show their counter."""
    area = area_for(hall, callback_data.area, member=clerk)
    await reply.show(await _counter(tx, area, clerk, hall=hall, now=now))


@router.callback_query(AskOwnCounter.filter())
async def choose_another(
    _: CallbackQuery, callback_data: AskOwnCounter, clerk: Member, hall: Hall, reply: Reply
) -> None:
    """Ask at which counter they work."""
    area = area_for(hall, callback_data.area, member=clerk)
    await reply.show(screens.counters(clerk.person.language, area, found=counters_of(area)))


@router.callback_query(WorkAt.filter())
async def choose_counter(
    _: CallbackQuery, callback_data: WorkAt, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Remember where they work today."""
    area = area_for(hall, callback_data.area, member=clerk)
    await work_at(tx, area, callback_data.counter, member=clerk, hall=hall, now=now)
    await reply.show(await _counter(tx, area, clerk, hall=hall, now=now))


@router.callback_query(CallNext.filter())
async def press_next(
    _: CallbackQuery, callback_data: CallNext, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Call who is next."""
    area = area_for(hall, callback_data.area, member=clerk)
    called = await call_next(tx, area.id, member=clerk, hall=hall, now=now)
    reply.toast(label(clerk.person.language, "line.called", name=name_of(called, hall=hall)))
    await reply.show(await _counter(tx, area, clerk, hall=hall, now=now))


@router.callback_query(StepTurn.filter())
async def press_step(
    _: CallbackQuery, callback_data: StepTurn, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Do the next step with a number, and go on at the counter."""
    done = await take_turn_step(tx, **callback_data.model_dump(), member=clerk, hall=hall, now=now)
    area = area_for(hall, done.area, member=clerk)
    if done.is_called:
        reply.toast(label(clerk.person.language, "line.called", name=name_of(done, hall=hall)))
    await reply.show(await _counter(tx, area, clerk, hall=hall, now=now))


@router.callback_query(AskGiveNumber.filter())
async def ask_what_for(_: CallbackQuery, callback_data: AskGiveNumber, clerk: Member, hall: Hall, reply: Reply) -> None:
    """Ask what a number on paper is for."""
    area = area_for(hall, callback_data.area, member=clerk)
    services = [service for service in hall.services if service.area == area.id]
    await reply.show(screens.giving(clerk.person.language, area, services, key=new_key()))


@router.callback_query(GiveNumber.filter())
async def give_number(
    _: CallbackQuery, callback_data: GiveNumber, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Give it, and send the slip."""
    area, key = area_for(hall, callback_data.area, member=clerk), callback_data.key
    given = await give_on_paper(tx, area.id, None, key=key, member=clerk, hall=hall, now=now)
    await reply.show(screens.number(clerk.person.language, given, name=""))


@router.callback_query(GiveNumberFor.filter())
async def give_number_for(
    _: CallbackQuery, callback_data: GiveNumberFor, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Give it for a service, and send the slip."""
    service, key = service_of(hall, callback_data.service_id), callback_data.key
    area = area_for(hall, service.area, member=clerk)
    given = await give_on_paper(tx, area.id, service, key=key, member=clerk, hall=hall, now=now)
    await reply.show(screens.number(clerk.person.language, given, name=""))


@router.callback_query(SeeNumber.filter())
async def look_at_one(
    _: CallbackQuery, callback_data: SeeNumber, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show one number."""
    await reply.show(await _number(tx, callback_data.ref, clerk, hall=hall, now=now))


@router.callback_query(PrintNumber.filter())
async def ask_for_slip(_: CallbackQuery, callback_data: PrintNumber, tx: Tx, clerk: Member, hall: Hall) -> None:
    """Send the slip once more."""
    await print_again(tx, callback_data.ref, member=clerk, hall=hall)


@router.message(ServesCitizens(), TypesNumber())
async def type_number(
    _: Message, walk_in: WalkIn, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show the number they typed."""
    await reply.show(await _number(tx, walk_in.ref, clerk, hall=hall, now=now))


@router.message(ServesCitizens(), OpensLink(TURN_LINK))
async def scan_slip(_: Message, ref: str, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime) -> None:
    """Show the number of a slip; no phone of the staff follows it."""
    await reply.show(await _number(tx, ref, clerk, hall=hall, now=now))


async def _number(tx: Tx, ref: str, clerk: Member, *, hall: Hall, now: datetime) -> Screen:
    turn, name = await look_at_number(tx, ref, hall=hall, now=now)
    may_act = clerk.takes(turn.walk_in.area)
    return screens.number(clerk.person.language, turn, name=name, may_act=may_act)
