"""Somebody of staff says at their desk why a case is late; whoever presses is checked as in the topic."""

from collections.abc import Mapping
from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from actions.cases.delays import case_of_delay, choose_cause, explain, offer_cause
from actions.cases.drafts import DelayWords
from actions.desk.piles import get_seen, look_at_case
from actions.forms import Form
from content.models import Hall
from domain.conversation import Written
from domain.people import Member
from handlers.filters import AtDesk, Waits
from handlers.incoming import Writes
from handlers.staff.access import ClerksOnly
from storage.transaction import Tx
from views import desk as desk_screens
from views.cases import delaying as screens
from views.delay_callbacks import AskCauseOnDesk, GiveCauseOnDesk
from views.reply import Reply

router = Router(name=__name__)
router.message.filter(AtDesk())
for observer in (router.message, router.callback_query):
    observer.middleware(ClerksOnly())


@router.callback_query(AskCauseOnDesk.filter())
async def press_why(
    _: CallbackQuery,
    callback_data: AskCauseOnDesk,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """I say why."""
    await form.put_aside()
    seen = await get_seen(tx, callback_data.case_id, member=clerk, hall=hall, now=now)
    late = await offer_cause(tx, seen.id, member=clerk, now=now)
    language, causes = clerk.person.language, hall.facts.delay_causes
    await reply.show(
        screens.choose_cause_on_desk(language, late.case, clock_id=late.clock_id, period=late.period, causes=causes)
    )


@router.callback_query(GiveCauseOnDesk.filter())
async def press_cause(
    _: CallbackQuery,
    callback_data: GiveCauseOnDesk,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """That is what it comes of; now the words."""
    pressed, language = callback_data, clerk.person.language
    await get_seen(tx, await case_of_delay(tx, pressed.clock_id), member=clerk, hall=hall, now=now)
    draft, late, cause = await choose_cause(tx, pressed.clock_id, pressed.cause, member=clerk, hall=hall, now=now)
    await form.save(draft)
    await reply.show(screens.ask_words_on_desk(language, late.case, period=late.period, cause=cause))


@router.message(Waits(DelayWords), Writes())
async def write_why(
    _: Message,
    draft: DelayWords,
    written: Written,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    staff_chats: Mapping[int, str],
    reply: Reply,
    now: datetime,
) -> None:
    """Keep it, and show how the case stands."""
    case = await explain(tx, draft, written.text, member=clerk, now=now)
    await form.close()
    found = await look_at_case(tx, case.id, member=clerk, hall=hall, staff_chats=staff_chats, now=now)
    await reply.show(desk_screens.card(clerk.person.language, found))
