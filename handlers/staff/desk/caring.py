"""Staff move or cancel an appointment for whoever has it."""

from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from actions.booking.alternatives import times_kept
from actions.booking.booking_for import Desk, days_for, times_for
from actions.booking.caring import (
    CancelWords,
    cancel_for,
    cancel_for_hall,
    move_for,
    print_slip,
    their_visit,
)
from actions.booking.tickets import ticket_of
from actions.booking.today import Visit
from actions.forms import Form
from domain.conversation import Written
from domain.errors import OutdatedButton
from domain.revealing import check_reason
from handlers.filters import AnswersCitizens, Waits
from handlers.incoming import Writes
from handlers.staff.access import ClerksOnly
from handlers.staff.desk.booking_for import BringDesk
from views.booking import booking_for as screens
from views.booking import counter
from views.render import label
from views.reply import Reply
from views.screen import Screen
from views.visit_callbacks import (
    AskCancelFor,
    CancelFor,
    CancelForHall,
    CancelForReason,
    MoveFor,
    MoveForDay,
    MoveForTo,
    PrintSlip,
)

router = Router(name=__name__)
router.message.filter(AnswersCitizens())
for observer in (router.message, router.callback_query):
    observer.middleware(ClerksOnly())
    observer.middleware(BringDesk())


def _visit(desk: Desk, visit: Visit) -> Screen:
    return counter.visit(desk.member.person.language, visit.ticket, name=visit.name, may_act=True)


@router.callback_query(MoveFor.filter())
async def want_to_move(_: CallbackQuery, callback_data: MoveFor, desk: Desk, form: Form, reply: Reply) -> None:
    """Show the days to which it could be moved."""
    await form.put_aside()
    booking = await their_visit(desk, callback_data.ref)
    days = await days_for(desk, booking.service, instead_of=booking)
    kept = await times_kept(desk.tx, booking, hall=desk.hall, now=desk.now)
    language, page = desk.member.person.language, callback_data.page
    await reply.show(screens.days_to_move(language, booking, days, hall=desk.hall, page=page, kept=kept))


@router.callback_query(MoveForDay.filter())
async def look_at_times(_: CallbackQuery, callback_data: MoveForDay, desk: Desk, form: Form, reply: Reply) -> None:
    """Show the times of a day to which it could be moved."""
    await form.put_aside()
    booking = await their_visit(desk, callback_data.ref)
    times = await times_for(desk, booking.service, date.fromordinal(callback_data.day), instead_of=booking)
    language, page = desk.member.person.language, callback_data.page
    await reply.show(screens.times_to_move(language, booking.ref, booking.version, times, page=page))


@router.callback_query(MoveForTo.filter())
async def move_it(_: CallbackQuery, callback_data: MoveForTo, desk: Desk, form: Form, reply: Reply) -> None:
    """Move it, and show it."""
    await form.put_aside()
    moved = await move_for(desk, **callback_data.model_dump())
    reply.toast(label(desk.member.person.language, "visits.moved"))
    await reply.show(_visit(desk, moved))


@router.callback_query(AskCancelFor.filter())
async def want_to_cancel(_: CallbackQuery, callback_data: AskCancelFor, desk: Desk, form: Form, reply: Reply) -> None:
    """Ask for whose sake."""
    await form.put_aside()
    booking = await their_visit(desk, callback_data.ref)
    ticket = await ticket_of(desk.tx, booking, hall=desk.hall)
    await reply.show(screens.cancelling(desk.member.person.language, ticket))


@router.callback_query(CancelFor.filter())
async def cancel_it(_: CallbackQuery, callback_data: CancelFor, desk: Desk, form: Form, reply: Reply) -> None:
    """Its visitor does not come."""
    await form.put_aside()
    ended = await cancel_for(desk, callback_data.ref, version=callback_data.version)
    reply.toast(label(desk.member.person.language, "visits.cancelled"))
    await reply.show(_visit(desk, ended))


@router.callback_query(CancelForHall.filter())
async def cancel_for_the_hall(
    _: CallbackQuery, callback_data: CancelForHall, desk: Desk, form: Form, reply: Reply
) -> None:
    """The hall cannot keep it; now why."""
    booking = await their_visit(desk, callback_data.ref)
    await form.save(CancelWords(ref=callback_data.ref, version=callback_data.version))
    ticket = await ticket_of(desk.tx, booking, hall=desk.hall)
    await reply.show(screens.ask_reason(desk.member.person.language, ticket))


@router.message(Waits(CancelWords), Writes())
async def write_why(_: Message, draft: CancelWords, written: Written, desk: Desk, form: Form, reply: Reply) -> None:
    """For this reason; shown once more, because what is typed may have been meant for something else."""
    booking = await their_visit(desk, draft.ref)
    reason = check_reason(written.text)
    await form.save(draft.model_copy(update={"reason": reason}))
    ticket = await ticket_of(desk.tx, booking, hall=desk.hall)
    await reply.show(screens.preview_reason(desk.member.person.language, ticket, version=draft.version, reason=reason))


@router.callback_query(CancelForReason.filter())
async def cancel_for_reason(
    _: CallbackQuery, callback_data: CancelForReason, desk: Desk, form: Form, reply: Reply
) -> None:
    """Cancel it as was previewed, and nothing else."""
    draft = form.draft(CancelWords)
    if draft is None or not draft.reason or (draft.ref, draft.version) != (callback_data.ref, callback_data.version):
        raise OutdatedButton
    ended = await cancel_for_hall(desk, draft)
    await form.close()
    reply.toast(label(desk.member.person.language, "visits.cancelled"))
    await reply.show(_visit(desk, ended))


@router.callback_query(PrintSlip.filter())
async def ask_for_slip(_: CallbackQuery, callback_data: PrintSlip, desk: Desk, form: Form) -> None:
    """Send a slip to print."""
    await form.put_aside()
    await print_slip(desk, callback_data.ref)
