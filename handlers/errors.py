"""The only place where a refusal becomes words."""

from typing import cast

from aiogram import Router
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import ErrorEvent

from content.models import Hall
from domain.errors import Refusal
from domain.people import Person
from views import errors as screens
from views.reply import Reply
from views.start import home

router = Router(name=__name__)


@router.error(ExceptionTypeFilter(Refusal))
async def refuse(event: ErrorEvent, person: Person, staff_chat: str | None, hall: Hall, reply: Reply) -> None:
    """Say no: over the pressed button if that is enough, else as a screen with the next step."""
    refusal = cast(Refusal, event.exception)
    in_private = staff_chat is None
    words = screens.refused(person.language, refusal, in_private=in_private)
    pressed = event.update.callback_query is not None
    if pressed and screens.fits_alert(words, refusal=refusal, in_private=in_private):
        reply.toast(words.body.text, alert=True)
        if in_private and type(refusal) in screens.LOST:
            await reply.show(home(person.language, hall))
    else:
        await reply.show(words)
