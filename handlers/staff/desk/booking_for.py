"""Staff book for somebody who calls or has come."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from aiogram import BaseMiddleware, Router
from aiogram.types import CallbackQuery, Message, TelegramObject

from actions.booking.booking_for import (
    Desk,
    GuestWords,
    book_for,
    days_for,
    drafted,
    give_back_for,
    hold_for,
    look_at_waiting,
    may_wait,
    name_guest,
    service_for,
    services_for,
    take_off_list,
    times_for,
    wait_for_them,
)
from actions.forms import Form
from content.visits import WaitedFor
from domain.conversation import Written
from handlers.filters import AnswersCitizens, Waits
from handlers.incoming import Writes
from handlers.staff.access import ClerksOnly
from views.booking import booking_for as screens
from views.render import label
from views.reply import Reply
from views.visit_callbacks import (
    BookFor,
    ForConfirm,
    ForDay,
    ForDays,
    ForDrop,
    ForLeave,
    ForNobody,
    ForService,
    ForTime,
    ForWait,
    SeeWaiting,
)


class BringDesk(BaseMiddleware):
    """Puts together what every step needs; behind ``ClerksOnly``."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        given = {name: data[name] for name in ("tx", "hall", "now")}
        return await handler(event, {**data, "desk": Desk(member=data["clerk"], **given)})


router = Router(name=__name__)
router.message.filter(AnswersCitizens())
for observer in (router.message, router.callback_query):
    observer.middleware(ClerksOnly())
    observer.middleware(BringDesk())


@router.callback_query(BookFor.filter())
async def press_book(_: CallbackQuery, callback_data: BookFor, desk: Desk, form: Form, reply: Reply) -> None:
    """Somebody wants to come; now for what."""
    area, found = services_for(desk, callback_data.area)
    await form.put_aside()
    await reply.show(screens.services(desk.member.person.language, area, found))


@router.callback_query(ForService.filter())
async def choose_service(_: CallbackQuery, callback_data: ForService, desk: Desk, form: Form, reply: Reply) -> None:
    """For this; now who."""
    service = service_for(desk, callback_data.service_id)
    await form.save(GuestWords(service_id=service.id))
    await reply.show(screens.ask_who(desk.member.person.language, service))


@router.message(Waits(GuestWords), Writes())
async def write_who(_: Message, written: Written, desk: Desk, form: Form, reply: Reply) -> None:
    """Them; now when."""
    await name_guest(desk, form, written.text)
    await _show_days(desk, form, reply)


@router.callback_query(ForNobody.filter())
async def leave_no_number(_: CallbackQuery, desk: Desk, form: Form, reply: Reply) -> None:
    """Somebody whom nobody could call; now when."""
    await name_guest(desk, form, None)
    await _show_days(desk, form, reply)


@router.callback_query(ForDays.filter())
async def look_at_days(_: CallbackQuery, callback_data: ForDays, desk: Desk, form: Form, reply: Reply) -> None:
    """Show the days with places."""
    await _show_days(desk, form, reply, page=callback_data.page)


async def _show_days(desk: Desk, form: Form, reply: Reply, *, page: int | None = None) -> None:
    days = await days_for(desk, drafted(form).service_id)
    await reply.show(screens.days(desk.member.person.language, days, hall=desk.hall, page=page))


@router.callback_query(ForDay.filter())
async def look_at_times(_: CallbackQuery, callback_data: ForDay, desk: Desk, form: Form, reply: Reply) -> None:
    """Show the times of a day."""
    draft = drafted(form)
    times = await times_for(desk, draft.service_id, date.fromordinal(callback_data.day))
    can = await may_wait(desk, draft)
    await reply.show(screens.times(desk.member.person.language, times, page=callback_data.page, may_wait=can))


@router.callback_query(ForWait.filter())
async def put_on_list(_: CallbackQuery, callback_data: ForWait, desk: Desk, form: Form, reply: Reply) -> None:
    """Let them wait for a place."""
    first, last = date.fromordinal(callback_data.first), date.fromordinal(callback_data.last)
    joined = await wait_for_them(desk, drafted(form), first=first, last=last)
    await form.close()
    waited = WaitedFor(joined.entry, desk.hall.service(joined.entry.service))
    await reply.show(screens.waits(desk.member.person.language, waited, ahead=joined.ahead))


@router.callback_query(SeeWaiting.filter())
async def see_waiting(_: CallbackQuery, callback_data: SeeWaiting, desk: Desk, form: Form, reply: Reply) -> None:
    """Show who waits for what."""
    await form.put_aside()
    joined = await look_at_waiting(desk, callback_data.waiting_id)
    waited = WaitedFor(joined.entry, desk.hall.service(joined.entry.service))
    await reply.show(screens.waits(desk.member.person.language, waited, ahead=joined.ahead))


@router.callback_query(ForLeave.filter())
async def take_off(_: CallbackQuery, callback_data: ForLeave, desk: Desk, form: Form, reply: Reply) -> None:
    """They do not want to wait any more."""
    await form.put_aside()
    left = await take_off_list(desk, callback_data.waiting_id)
    language = desk.member.person.language
    reply.toast(label(language, "visits.left"))
    area, found = services_for(desk, left.area)
    await reply.show(screens.services(language, area, found))


@router.callback_query(ForTime.filter())
async def have_time_kept(_: CallbackQuery, callback_data: ForTime, desk: Desk, form: Form, reply: Reply) -> None:
    """Keep the pressed time, and show everything once more."""
    ticket, guest = await hold_for(desk, drafted(form), slot_id=callback_data.slot_id)
    await reply.show(screens.held(desk.member.person.language, ticket, guest))


@router.callback_query(ForConfirm.filter())
async def confirm_for(_: CallbackQuery, callback_data: ForConfirm, desk: Desk, form: Form, reply: Reply) -> None:
    """Book it, and show what to read aloud."""
    ticket = await book_for(desk, callback_data.ref)
    await form.close()
    await reply.show(screens.booked(desk.member.person.language, ticket))


@router.callback_query(ForDrop.filter())
async def drop_for(_: CallbackQuery, callback_data: ForDrop, desk: Desk, form: Form, reply: Reply) -> None:
    """Give it back."""
    ended = await give_back_for(desk, callback_data.ref, version=callback_data.version)
    await form.close()
    language = desk.member.person.language
    reply.toast(label(language, "visits.dropped"))
    area, found = services_for(desk, ended.area)
    await reply.show(screens.services(language, area, found))
