"""A clerk says in the topic why a case is late: by a button, then in words."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from actions.cases.delays import choose_cause, explain, offer_cause
from actions.cases.drafts import DelayWords
from actions.forms import Form
from content.models import Hall
from domain.conversation import Written
from domain.people import Member
from handlers.filters import Waits
from handlers.incoming import Writes
from handlers.staff.access import ClerksOnly
from handlers.staff.cases.topics import AnswersCitizen
from storage.transaction import Tx
from views.cases import delaying as screens
from views.delay_callbacks import AskCause, GiveCause
from views.reply import Reply

router = Router(name=__name__)
router.callback_query.middleware(ClerksOnly())
router.message.middleware(ClerksOnly())


@router.callback_query(AskCause.filter())
async def press_why(
    _: CallbackQuery, callback_data: AskCause, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """I say why."""
    late = await offer_cause(tx, callback_data.case_id, member=clerk, now=now)
    language, causes = hall.facts.languages[0], hall.facts.delay_causes
    await reply.show(
        screens.choose_cause(language, late.case, clock_id=late.clock_id, period=late.period, causes=causes)
    )


@router.callback_query(GiveCause.filter())
async def press_cause(
    _: CallbackQuery,
    callback_data: GiveCause,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """That is what it comes of; now the words."""
    pressed = callback_data
    draft, late, cause = await choose_cause(tx, pressed.clock_id, pressed.cause, member=clerk, hall=hall, now=now)
    await form.save(draft)
    language = hall.facts.languages[0]
    await reply.show(screens.ask_words(language, late.case, period=late.period, cause=cause, mark=draft.mark))


@router.message(Waits(DelayWords), ~AnswersCitizen(), Writes())
async def write_why(
    _: Message, draft: DelayWords, written: Written, tx: Tx, clerk: Member, form: Form, now: datetime
) -> None:
    """Keep it; the topic shows it."""
    await explain(tx, draft, written.text, member=clerk, now=now)
    await form.close()
