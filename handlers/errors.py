"""The only place where a refusal becomes words."""

from datetime import datetime
from typing import cast

from aiogram import Router
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import ErrorEvent

from actions.cases.card import find_numbered_own
from actions.cases.saying import receipt_subject
from content.models import Hall
from domain.errors import Refusal
from domain.people import Person
from storage.transaction import Tx
from views import errors as screens
from views.cases.mine import card
from views.reply import Reply
from views.screen import Screen
from views.start import home

router = Router(name=__name__)


@router.error(ExceptionTypeFilter(Refusal))
async def refuse(
    event: ErrorEvent, tx: Tx, person: Person, staff_chat: str | None, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Say no: over the pressed button if that is enough, else as a screen with the next step."""
    refusal = cast(Refusal, event.exception)
    in_private = staff_chat is None
    words = screens.refused(person.language, refusal, in_private=in_private)
    pressed = event.update.callback_query is not None
    if not (pressed and screens.fits_alert(words, refusal=refusal, in_private=in_private)):
        await reply.show(words)
        return
    reply.toast(words.body.text, alert=True)
    if in_private and (present := await _present(tx, refusal, person=person, hall=hall, now=now)):
        await reply.show(present)


async def _present(tx: Tx, refusal: Refusal, *, person: Person, hall: Hall, now: datetime) -> Screen | None:
    """What somebody sees in place of a screen that is out of date; None where it still holds."""
    if type(refusal) in screens.LOST:
        return home(person.language, hall)
    if type(refusal) not in screens.OF_A_CASE:
        return None
    own = await find_numbered_own(tx, str(refusal.params["number"]), person=person, hall=hall, now=now)
    return card(person.language, own, about=receipt_subject(own.shown.case)) if own else None
