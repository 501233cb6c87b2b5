"""A citizen files what they have written, or adds it to a case that is the same."""

from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery

from actions.cases.additions import Added
from actions.cases.asking import reading
from actions.cases.finding import get_own
from actions.cases.joining import join_case
from actions.cases.present import shown_to_citizen
from actions.cases.saying import receipt_subject
from actions.cases.submitting import Submitted, look_at_filed, submit
from actions.forms import Form
from content.models import Hall
from domain.people import Person
from storage.transaction import Tx
from views.cases import asking, mine
from views.cases import filing as screens
from views.filing_callbacks import JoinCase, SubmitAnyway, SubmitCase
from views.reply import Reply
from views.screen import Screen

router = Router(name=__name__)


@router.callback_query(SubmitCase.filter())
@router.callback_query(SubmitAnyway.filter())
async def file(
    _: CallbackQuery,
    callback_data: SubmitCase | SubmitAnyway,
    tx: Tx,
    person: Person,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """File it, once; whoever presses again is told the number, and who files the same again is asked."""
    key, anyway = callback_data.key, isinstance(callback_data, SubmitAnyway)
    done = await submit(tx, form, key=key, person=person, hall=hall, now=now, anyway=anyway)
    if done.again:
        reply.toast(asking.sent_before(person.language, number=done.case.number))
    elif done.is_twin:
        await reply.show(screens.twin(person.language, done.case, key=key))
    else:
        await reply.show(await _receipt(tx, done, person=person, hall=hall, now=now))


async def _receipt(tx: Tx, done: Submitted, *, person: Person, hall: Hall, now: datetime) -> Screen:
    case = done.case
    area = hall.area(case.area) if case.area else None
    shown, later = await look_at_filed(tx, case, hall=hall, now=now)
    return screens.filed(
        person.language,
        shown,
        later=later,
        area=area.name if area else None,
        pieces=done.pieces,
        is_open=reading(hall, now=now).is_open,
        about=receipt_subject(case),
    )


@router.callback_query(JoinCase.filter())
async def join(
    _: CallbackQuery,
    callback_data: JoinCase,
    tx: Tx,
    person: Person,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Add it to the open case instead, once."""
    case_id, key = callback_data.case_id, callback_data.key
    added = await join_case(tx, form, case_id, key=key, person=person, hall=hall, now=now)
    if added is None:
        case = await get_own(tx, case_id, person=person)
        reply.toast(asking.sent_before(person.language, number=case.number))
    else:
        await reply.show(await _added(tx, added, person=person, hall=hall, now=now))


async def _added(tx: Tx, added: Added, *, person: Person, hall: Hall, now: datetime) -> Screen:
    shown, about = await shown_to_citizen(tx, added.case, hall=hall, now=now), receipt_subject(added.case)
    known: dict[str, Any] = {"message_id": added.message.id, "reopened": added.reopened, "about": about}
    return mine.added(person.language, shown, guessed=False, **known)
