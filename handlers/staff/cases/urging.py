"""Somebody above urges in the topic whoever has a case: by a button, then in words."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from actions.cases.drafts import UrgeWords
from actions.cases.urging import offer_urging, urge
from actions.forms import Form
from content.models import Hall
from domain.conversation import Written
from domain.people import Member
from handlers.filters import Waits
from handlers.incoming import Writes
from handlers.staff.access import ClerksOnly
from handlers.staff.cases.topics import AnswersCitizen
from storage.transaction import Tx
from views.case_callbacks import AskUrging
from views.cases import urging as screens
from views.reply import Reply

router = Router(name=__name__)
router.callback_query.middleware(ClerksOnly())
router.message.middleware(ClerksOnly())


@router.callback_query(AskUrging.filter())
async def press_urge(
    _: CallbackQuery,
    callback_data: AskUrging,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """They should go on with it; now why."""
    case, owner = await offer_urging(tx, callback_data.case_id, member=clerk, hall=hall, now=now)
    words = UrgeWords(case_id=case.id)
    await form.save(words)
    await reply.show(screens.ask_reason(hall.facts.languages[0], case, owner=owner, mark=words.mark))


@router.message(Waits(UrgeWords), ~AnswersCitizen(), Writes())
async def write_why(
    _: Message, draft: UrgeWords, written: Written, tx: Tx, clerk: Member, form: Form, hall: Hall, now: datetime
) -> None:
    """Say it to them; the topic shows it."""
    await urge(tx, draft.case_id, written.text, member=clerk, hall=hall, now=now)
    await form.close()
