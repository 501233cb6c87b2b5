"""A citizen looks up their cases, adds to one, and does what its flow lets them do."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from actions.cases.additions import begin_words_of, do_in_own, do_with_words
from actions.cases.card import open_own
from actions.cases.drafts import ActingWith, AddingTo
from actions.cases.finding import get_own
from actions.cases.loaders import list_mine
from actions.cases.nudging import nudge
from actions.cases.present import heard_anywhere, shown_to_citizen
from actions.cases.saying import receipt_subject
from actions.cases.timeline import list_own_milestones
from actions.forms import Form
from content.models import Hall
from domain.cases import CAUSE_TAKEN_BACK, Case
from domain.conversation import Written
from domain.people import Person
from handlers.citizen.cases.writing import RepliesToCase
from handlers.filters import Names, Waits
from handlers.incoming import Writes
from storage.transaction import Tx
from views.cases import mine as screens
from views.own_case_callbacks import (
    ActInCase,
    AddToCase,
    AskWithdrawal,
    MyCases,
    NudgeCase,
    OpenCase,
    ShowSteps,
    WithdrawCase,
    WriteForAction,
)
from views.reply import Reply

router = Router(name=__name__)


@router.message(Command("questions", "cases", ignore_mention=True))
@router.message(Names("cases.mine"))
async def look_at_mine(_: Message, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime) -> None:
    """Show the newest of the person's own cases."""
    await _show_page(tx, 0, person=person, hall=hall, reply=reply, now=now)


@router.callback_query(MyCases.filter())
async def turn_page(
    _: CallbackQuery, callback_data: MyCases, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show one page of the person's own cases."""
    await _show_page(tx, max(0, callback_data.page), person=person, hall=hall, reply=reply, now=now)


async def _show_page(tx: Tx, page: int, *, person: Person, hall: Hall, reply: Reply, now: datetime) -> None:
    offset = page * screens.PAGE
    shown, total = await list_mine(tx, person, limit=screens.PAGE, offset=offset, hall=hall, now=now)
    await reply.show(screens.listed(person.language, shown, page=page, total=total))


@router.callback_query(OpenCase.filter())
async def look_at_one(
    _: CallbackQuery, callback_data: OpenCase, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show one case: how it stands, what happened, and the conversation so far."""
    own = await open_own(tx, callback_data.case_id, person=person, hall=hall, now=now)
    await reply.show(screens.card(person.language, own, about=receipt_subject(own.shown.case)))


@router.callback_query(ShowSteps.filter())
async def look_at_steps(
    _: CallbackQuery, callback_data: ShowSteps, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show everything that happened to one case."""
    case, found = await list_own_milestones(tx, callback_data.case_id, person=person, hall=hall, now=now)
    page, about = callback_data.page, receipt_subject(case)
    await reply.show(screens.steps(person.language, case, found, page=page, about=about))


@router.callback_query(AddToCase.filter())
async def begin_addition(
    _: CallbackQuery, callback_data: AddToCase, tx: Tx, person: Person, form: Form, reply: Reply
) -> None:
    """Ask what is to be added."""
    case = await get_own(tx, callback_data.case_id, person=person)
    await form.save(AddingTo(case_id=case.id))
    await reply.show(screens.ask_addition(person.language, case))


@router.callback_query(WriteForAction.filter())
async def begin_words(
    _: CallbackQuery,
    callback_data: WriteForAction,
    tx: Tx,
    person: Person,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Ask for the words of what they are about to do."""
    words = ActingWith(case_id=callback_data.case_id, version=callback_data.version, action=callback_data.action)
    shown = await begin_words_of(tx, words, person=person, hall=hall, now=now)
    await form.save(words)
    await reply.show(screens.ask_words(person.language, shown, action=words.action))


@router.message(Waits(ActingWith), ~RepliesToCase(), Writes())
async def write_words(
    _: Message,
    draft: ActingWith,
    written: Written,
    tx: Tx,
    person: Person,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Do it with these words, or keep them where it is too late for it."""
    case, in_time = await do_with_words(tx, draft, written, person=person, hall=hall, now=now)
    await form.close()
    if in_time:
        await _show_done(tx, case, person=person, hall=hall, reply=reply, now=now)
        return
    shown = await shown_to_citizen(tx, case, hall=hall, now=now)
    name = await heard_anywhere(tx, case, action=draft.action)
    await reply.show(screens.late(person.language, shown, done=name, about=receipt_subject(case)))


@router.callback_query(ActInCase.filter())
async def do_at_once(
    _: CallbackQuery, callback_data: ActInCase, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Do what needs no words."""
    pressed = callback_data
    case = await do_in_own(
        tx, pressed.case_id, pressed.action, version=pressed.version, person=person, hall=hall, now=now
    )
    reply.toast(screens.thanks(person.language))
    await _show_done(tx, case, person=person, hall=hall, reply=reply, now=now)


@router.callback_query(NudgeCase.filter())
async def press_nudge(
    _: CallbackQuery, callback_data: NudgeCase, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Push it."""
    nudged = await nudge(tx, callback_data.case_id, person=person, hall=hall, now=now)
    about = receipt_subject(nudged.shown.case)
    await reply.show(screens.nudged(person.language, nudged.shown, above=nudged.above, about=about))


@router.callback_query(AskWithdrawal.filter())
async def ask_withdrawal(
    _: CallbackQuery, callback_data: AskWithdrawal, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Ask whether they mean it."""
    case = await get_own(tx, callback_data.case_id, person=person)
    await reply.show(screens.ask_withdrawal(person.language, await shown_to_citizen(tx, case, hall=hall, now=now)))


@router.callback_query(WithdrawCase.filter())
async def withdraw(
    _: CallbackQuery, callback_data: WithdrawCase, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Take the case back."""
    pressed = callback_data
    case = await do_in_own(
        tx, pressed.case_id, CAUSE_TAKEN_BACK, version=pressed.version, person=person, hall=hall, now=now
    )
    await _show_done(tx, case, person=person, hall=hall, reply=reply, now=now)


async def _show_done(tx: Tx, case: Case, *, person: Person, hall: Hall, reply: Reply, now: datetime) -> None:
    shown = await shown_to_citizen(tx, case, hall=hall, now=now)
    await reply.show(screens.done(person.language, shown, about=receipt_subject(case)))
