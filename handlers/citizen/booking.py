"""Somebody books a visit."""

from datetime import date, datetime
from typing import Any

from aiogram import Router
from aiogram.filters import Command, Filter
from aiogram.types import CallbackQuery, Message

from actions.booking.choosing import areas_to_book, days_of_service, services_to_book, times_on_day
from actions.booking.doing import (
    Citizen,
    change_time,
    give_back,
    keep_place,
    promise_to_come,
    stop_waiting,
    take_place,
    wait_for,
    would_be_late,
)
from actions.booking.telling import load_affected
from actions.booking.tickets import my_visits, open_ticket
from actions.booking.wishing import ChoosingTime, choosing_for, is_mere_wish, service_meant, wish_for
from actions.forms import Form
from answers.index import Index
from answers.wishes import read_wish
from content.models import Hall
from content.visits import Ticket, WaitedFor
from domain.errors import OutdatedButton
from domain.languages import Language
from domain.wishes import Wish
from handlers.filters import Names, OpensLink, is_awaited
from handlers.visiting import BringCitizen
from views.booking import choosing as screens
from views.booking import tickets
from views.booking.files import VISIT_LINK
from views.booking.month import why_not
from views.booking_callbacks import (
    AskCancel,
    AskMove,
    AskNoDay,
    BookArea,
    BookDay,
    BookService,
    BookVisit,
    CancelVisit,
    ConfirmVisit,
    DropHold,
    HoldPlace,
    LeaveWaiting,
    MoveDay,
    MoveVisit,
    MyVisits,
    OpenVisit,
    SayComing,
    WaitFor,
)
from views.render import label
from views.reply import Reply
from views.screen import Screen


class WishesATime(Filter):
    """Says when they would like to come, as ``wish``; for what, as ``choosing``, None if that is not known."""

    async def __call__(
        self, message: Message, form: Form, hall: Hall, index: Index, now: datetime
    ) -> bool | dict[str, Any]:
        read = read_wish(message.text or "", today=now.date())
        if read is None or is_awaited(message, form):
            return False
        words = frozenset(word for language in Language for word in label(language, "typed.book").split())
        choosing = form.draft(ChoosingTime)
        if is_mere_wish(read.rest, booking_words=words):
            wants = choosing or any(word in read.rest for word in words)
            return {"wish": read.wish, "choosing": choosing} if wants else False
        named = service_meant(read.rest, booking_words=words, hall=hall, index=index)
        return {"wish": read.wish, "choosing": ChoosingTime(service_id=named)} if named else False


router = Router(name=__name__)
router.callback_query.middleware(BringCitizen())
router.message.middleware(BringCitizen())


async def _own(citizen: Citizen, ref: str) -> Screen:
    """An appointment, or what the hall asks about it."""
    ticket = await open_ticket(citizen.tx, ref, person=citizen.person, hall=citizen.hall)
    asked = await load_affected(citizen.tx, hall=citizen.hall, now=citizen.now, booking_id=ticket.booking.id)
    return tickets.affected(asked[0], **asked[1]) if asked else _ticket(citizen, ticket)


