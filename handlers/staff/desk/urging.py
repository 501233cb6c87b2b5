"""Somebody above urges at their desk whoever has a case; whoever presses is checked as in the topic."""

from collections.abc import Mapping
from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from actions.cases.drafts import UrgeWords
from actions.cases.urging import urge
from actions.desk.piles import look_at_case
from actions.desk.urging import offer_urging_seen
from actions.forms import Form
from content.models import Hall
from domain.conversation import Written
from domain.people import Member
from handlers.filters import AtDesk, Waits
from handlers.incoming import Writes
from handlers.staff.access import ClerksOnly
from storage.transaction import Tx
from views import desk as desk_screens
from views.cases import urging as screens
from views.desk_callbacks import AskUrgingOnDesk
from views.reply import Reply

router = Router(name=__name__)
router.message.filter(AtDesk())
for observer in (router.message, router.callback_query):
    observer.middleware(ClerksOnly())


@router.callback_query(AskUrgingOnDesk.filter())
async def press_urge(
    _: CallbackQuery,
    callback_data: AskUrgingOnDesk,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """They should go on with it; now why."""
    case, owner = await offer_urging_seen(tx, callback_data.case_id, member=clerk, hall=hall, now=now)
    await form.save(UrgeWords(case_id=case.id))
    await reply.show(screens.ask_reason_on_desk(clerk.person.language, case, owner=owner))


@router.message(Waits(UrgeWords), Writes())
async def write_why(
    _: Message,
    draft: UrgeWords,
    written: Written,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    staff_chats: Mapping[int, str],
    reply: Reply,
    now: datetime,
) -> None:
    """Say it to them, and show how the case stands."""
    case = await urge(tx, draft.case_id, written.text, member=clerk, hall=hall, now=now)
    await form.close()
    found = await look_at_case(tx, case.id, member=clerk, hall=hall, staff_chats=staff_chats, now=now)
    await reply.show(desk_screens.card(clerk.person.language, found))
