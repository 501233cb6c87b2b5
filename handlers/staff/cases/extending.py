"""A clerk asks for more time from the card; somebody above decides by a button below the request."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from actions.cases.drafts import DenialWords, DraftPart, TimeWords
from actions.cases.extensions import begin_denial, decide_extension, offer_time, request_extension, was_decided
from actions.forms import Form
from content.models import Hall
from domain.cases import acting_staff
from domain.conversation import Written, check_words
from domain.errors import CaseChanged, OutdatedButton
from domain.languages import Language
from domain.limits import Limit
from domain.people import Member
from handlers.filters import Waits
from handlers.incoming import Writes
from handlers.staff.access import ClerksOnly
from handlers.staff.cases.previewing import say_sent
from handlers.staff.cases.topics import AnswersCitizen
from storage.transaction import Tx
from views.case_callbacks import (
    AskTime,
    ChangeDenial,
    ChangeReason,
    ChooseTime,
    DenyTime,
    GrantTime,
    SendDenial,
    SendRequest,
)
from views.cases import extending as screens
from views.cases.topic import toast
from views.reply import Reply

router = Router(name=__name__)
router.callback_query.middleware(ClerksOnly())
router.message.middleware(ClerksOnly())


@router.callback_query(AskTime.filter())
async def press_ask_time(
    _: CallbackQuery, callback_data: AskTime, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """I need more time."""
    case, left = await offer_time(tx, callback_data.case_id, member=clerk, now=now)
    await reply.show(screens.choose_time(hall.facts.languages[0], case, left=left))


@router.callback_query(ChooseTime.filter())
async def press_time(
    _: CallbackQuery,
    callback_data: ChooseTime,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """So much; now the reason."""
    pressed = callback_data
    case, left = await offer_time(tx, pressed.case_id, member=clerk, now=now)
    if case.version != pressed.version:
        raise CaseChanged(number=case.number)
    draft = TimeWords(case_id=case.id, version=pressed.version, amount=pressed.amount)
    await form.save(draft)
    longer = Limit(pressed.amount, left.unit)
    await reply.show(screens.ask_reason(hall.facts.languages[0], case, longer=longer, mark=draft.mark))


@router.message(Waits(TimeWords), ~AnswersCitizen(), Writes())
async def write_reason(
    _: Message,
    draft: TimeWords,
    written: Written,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Show the reason as the supervisor, and perhaps the citizen, will read it."""
    case, left = await offer_time(tx, draft.case_id, member=clerk, now=now)
    reason, said = check_words(written.text), draft.with_part(DraftPart.of(written))
    await form.save(said)
    language, longer = hall.facts.languages[0], Limit(said.amount, left.unit)
    await reply.show(screens.preview(language, case, longer=longer, reason=reason, key=said.key, mark=said.mark))


@router.callback_query(ChangeReason.filter())
async def press_change(
    _: CallbackQuery, tx: Tx, clerk: Member, form: Form, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Wait for another reason."""
    if (draft := form.draft(TimeWords)) is None:
        raise OutdatedButton
    case, left = await offer_time(tx, draft.case_id, member=clerk, now=now)
    await form.save(draft.with_part(None))
    longer = Limit(draft.amount, left.unit)
    await reply.show(screens.ask_reason(hall.facts.languages[0], case, longer=longer, mark=draft.mark))


@router.callback_query(SendRequest.filter())
async def press_send(
    _: CallbackQuery,
    callback_data: SendRequest,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Ask for what was previewed, and nothing else."""
    draft, pressed, language = form.draft(TimeWords), callback_data, hall.facts.languages[0]
    if draft is None or draft.part is None or draft.key != pressed.key:
        await say_sent(tx, pressed.case_id, key=pressed.key, language=language, reply=reply)
        return
    case, left = await offer_time(tx, draft.case_id, member=clerk, now=now)
    await request_extension(tx, draft, actor=acting_staff(clerk), hall=hall, now=now)
    await form.close()
    await reply.show(screens.asked(language, case, longer=Limit(draft.amount, left.unit)))


@router.callback_query(GrantTime.filter())
async def press_grant(
    _: CallbackQuery, callback_data: GrantTime, tx: Tx, clerk: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """They get it."""
    request_id, actor, language = callback_data.request_id, acting_staff(clerk), hall.facts.languages[0]
    if await was_decided(tx, request_id, granted=True, member=clerk):
        reply.toast(toast(language, "sent_before"))
        return
    await decide_extension(tx, request_id, granted=True, actor=actor, hall=hall, now=now)
    reply.toast(toast(language, "granted"))


@router.callback_query(DenyTime.filter())
async def press_deny(
    _: CallbackQuery,
    callback_data: DenyTime,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """They do not; now why."""
    case, request = await begin_denial(tx, callback_data.request_id, member=clerk, now=now)
    draft = DenialWords(request_id=request.id)
    await form.save(draft)
    await reply.show(screens.ask_denial(hall.facts.languages[0], case, mark=draft.mark))


@router.message(Waits(DenialWords), ~AnswersCitizen(), Writes())
async def write_denial(
    _: Message,
    draft: DenialWords,
    written: Written,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Show the words as whoever asked will read them."""
    case, request = await begin_denial(tx, draft.request_id, member=clerk, now=now)
    answer, said = check_words(written.text), draft.with_part(DraftPart.of(written))
    await form.save(said)
    language = hall.facts.languages[0]
    await reply.show(screens.preview_denial(language, case, request, answer=answer, key=said.key, mark=said.mark))


@router.callback_query(ChangeDenial.filter())
async def press_change_denial(
    _: CallbackQuery, tx: Tx, clerk: Member, form: Form, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Wait for other words."""
    if (draft := form.draft(DenialWords)) is None:
        raise OutdatedButton
    case, _request = await begin_denial(tx, draft.request_id, member=clerk, now=now)
    await form.save(draft.with_part(None))
    await reply.show(screens.ask_denial(hall.facts.languages[0], case, mark=draft.mark))


@router.callback_query(SendDenial.filter())
async def press_send_denial(
    _: CallbackQuery,
    callback_data: SendDenial,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Refuse with what was previewed, and nothing else."""
    draft, actor, language = form.draft(DenialWords), acting_staff(clerk), hall.facts.languages[0]
    if draft is None or draft.part is None or draft.key != callback_data.key:
        await _say_denied(tx, callback_data, clerk=clerk, language=language, reply=reply)
        return
    case, request = await begin_denial(tx, draft.request_id, member=clerk, now=now)
    await decide_extension(tx, request.id, granted=False, actor=actor, answer=draft.text, hall=hall, now=now)
    await form.close()
    await reply.show(screens.denied(language, case))


async def _say_denied(tx: Tx, pressed: SendDenial, *, clerk: Member, language: Language, reply: Reply) -> None:
    if not await was_decided(tx, pressed.request_id, granted=False, member=clerk):
        raise OutdatedButton
    reply.toast(toast(language, "sent_before"))