def _ticket(citizen: Citizen, ticket: Ticket) -> Screen:
    grace = int(citizen.hall.facts.booking.grace.total_seconds() // 60)
    return tickets.ticket(citizen.person.language, ticket, grace=grace)


async def _mine(citizen: Citizen) -> Screen:
    mine = await my_visits(citizen.tx, citizen.person, hall=citizen.hall, now=citizen.now)
    return tickets.mine(citizen.person.language, mine.tickets, mine.waits, mine.turns)


@router.message(OpensLink(VISIT_LINK))
async def open_by_link(_: Message, ref: str, citizen: Citizen, reply: Reply) -> None:
    """Show the appointment a ticket leads to."""
    await reply.show(await _own(citizen, ref))


@router.message(Command("book", ignore_mention=True))
@router.message(Names("visits.book", "typed.book"))
@router.callback_query(BookVisit.filter())
async def look_at_areas(_: Message | CallbackQuery, citizen: Citizen, reply: Reply) -> None:
    """Show where something can be booked."""
    await reply.show(screens.areas(citizen.person.language, areas_to_book(citizen.hall)))


@router.callback_query(BookArea.filter())
async def look_at_services(_: CallbackQuery, callback_data: BookArea, citizen: Citizen, reply: Reply) -> None:
    """Show what can be booked in an area."""
    found = services_to_book(citizen.hall, callback_data.area, today=citizen.now.date())
    if area := citizen.hall.area(callback_data.area):
        await reply.show(screens.services(citizen.person.language, area, found))


@router.callback_query(BookService.filter())
async def look_at_days(
    _: CallbackQuery, callback_data: BookService, citizen: Citizen, form: Form, reply: Reply
) -> None:
    """Show the days with places."""
    days = await days_of_service(citizen.tx, callback_data.service_id, hall=citizen.hall, now=citizen.now)
    await choosing_for(form, callback_data.service_id)
    await reply.show(screens.days(citizen.person.language, days, hall=citizen.hall, page=callback_data.page))


@router.callback_query(AskNoDay.filter())
async def ask_why_not(_: CallbackQuery, callback_data: AskNoDay, citizen: Citizen, reply: Reply) -> None:
    """Say why nothing can be booked on a day."""
    day = date.fromordinal(callback_data.day) if callback_data.day else None
    reply.toast(why_not(citizen.person.language, callback_data.why, day))


@router.callback_query(BookDay.filter())
async def look_at_times(_: CallbackQuery, callback_data: BookDay, citizen: Citizen, reply: Reply) -> None:
    """Show the times of a day."""
    day = date.fromordinal(callback_data.day)
    times = await times_on_day(citizen.tx, callback_data.service_id, day, hall=citizen.hall, now=citizen.now)
    await reply.show(screens.times(citizen.person.language, times, page=callback_data.page))


@router.message(WishesATime())
async def wish_a_time(
    _: Message, wish: Wish, choosing: ChoosingTime | None, citizen: Citizen, form: Form, reply: Reply
) -> None:
    """Show the free times nearest to what was typed; of whom it is not known for what, ask that first."""
    language, hall = citizen.person.language, citizen.hall
    if choosing is None:
        await reply.show(screens.areas(language, areas_to_book(hall)))
        return
    await form.save(choosing)
    found = await wish_for(citizen.tx, wish, choosing, person=citizen.person, hall=hall, now=citizen.now)
    await reply.show(screens.wished(language, found.service, found.times, fits=found.fits, moves=found.moves))


@router.callback_query(HoldPlace.filter())
async def have_place_kept(_: CallbackQuery, callback_data: HoldPlace, citizen: Citizen, reply: Reply) -> None:
    """Keep the pressed time, and show what to bring."""
    held = await keep_place(citizen, callback_data.service_id, slot_id=callback_data.slot_id)
    await reply.show(_ticket(citizen, held))


@router.callback_query(ConfirmVisit.filter())
async def confirm_visit(_: CallbackQuery, callback_data: ConfirmVisit, citizen: Citizen, reply: Reply) -> None:
    """Book what is kept, and show the ticket."""
    booked = await take_place(citizen, callback_data.ref)
    reply.toast(label(citizen.person.language, "visits.confirmed"))
    await reply.show(_ticket(citizen, booked))


@router.callback_query(DropHold.filter())
async def drop_place(_: CallbackQuery, callback_data: DropHold, citizen: Citizen, reply: Reply) -> None:
    """Give back what is kept."""
    await give_back(citizen, callback_data.ref, version=callback_data.version)
    reply.toast(label(citizen.person.language, "visits.dropped"))
    await reply.show(await _mine(citizen))


@router.message(Command("visits", ignore_mention=True))
@router.message(Names("visits.mine"))
@router.callback_query(MyVisits.filter())
async def look_at_mine(_: Message | CallbackQuery, citizen: Citizen, reply: Reply) -> None:
    """Show the person's own appointments."""
    await reply.show(await _mine(citizen))


@router.callback_query(OpenVisit.filter())
async def look_at_one(_: CallbackQuery, callback_data: OpenVisit, citizen: Citizen, reply: Reply) -> None:
    """Show one appointment."""
    await reply.show(await _own(citizen, callback_data.ref))


@router.callback_query(SayComing.filter())
async def say_coming(_: CallbackQuery, callback_data: SayComing, citizen: Citizen, reply: Reply) -> None:
    """Note that they will come, and show the ticket."""
    ticket = await promise_to_come(citizen, callback_data.ref)
    reply.toast(label(citizen.person.language, "visits.see_you"))
    await reply.show(_ticket(citizen, ticket))


@router.callback_query(AskMove.filter())
async def want_to_move(_: CallbackQuery, callback_data: AskMove, citizen: Citizen, form: Form, reply: Reply) -> None:
    """Show the days to which it could be moved."""
    ref, language = callback_data.ref, citizen.person.language
    booking = (await open_ticket(citizen.tx, ref, person=citizen.person, hall=citizen.hall)).booking
    hall, now = citizen.hall, citizen.now
    days = await days_of_service(citizen.tx, booking.service, hall=hall, now=now, instead_of=booking)
    await choosing_for(form, booking.service, ref=ref)
    await reply.show(screens.days_to_move(language, ref, days, hall=citizen.hall, page=callback_data.page))


@router.callback_query(MoveDay.filter())
async def look_at_times_to_move(_: CallbackQuery, callback_data: MoveDay, citizen: Citizen, reply: Reply) -> None:
    """Show the times of a day to which it could be moved."""
    ref, day = callback_data.ref, date.fromordinal(callback_data.day)
    booking = (await open_ticket(citizen.tx, ref, person=citizen.person, hall=citizen.hall)).booking
    hall, now = citizen.hall, citizen.now
    times = await times_on_day(citizen.tx, booking.service, day, hall=hall, now=now, instead_of=booking)
    language, page = citizen.person.language, callback_data.page
    await reply.show(screens.times_to_move(language, ref, booking.version, times, page=page))


@router.callback_query(MoveVisit.filter())
async def move_visit(_: CallbackQuery, callback_data: MoveVisit, citizen: Citizen, reply: Reply) -> None:
    """Move it, and show the ticket."""
    moved = await change_time(citizen, **callback_data.model_dump())
    reply.toast(label(citizen.person.language, "visits.moved"))
    await reply.show(_ticket(citizen, moved))


@router.callback_query(AskCancel.filter())
async def want_to_cancel(_: CallbackQuery, callback_data: AskCancel, citizen: Citizen, reply: Reply) -> None:
    """Ask once more."""
    ticket = await open_ticket(citizen.tx, callback_data.ref, person=citizen.person, hall=citizen.hall)
    is_late = await would_be_late(citizen, ticket.booking)
    await reply.show(tickets.cancelling(citizen.person.language, ticket, is_late=is_late))


@router.callback_query(CancelVisit.filter())
async def cancel_visit(_: CallbackQuery, callback_data: CancelVisit, citizen: Citizen, reply: Reply) -> None:
    """Cancel it, and show what became of it."""
    ended = await give_back(citizen, callback_data.ref, version=callback_data.version)
    reply.toast(label(citizen.person.language, "visits.cancelled"))
    await reply.show(_ticket(citizen, ended))


@router.callback_query(WaitFor.filter())
async def wait_for_place(_: CallbackQuery, callback_data: WaitFor, citizen: Citizen, reply: Reply) -> None:
    """Join the waiting list."""
    first, last = date.fromordinal(callback_data.first), date.fromordinal(callback_data.last)
    if last < first:
        raise OutdatedButton
    joined = await wait_for(citizen, callback_data.service_id, first=first, last=last)
    waited = WaitedFor(joined.entry, citizen.hall.service(joined.entry.service))
    await reply.show(tickets.joined(citizen.person.language, waited, ahead=joined.ahead))


@router.callback_query(LeaveWaiting.filter())
async def wait_no_longer(_: CallbackQuery, callback_data: LeaveWaiting, citizen: Citizen, reply: Reply) -> None:
    """Leave the waiting list."""
    await stop_waiting(citizen, callback_data.waiting_id)
    reply.toast(label(citizen.person.language, "visits.left"))
    await reply.show(await _mine(citizen))
