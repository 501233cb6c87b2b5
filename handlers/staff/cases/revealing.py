"""A clerk asks from the card how to reach the citizen, says why, and reads it in private."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from actions.cases.drafts import RevealWords
from actions.cases.revealing import offer_reveal, reveal
from actions.forms import Form
from content.models import Hall
from domain.conversation import Written
from domain.people import Member
from handlers.filters import Waits
from handlers.incoming import Writes
from handlers.staff.access import ClerksOnly
from handlers.staff.cases.topics import AnswersCitizen
from storage.transaction import Tx
from views.case_callbacks import AskContact
from views.cases import revealing as screens
from views.reply import Reply

router = Router(name=__name__)
router.callback_query.middleware(ClerksOnly())
router.message.middleware(ClerksOnly())


@router.callback_query(AskContact.filter())
async def press_contact(
    _: CallbackQuery,
    callback_data: AskContact,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """I need to call them; now why."""
    case = await offer_reveal(tx, callback_data.case_id, member=clerk, hall=hall, now=now)
    words = RevealWords(case_id=case.id)
    await form.save(words)
    await reply.show(screens.ask_reason(hall.facts.languages[0], case, mark=words.mark))


@router.message(Waits(RevealWords), ~AnswersCitizen(), Writes())
async def write_why(
    _: Message,
    draft: RevealWords,
    written: Written,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """For this reason."""
    case = await reveal(tx, draft.case_id, reason=written.text, member=clerk, hall=hall, now=now)
    await form.close()
    name = clerk.person.first_name
    await reply.show(screens.revealed(hall.facts.languages[0], case, by=name, reason=written.text.strip()))
