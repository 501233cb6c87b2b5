"""Whoever has a case asks another area for its part from the card, or takes that back."""

from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from actions.cases.cohandling import (
    ask_part,
    begin_withdrawal,
    offer_areas,
    offer_term,
    offer_terms,
    was_asked,
    withdraw,
)
from actions.cases.drafts import PartWords
from actions.cases.present import name_of_area
from actions.forms import Form
from content.calendars import work_calendar
from content.models import Hall
from domain.cohandling import check_asked
from domain.conversation import Written
from domain.errors import OutdatedButton
from domain.people import Member
from handlers.filters import Waits
from handlers.incoming import Writes
from handlers.staff.access import ClerksOnly
from handlers.staff.cases.topics import AnswersCitizen
from storage.transaction import Tx
from views.cases import cohandling as screens
from views.cases.topic import toast
from views.cohandling_callbacks import (
    AskPart,
    AskWithdrawPart,
    ChangePart,
    ChoosePartArea,
    ChoosePartTerm,
    SendPart,
    WithdrawPart,
)
from views.reply import Reply

router = Router(name=__name__)
router.callback_query.middleware(ClerksOnly())
router.message.middleware(ClerksOnly())


@router.callback_query(AskPart.filter())
async def press_ask(
    _: CallbackQuery, callback_data: AskPart, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Another area must help me."""
    case, areas = await offer_areas(tx, callback_data.case_id, member=clerk, hall=hall, now=now)
    await reply.show(screens.choose_area(hall.facts.languages[0], case, areas=areas))


@router.callback_query(ChoosePartArea.filter())
async def press_area(
    _: CallbackQuery, callback_data: ChoosePartArea, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """This one; until when?"""
    pressed = callback_data
    case, area, terms = await offer_terms(tx, pressed.case_id, pressed.area, member=clerk, hall=hall, now=now)
    zone = work_calendar(hall).zone
    await reply.show(screens.choose_term(hall.facts.languages[0], case, area, terms=terms, zone=zone))


async def _ask_words(
    draft: PartWords, *, tx: Tx, clerk: Member, form: Form, hall: Hall, reply: Reply, now: datetime
) -> None:
    case, area, term = await offer_term(tx, draft, member=clerk, hall=hall, now=now)
    await form.save(draft)
    zone = work_calendar(hall).zone
    await reply.show(screens.ask_words(hall.facts.languages[0], case, area, term, zone=zone, mark=draft.mark))


@router.callback_query(ChoosePartTerm.filter())
async def press_term(
    _: CallbackQuery,
    callback_data: ChoosePartTerm,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Until then; now what."""
    draft = PartWords(case_id=callback_data.case_id, area=callback_data.area, days=callback_data.days)
    await _ask_words(draft, tx=tx, clerk=clerk, form=form, hall=hall, reply=reply, now=now)


@router.message(Waits(PartWords), ~AnswersCitizen(), Writes())
async def write(
    _: Message,
    draft: PartWords,
    written: Written,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Show the request as it will be read."""
    case, area, term = await offer_term(tx, draft, member=clerk, hall=hall, now=now)
    said = draft.with_text(check_asked(written.text))
    await form.save(said)
    shown: dict[str, Any] = {"text": said.text, "key": said.key, "mark": said.mark, "zone": work_calendar(hall).zone}
    await reply.show(screens.preview(hall.facts.languages[0], case, area, term, **shown))


@router.callback_query(ChangePart.filter())
async def press_change(
    _: CallbackQuery, tx: Tx, clerk: Member, form: Form, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Wait for other words."""
    if (draft := form.draft(PartWords)) is None:
        raise OutdatedButton
    await _ask_words(draft.with_text(""), tx=tx, clerk=clerk, form=form, hall=hall, reply=reply, now=now)


@router.callback_query(SendPart.filter())
async def press_send(
    _: CallbackQuery,
    callback_data: SendPart,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Ask for what was previewed, and nothing else."""
    draft, language = form.draft(PartWords), hall.facts.languages[0]
    if draft is None or not draft.text or draft.key != callback_data.key:
        if not await was_asked(tx, callback_data.key, member=clerk):
            raise OutdatedButton
        reply.toast(toast(language, "sent_before"))
        return
    case, part = await ask_part(tx, draft, member=clerk, hall=hall, now=now)
    await form.close()
    await reply.show(screens.asked(language, case, part, name_of_area(hall, part.area)))


@router.callback_query(AskWithdrawPart.filter())
async def press_ask_withdrawal(
    _: CallbackQuery, callback_data: AskWithdrawPart, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """I need it no longer."""
    case, part = await begin_withdrawal(tx, callback_data.case_id, callback_data.part_id, member=clerk, now=now)
    area = name_of_area(hall, part.area)
    await reply.show(screens.ask_withdrawal(hall.facts.languages[0], case, part, area))


@router.callback_query(WithdrawPart.filter())
async def press_withdraw(
    _: CallbackQuery, callback_data: WithdrawPart, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Take it back."""
    _case, part = await withdraw(tx, callback_data.case_id, callback_data.part_id, member=clerk, hall=hall, now=now)
    await reply.show(screens.withdrawn(hall.facts.languages[0], part))
