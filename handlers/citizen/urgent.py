"""Somebody writes of danger to life: the emergency numbers come first, whatever else the words mean."""

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Filter
from aiogram.types import Message

from content.danger import speaks_of_danger
from domain.people import Person
from views import urgent as screens
from views.reply import Reply

router = Router(name=__name__)


class SpeaksOfDanger(Filter):
    """Words that may mean danger to life, in any language of ours."""

    async def __call__(self, message: Message) -> bool:
        return speaks_of_danger(message.text or message.caption or "")


@router.message(SpeaksOfDanger())
@router.edited_message(SpeaksOfDanger())
async def show_numbers(_: Message, person: Person, reply: Reply) -> None:
    """Show the numbers at once, then let the words go their usual way."""
    await reply.show(screens.numbers(person.language))
    raise SkipHandler
