"""The only place where a refusal becomes words."""

from datetime import datetime
from typing import cast

from aiogram import Router
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import CallbackQuery, ErrorEvent, Update

from actions.booking.tickets import my_visits
from actions.cases.card import find_numbered_own
from actions.cases.leaving import leave_begun, leave_unsent
from actions.cases.saying import receipt_subject
from actions.forms import Form
from content.models import Hall
from domain.errors import Refusal
from domain.people import Member, Person
from handlers.incoming import written
from storage.transaction import Tx
from views import errors as screens
from views.booking.tickets import mine
from views.case_callbacks import (
    ChangeDenial,
    ChangeReason,
    ChangeWords,
    ChooseArea,
    ChooseCode,
    DoAction,
    SendDenial,
    SendRequest,
    SendWords,
)
from views.cases.mine import card
from views.cases.topic import kept_as_note
from views.cohandling_callbacks import ChangePart, SendPart
from views.desk import unsent
from views.merging_callbacks import SendAlone
from views.reply import Reply
from views.screen import Screen
from views.start import home

router = Router(name=__name__)
OF_WHAT_WAS_BEGUN = frozenset(
    button.__prefix__
    for button in (
        ChangeDenial,
        ChangePart,
        ChangeReason,
        ChangeWords,
        ChooseArea,
        ChooseCode,
        DoAction,
        SendAlone,
        SendDenial,
        SendPart,
        SendRequest,
        SendWords,
    )
)
"""Buttons that go on with what somebody of staff has begun."""


@router.error(ExceptionTypeFilter(Refusal))
async def refuse(
    event: ErrorEvent,
    tx: Tx,
    person: Person,
    member: Member | None,
    staff_chat: str | None,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Say no; nothing waits any more for words of staff that would not help."""
    refusal, in_private = cast(Refusal, event.exception), staff_chat is None
    await _say(tx, refusal, event.update, person=person, in_private=in_private, hall=hall, reply=reply, now=now)
    if member and in_private:
        await _leave_desk(form, refusal, event.update, member=member, reply=reply)
    elif member:
        await _leave(tx, form, refusal, event.update, member=member, hall=hall, reply=reply, now=now)


async def _say(
    tx: Tx,
    refusal: Refusal,
    update: Update,
    *,
    person: Person,
    in_private: bool,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Over the pressed button if that is enough, else as a screen with the next step."""
    words = screens.refused(person.language, refusal, in_private=in_private)
    if not (update.callback_query and screens.fits_alert(words, refusal=refusal, in_private=in_private)):
        await reply.show(words)
        return
    reply.toast(words.body.text, alert=True)
    if in_private and (present := await _present(tx, refusal, person=person, hall=hall, now=now)):
        await reply.show(present)


async def _present(tx: Tx, refusal: Refusal, *, person: Person, hall: Hall, now: datetime) -> Screen | None:
    """What somebody sees in place of a screen that is out of date; None where it still holds."""
    if type(refusal) in screens.LOST:
        return home(person.language, hall)
    if type(refusal) in screens.OF_A_VISIT:
        visits = await my_visits(tx, person, hall=hall, now=now)
        return mine(person.language, visits.tickets, visits.waits, visits.turns)
    if type(refusal) not in screens.OF_A_CASE:
        return None
    own = await find_numbered_own(tx, str(refusal.params["number"]), person=person, hall=hall, now=now)
    return card(person.language, own, about=receipt_subject(own.shown.case)) if own else None


def _goes_on(update: Update) -> bool:
    """Whether somebody went on with what they had begun: wrote, or pressed a button of it."""
    query = update.callback_query
    return update.message is not None or (query is not None and _prefix(query) in OF_WHAT_WAS_BEGUN)


def _prefix(query: CallbackQuery) -> str:
    return (query.data or "").partition(":")[0]


async def _leave(
    tx: Tx, form: Form, refusal: Refusal, update: Update, *, member: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    if not _goes_on(update):
        return
    said = written(update.message) if update.message else None
    if await leave_begun(tx, form, refusal, written=said, member=member, now=now):
        await reply.show(kept_as_note(hall.facts.languages[0]))


async def _leave_desk(form: Form, refusal: Refusal, update: Update, *, member: Member, reply: Reply) -> None:
    if update.message and written(update.message) and await leave_unsent(form, refusal):
        await reply.show(unsent(member.person.language))
