"""A clerk presses a button on a card, or under what they wrote."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from actions.enquiries.drafts import StaffWords
from actions.enquiries.replies import make_note, stop_reply
from actions.enquiries.work import (
    DEED_OF,
    check_may,
    close_quietly,
    open_again,
    owner_of,
    release,
    send_words,
    take,
    take_over,
)
from actions.forms import Form
from content.models import Hall
from domain.enquiries import Deed, Purpose
from domain.errors import OutdatedButton
from domain.people import Member
from handlers.staff.access import ClerksOnly
from storage.transaction import Tx
from views.callbacks import (
    AskTakeOver,
    ChangeWords,
    CloseEnquiry,
    CloseQuietly,
    DropWords,
    MakeNote,
    ReleaseEnquiry,
    ReopenEnquiry,
    SendWords,
    StopReply,
    TakeEnquiry,
    TakeOver,
    WriteAnswer,
)
from views.enquiries import topic as screens
from views.reply import Reply

router = Router(name=__name__)
router.callback_query.middleware(ClerksOnly())


@router.callback_query(TakeEnquiry.filter())
async def press_take(
    _: CallbackQuery, callback_data: TakeEnquiry, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """I take it."""
    await take(tx, callback_data.enquiry_id, member=clerk, now=now)
    reply.toast(screens.toast(hall.facts.languages[0], "taken"))


@router.callback_query(AskTakeOver.filter())
async def press_ask_take_over(
    _: CallbackQuery, callback_data: AskTakeOver, tx: Tx, clerk: Member, hall: Hall, reply: Reply
) -> None:
    """Say who has it, and ask once more."""
    language = hall.facts.languages[0]
    enquiry = await check_may(tx, callback_data.enquiry_id, Deed.TAKE_OVER, member=clerk)
    if enquiry.owner_id == clerk.id:
        reply.toast(screens.toast(language, "already_yours"))
    else:
        await reply.show(screens.take_over(language, enquiry, owner=await owner_of(tx, enquiry)))


@router.callback_query(TakeOver.filter())
async def press_take_over(
    _: CallbackQuery, callback_data: TakeOver, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """I take it from my colleague."""
    enquiry = await take_over(tx, callback_data.enquiry_id, version=callback_data.version, member=clerk, now=now)
    await reply.show(screens.taken_over(hall.facts.languages[0], enquiry, owner=clerk.person.first_name))


@router.callback_query(ReleaseEnquiry.filter())
async def press_release(
    _: CallbackQuery, callback_data: ReleaseEnquiry, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Somebody else shall take it."""
    await release(tx, callback_data.enquiry_id, member=clerk, now=now)
    reply.toast(screens.toast(hall.facts.languages[0], "released"))


@router.callback_query(ReopenEnquiry.filter())
async def press_reopen(
    _: CallbackQuery, callback_data: ReopenEnquiry, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """It is not over yet."""
    await open_again(tx, callback_data.enquiry_id, member=clerk, now=now)
    reply.toast(screens.toast(hall.facts.languages[0], "reopened"))


@router.callback_query(WriteAnswer.filter())
async def press_answer(
    _: CallbackQuery, callback_data: WriteAnswer, tx: Tx, clerk: Member, form: Form, hall: Hall, reply: Reply
) -> None:
    """Wait for the words of a formal answer."""
    enquiry = await check_may(tx, callback_data.enquiry_id, Deed.ANSWER, member=clerk)
    await form.save(StaffWords(enquiry_id=enquiry.id, purpose=Purpose.ANSWER))
    await reply.show(screens.ask_words(hall.facts.languages[0], enquiry, purpose=Purpose.ANSWER))


@router.callback_query(CloseEnquiry.filter())
async def press_close(
    _: CallbackQuery, callback_data: CloseEnquiry, tx: Tx, clerk: Member, form: Form, hall: Hall, reply: Reply
) -> None:
    """Wait for a last word, or for the button that does without."""
    enquiry = await check_may(tx, callback_data.enquiry_id, Deed.CLOSE, member=clerk)
    await form.save(StaffWords(enquiry_id=enquiry.id, purpose=Purpose.CLOSING))
    await reply.show(screens.ask_close(hall.facts.languages[0], enquiry))


@router.callback_query(CloseQuietly.filter())
async def press_close_quietly(
    _: CallbackQuery,
    callback_data: CloseQuietly,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Close without a word."""
    enquiry = await close_quietly(tx, callback_data.enquiry_id, member=clerk, now=now)
    await form.close()
    await reply.show(screens.closed_quietly(hall.facts.languages[0], enquiry))


@router.callback_query(SendWords.filter())
async def press_send(
    _: CallbackQuery,
    callback_data: SendWords,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Send what was previewed, and nothing else."""
    words = form.draft(StaffWords)
    if words is None or words.part is None or words.key != callback_data.key:
        raise OutdatedButton
    enquiry = await send_words(tx, words, member=clerk, now=now)
    await form.close()
    language, text = hall.facts.languages[0], words.part.text
    await reply.show(screens.sent(language, enquiry, purpose=words.purpose, text=text))


@router.callback_query(ChangeWords.filter())
async def press_change(_: CallbackQuery, tx: Tx, clerk: Member, form: Form, hall: Hall, reply: Reply) -> None:
    """Wait for other words."""
    words = form.draft(StaffWords)
    if words is None:
        raise OutdatedButton
    enquiry = await check_may(tx, words.enquiry_id, DEED_OF[words.purpose], member=clerk)
    await form.save(StaffWords(enquiry_id=enquiry.id, purpose=words.purpose))
    await reply.show(screens.ask_words(hall.facts.languages[0], enquiry, purpose=words.purpose))


@router.callback_query(DropWords.filter())
async def press_drop(_: CallbackQuery, form: Form, hall: Hall, reply: Reply) -> None:
    """Leave everything as it was."""
    if form.draft(StaffWords):
        await form.close()
    await reply.show(screens.dropped(hall.facts.languages[0]))


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
