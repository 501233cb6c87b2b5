"""Somebody of staff says in private that they, or a colleague, are away, and who stands in; or that they are back."""

from datetime import date, datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from actions.desk.away import (
    AwayDraft,
    begin_away,
    choose_day,
    find_away,
    list_colleagues_away,
    look_at_plan,
    say_days,
    say_reason,
)
from actions.desk.deputies import end_away, set_away
from actions.forms import Form
from domain.conversation import Written
from domain.desk import stands_above_clerks
from domain.errors import OutdatedButton
from domain.people import Member
from handlers.filters import AnswersCitizens, Waits
from handlers.incoming import Writes
from handlers.staff.access import ClerksOnly
from storage.transaction import Tx
from views import deputies as screens
from views.desk_callbacks import AwayColleagues, AwayDay, AwayDeputy, AwayOf, ConfirmAway, EndAway, OpenAway
from views.reply import Reply

router = Router(name=__name__)
router.message.filter(AnswersCitizens())
router.message.middleware(ClerksOnly())
router.callback_query.middleware(ClerksOnly())


async def _go_on(draft: AwayDraft, *, tx: Tx, clerk: Member, form: Form, reply: Reply, now: datetime) -> None:
    """Keep what was said, and ask for the next."""
    planned = await look_at_plan(tx, draft, member=clerk, now=now)
    await form.save(draft)
    await reply.show(screens.ask(clerk.person.language, planned, may_set=stands_above_clerks(clerk)))


async def _look_at(
    staff_id: int, *, anew: bool, tx: Tx, clerk: Member, form: Form, reply: Reply, now: datetime
) -> None:
    """Show when somebody is away; if they are not, or it is to change, begin to plan it."""
    draft = await begin_away(tx, staff_id, member=clerk)
    away = None if anew else await find_away(tx, staff_id, now=now)
    if away:
        await form.put_aside()
        is_own, may_set = staff_id == clerk.id, stands_above_clerks(clerk)
        await reply.show(screens.away(clerk.person.language, away, is_own=is_own, may_set=may_set))
    else:
        await _go_on(draft, tx=tx, clerk=clerk, form=form, reply=reply, now=now)


@router.message(Command("away", ignore_mention=True))
async def leave(_: Message, tx: Tx, clerk: Member, form: Form, reply: Reply, now: datetime) -> None:
    """I am away, or want to see when."""
    await _look_at(clerk.id, anew=False, tx=tx, clerk=clerk, form=form, reply=reply, now=now)


@router.callback_query(OpenAway.filter())
async def look_at_own(
    _: CallbackQuery, callback_data: OpenAway, tx: Tx, clerk: Member, form: Form, reply: Reply, now: datetime
) -> None:
    """The same by a button."""
    await _look_at(clerk.id, anew=callback_data.anew, tx=tx, clerk=clerk, form=form, reply=reply, now=now)


@router.message(Command("back", ignore_mention=True))
async def come_back(_: Message, tx: Tx, clerk: Member, form: Form, reply: Reply, now: datetime) -> None:
    """I am here again."""
    await form.put_aside()
    if away := await find_away(tx, clerk.id, now=now):
        ended = await end_away(tx, away.id, member=clerk, now=now)
        await reply.show(screens.back(clerk.person.language, ended, is_own=True))
    else:
        await reply.show(screens.here(clerk.person.language))


@router.callback_query(EndAway.filter())
async def press_back(
    _: CallbackQuery, callback_data: EndAway, tx: Tx, clerk: Member, form: Form, reply: Reply, now: datetime
) -> None:
    """I am here again, or my colleague is."""
    await form.put_aside()
    ended = await end_away(tx, callback_data.absence_id, member=clerk, now=now)
    await reply.show(screens.back(clerk.person.language, ended, is_own=ended.staff_id == clerk.id))


@router.callback_query(AwayColleagues.filter())
async def look_at_colleagues(_: CallbackQuery, tx: Tx, clerk: Member, form: Form, reply: Reply, now: datetime) -> None:
    """Ask which colleague."""
    await form.put_aside()
    await reply.show(screens.colleagues(clerk.person.language, await list_colleagues_away(tx, member=clerk, now=now)))


@router.callback_query(AwayOf.filter())
async def choose_colleague(
    _: CallbackQuery, callback_data: AwayOf, tx: Tx, clerk: Member, form: Form, reply: Reply, now: datetime
) -> None:
    """This one."""
    pressed = callback_data
    await _look_at(pressed.staff_id, anew=pressed.anew, tx=tx, clerk=clerk, form=form, reply=reply, now=now)


@router.callback_query(AwayDay.filter())
async def press_day(
    _: CallbackQuery, callback_data: AwayDay, tx: Tx, clerk: Member, form: Form, reply: Reply, now: datetime
) -> None:
    """From this day, or until this day."""
    if (draft := form.draft(AwayDraft)) is None or draft.last:
        raise OutdatedButton
    draft = choose_day(draft, date.fromordinal(callback_data.day), today=now.date())
    await _go_on(draft, tx=tx, clerk=clerk, form=form, reply=reply, now=now)


@router.callback_query(AwayDeputy.filter())
async def press_deputy(
    _: CallbackQuery, callback_data: AwayDeputy, tx: Tx, clerk: Member, form: Form, reply: Reply, now: datetime
) -> None:
    """They stand in."""
    if (draft := form.draft(AwayDraft)) is None or draft.last is None:
        raise OutdatedButton
    draft = draft.model_copy(update={"deputy_id": callback_data.staff_id})
    await _go_on(draft, tx=tx, clerk=clerk, form=form, reply=reply, now=now)


@router.message(Waits(AwayDraft), Writes())
async def write(
    _: Message, draft: AwayDraft, written: Written, tx: Tx, clerk: Member, form: Form, reply: Reply, now: datetime
) -> None:
    """Take a day or a reason that was typed; who stands in is chosen by a button."""
    if draft.last is None:
        draft = say_days(draft, written.text, today=now.date())
    elif draft.deputy_id is not None and draft.staff_id != clerk.id:
        draft = say_reason(draft, written.text)
    await _go_on(draft, tx=tx, clerk=clerk, form=form, reply=reply, now=now)


@router.callback_query(ConfirmAway.filter())
async def confirm(
    _: CallbackQuery, callback_data: ConfirmAway, tx: Tx, clerk: Member, form: Form, reply: Reply, now: datetime
) -> None:
    """So it is to be."""
    draft = form.draft(AwayDraft)
    if draft is None or draft.key != callback_data.key:
        raise OutdatedButton
    away = await set_away(tx, draft, member=clerk, now=now)
    await form.close()
    await reply.show(screens.done(clerk.person.language, away, is_own=away.staff_id == clerk.id))
