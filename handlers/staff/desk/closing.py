"""Somebody above a clerk closes an area or the hall from their own chat, or opens it again."""

from collections.abc import Awaitable, Callable
from datetime import date, time
from typing import Any

from aiogram import BaseMiddleware, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message, TelegramObject

from actions.booking.closing import find_made, lift, list_shown, show_closure
from actions.booking.planning_closing import (
    Closer,
    ClosingDraft,
    choose_area,
    choose_counters,
    choose_day,
    choose_hours,
    confirm_closing,
    look_at_plan,
    say,
)
from actions.forms import Form
from domain.closures import may_close
from domain.conversation import Written
from domain.desk import check_stands_above_clerks
from domain.errors import OutdatedButton
from handlers.filters import AnswersCitizens, Waits
from handlers.incoming import Writes
from handlers.staff.access import ClerksOnly
from views.booking import closing as screens
from views.closing_callbacks import (
    AskLift,
    BeginClosing,
    CloseArea,
    CloseCounters,
    CloseDay,
    CloseFor,
    CloseFrom,
    CloseWordless,
    ConfirmClosing,
    LiftClosing,
    OpenClosings,
    SeeClosing,
)
from views.reply import Reply


class BringCloser(BaseMiddleware):
    """Puts together what every step needs, for those who stand above clerks.

    Raises:
        StaffOnly: they do not.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        check_stands_above_clerks(data["clerk"])
        closer = Closer(data["tx"], member=data["clerk"], hall=data["hall"], now=data["now"])
        return await handler(event, {**data, "closer": closer})


router = Router(name=__name__)
router.message.filter(AnswersCitizens())
for observer in (router.message, router.callback_query):
    observer.middleware(ClerksOnly())
    observer.middleware(BringCloser())


async def _go_on(draft: ClosingDraft, closer: Closer, form: Form, reply: Reply) -> None:
    """Keep what was said, and ask for the next, or show whom it concerns."""
    planned = await look_at_plan(closer, draft)
    affected = planned.effect.affected if planned.effect else None
    await form.save(draft.model_copy(update={"affected": affected}))
    await reply.show(screens.ask(closer.language, planned))


async def _show(closure_id: int, closer: Closer, reply: Reply) -> None:
    shown = await show_closure(closer.tx, closure_id, member=closer.member, hall=closer.hall)
    may_lift = may_close(closer.member, shown.closure.area) and shown.closure.holds_at(closer.now)
    await reply.show(screens.closure(closer.language, shown, may_lift=may_lift))


def _open(form: Form) -> ClosingDraft:
    if (draft := form.draft(ClosingDraft)) is None:
        raise OutdatedButton
    return draft


@router.message(Command("close", ignore_mention=True))
async def ask_what_is_closed(_: Message, closer: Closer, form: Form, reply: Reply) -> None:
    """Show what is closed."""
    await _show_all(0, closer, form, reply)


@router.callback_query(OpenClosings.filter())
async def look_at_closings(
    _: CallbackQuery, callback_data: OpenClosings, closer: Closer, form: Form, reply: Reply
) -> None:
    """Show what is closed, page by page."""
    await _show_all(callback_data.page, closer, form, reply)


async def _show_all(page: int, closer: Closer, form: Form, reply: Reply) -> None:
    await form.put_aside()
    found = await list_shown(closer.tx, page=page, member=closer.member, hall=closer.hall, now=closer.now)
    await reply.show(screens.closings(closer.language, found))


@router.callback_query(BeginClosing.filter())
async def begin(_: CallbackQuery, closer: Closer, form: Form, reply: Reply) -> None:
    """Close something."""
    await _go_on(ClosingDraft(), closer, form, reply)


@router.callback_query(CloseArea.filter())
async def press_area(_: CallbackQuery, callback_data: CloseArea, closer: Closer, form: Form, reply: Reply) -> None:
    """This area."""
    await _go_on(choose_area(_open(form), callback_data.area, closer=closer), closer, form, reply)


@router.callback_query(CloseDay.filter())
async def press_day(_: CallbackQuery, callback_data: CloseDay, closer: Closer, form: Form, reply: Reply) -> None:
    """From this day, or until this day."""
    draft = choose_day(_open(form), date.fromordinal(callback_data.day), closer=closer)
    await _go_on(draft, closer, form, reply)


@router.callback_query(CloseFrom.filter())
async def press_hour(_: CallbackQuery, callback_data: CloseFrom, closer: Closer, form: Form, reply: Reply) -> None:
    """From this time on, or all day."""
    hour, minute = divmod(callback_data.minute, 60)
    begins = time(hour, minute) if callback_data.minute else None
    await _go_on(choose_hours(_open(form), begins, None, closer=closer), closer, form, reply)


@router.callback_query(CloseCounters.filter())
async def press_counters(
    _: CallbackQuery, callback_data: CloseCounters, closer: Closer, form: Form, reply: Reply
) -> None:
    """So many counters stay."""
    await _go_on(choose_counters(_open(form), callback_data.counters, closer=closer), closer, form, reply)


@router.callback_query(CloseFor.filter())
async def press_reason(_: CallbackQuery, callback_data: CloseFor, closer: Closer, form: Form, reply: Reply) -> None:
    """For this reason."""
    await _go_on(_open(form).saying(reason=callback_data.reason), closer, form, reply)


@router.callback_query(CloseWordless.filter())
async def say_no_more(_: CallbackQuery, closer: Closer, form: Form, reply: Reply) -> None:
    """The reason is enough."""
    await _go_on(_open(form).saying(words_zh="", words_en=""), closer, form, reply)


@router.message(Waits(ClosingDraft), Writes())
async def write(_: Message, draft: ClosingDraft, written: Written, closer: Closer, form: Form, reply: Reply) -> None:
    """Take what was typed."""
    await _go_on(say(draft, written.text, closer=closer), closer, form, reply)


@router.callback_query(ConfirmClosing.filter())
async def confirm(_: CallbackQuery, callback_data: ConfirmClosing, closer: Closer, form: Form, reply: Reply) -> None:
    """So it is to be; pressed again, it is shown."""
    if made := await find_made(closer.tx, callback_data.key, member=closer.member):
        await _show(made.id, closer, reply)
        return
    draft = _open(form)
    if draft.key != callback_data.key:
        raise OutdatedButton
    if closed := await confirm_closing(closer, draft):
        await form.close()
        await _show(closed.id, closer, reply)
    else:
        await _go_on(draft, closer, form, reply)


@router.callback_query(SeeClosing.filter())
async def look_at_one(_: CallbackQuery, callback_data: SeeClosing, closer: Closer, form: Form, reply: Reply) -> None:
    """Show one closure."""
    await form.put_aside()
    await _show(callback_data.closure_id, closer, reply)


@router.callback_query(AskLift.filter())
async def ask_lift(_: CallbackQuery, callback_data: AskLift, closer: Closer, form: Form, reply: Reply) -> None:
    """Open it again?"""
    await form.put_aside()
    shown = await show_closure(closer.tx, callback_data.closure_id, member=closer.member, hall=closer.hall)
    await reply.show(screens.lifting(closer.language, shown))


@router.callback_query(LiftClosing.filter())
async def press_lift(_: CallbackQuery, callback_data: LiftClosing, closer: Closer, form: Form, reply: Reply) -> None:
    """Open it again."""
    await form.put_aside()
    lifted = await lift(closer.tx, callback_data.closure_id, member=closer.member, now=closer.now)
    await _show(lifted.id, closer, reply)
