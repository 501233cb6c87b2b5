"""A clerk presses a button on a card, or under what they wrote."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from actions.cases.doing import begin_action, do_without_words, is_for_others, send_words
from actions.cases.drafts import StaffWords, begun_in
from actions.cases.passing import other_areas
from actions.cases.replies import make_note, stop_reply
from actions.cases.work import ask_take_over, owner_of, release, take, take_over
from actions.forms import Form
from content.models import Hall
from domain.errors import OutdatedButton
from domain.people import Member
from handlers.staff.access import ClerksOnly
from handlers.staff.cases.previewing import say_sent, show_preview
from storage.transaction import Tx
from views.case_callbacks import (
    AskTakeOver,
    ChangeWords,
    ChooseCode,
    DoAction,
    DropWords,
    MakeNote,
    ReleaseCase,
    SendWords,
    StopReply,
    TakeCase,
    TakeOver,
    WriteWords,
)
from views.cases import topic as screens
from views.cases.needs import ask_next
from views.merging_callbacks import SendAlone
from views.reply import Reply

router = Router(name=__name__)
router.callback_query.middleware(ClerksOnly())


@router.callback_query(TakeCase.filter())
async def press_take(
    _: CallbackQuery, callback_data: TakeCase, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """I take it."""
    await take(tx, callback_data.case_id, member=clerk, now=now)
    reply.toast(screens.toast(hall.facts.languages[0], "taken"))


@router.callback_query(AskTakeOver.filter())
async def press_ask_take_over(
    _: CallbackQuery, callback_data: AskTakeOver, tx: Tx, clerk: Member, hall: Hall, reply: Reply
) -> None:
    """Say who has it, and ask once more."""
    language = hall.facts.languages[0]
    case = await ask_take_over(tx, callback_data.case_id, member=clerk)
    if case.owner_id == clerk.id:
        reply.toast(screens.toast(language, "already_yours"))
    else:
        await reply.show(screens.take_over(language, case, owner=await owner_of(tx, case)))


@router.callback_query(TakeOver.filter())
async def press_take_over(
    _: CallbackQuery, callback_data: TakeOver, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """I take it from my colleague."""
    case = await take_over(tx, callback_data.case_id, version=callback_data.version, member=clerk, now=now)
    await reply.show(screens.taken_over(hall.facts.languages[0], case, owner=clerk.person.first_name))


@router.callback_query(ReleaseCase.filter())
async def press_release(
    _: CallbackQuery, callback_data: ReleaseCase, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Somebody else shall take it."""
    await release(tx, callback_data.case_id, member=clerk, now=now)
    reply.toast(screens.toast(hall.facts.languages[0], "released"))


@router.callback_query(DoAction.filter())
async def press_action(
    _: CallbackQuery,
    callback_data: DoAction,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Do it, without words."""
    pressed, words, language = callback_data, form.draft(StaffWords), hall.facts.languages[0]
    case, choice = await do_without_words(
        tx, pressed.case_id, pressed.action, version=pressed.version, member=clerk, hall=hall, now=now, begun=words
    )
    if words:
        await form.close()
        await reply.show(screens.done(language, case, name=choice.name))
    else:
        reply.toast(screens.toast(language, "done"))


@router.callback_query(WriteWords.filter())
async def press_write(
    _: CallbackQuery,
    callback_data: WriteWords,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Wait for the words of an action."""
    pressed = callback_data
    case, choice = await begin_action(tx, pressed.case_id, pressed.action, member=clerk, now=now)
    words = StaffWords(case_id=case.id, version=pressed.version, action=pressed.action)
    await form.save(words)
    await reply.show(ask_next(hall.facts.languages[0], case, choice, areas=other_areas(hall, case), mark=words.mark))


@router.callback_query(ChooseCode.filter())
async def press_code(
    _: CallbackQuery,
    callback_data: ChooseCode,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """That is how it turned out; now what else is needed."""
    words, code = form.draft(StaffWords), callback_data.code
    if words is None or words.case_id != callback_data.case_id:
        raise OutdatedButton
    case, choice = await begin_action(tx, words.case_id, words.action, member=clerk, now=now)
    await form.save(words.choosing(code=code))
    areas, mark = other_areas(hall, case), words.mark
    await reply.show(ask_next(hall.facts.languages[0], case, choice, areas=areas, code=code, mark=mark))


@router.callback_query(SendWords.filter())
@router.callback_query(SendAlone.filter())
async def press_send(
    _: CallbackQuery,
    callback_data: SendWords | SendAlone,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Send what was previewed, and nothing else; to others than those of the preview only after another look."""
    words, press, language = form.draft(StaffWords), callback_data, hall.facts.languages[0]
    if words is None or words.part is None or words.key != press.key:
        await say_sent(tx, press.case_id, key=press.key, language=language, reply=reply)
    elif await is_for_others(tx, words, member=clerk, now=now):
        await show_preview(tx, words, words.part, member=clerk, form=form, hall=hall, reply=reply, now=now)
    else:
        case, choice = await send_words(tx, words, member=clerk, hall=hall, now=now, alone=isinstance(press, SendAlone))
        await form.close()
        await reply.show(screens.sent(language, case, done=choice.name, text=words.part.text))


@router.callback_query(ChangeWords.filter())
async def press_change(
    _: CallbackQuery, tx: Tx, clerk: Member, form: Form, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Wait for other words."""
    words = form.draft(StaffWords)
    if words is None:
        raise OutdatedButton
    case, choice = await begin_action(tx, words.case_id, words.action, member=clerk, now=now)
    await form.save(words.anew())
    await reply.show(ask_next(hall.facts.languages[0], case, choice, areas=other_areas(hall, case), mark=words.mark))


@router.callback_query(DropWords.filter())
async def press_drop(_: CallbackQuery, callback_data: DropWords, form: Form, hall: Hall, reply: Reply) -> None:
    """Leave everything as it was; only who began may."""
    mark, begun, language = callback_data.mark, begun_in(form), hall.facts.languages[0]
    if mark and (begun is None or begun.mark != mark):
        reply.toast(screens.toast(language, "not_to_drop"), alert=True)
        return
    if mark:
        await form.close()
    await reply.show(screens.dropped(language))


@router.callback_query(StopReply.filter())
async def press_stop(
    _: CallbackQuery, callback_data: StopReply, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """The reply must not leave."""
    await stop_reply(tx, callback_data.message_id, member=clerk, now=now)
    reply.toast(screens.toast(hall.facts.languages[0], "stopped"))


@router.callback_query(MakeNote.filter())
async def press_make_note(
    _: CallbackQuery, callback_data: MakeNote, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """The reply was meant for colleagues."""
    await make_note(tx, callback_data.message_id, member=clerk, now=now)
    reply.toast(screens.toast(hall.facts.languages[0], "noted"))


@router.callback_query()
async def press_old_button(_: CallbackQuery) -> None:
    """Nobody knows this button any more."""
    raise OutdatedButton
