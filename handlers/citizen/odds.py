"""Somebody sends what no feature waited for, or presses a button nobody knows any more."""

from datetime import datetime

from aiogram import Router
from aiogram.enums import ContentType
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from actions.forms import Form
from actions.questions import SENT_TO_STAFF, keep_sent
from answers.index import Index
from content.models import Hall
from domain.conversation import Written
from domain.errors import OutdatedButton
from domain.people import Person
from handlers.incoming import Writes
from views import questions as screens
from views.reply import Reply
from views.start import usage

ODDS = {
    ContentType.STICKER: "sticker",
    ContentType.DICE: "sticker",
    ContentType.ANIMATION: "sticker",
    ContentType.CONTACT: "contact",
    ContentType.LOCATION: "place",
    ContentType.VENUE: "place",
    ContentType.POLL: "poll",
    ContentType.STORY: "other",
    ContentType.GAME: "other",
    ContentType.PAID_MEDIA: "other",
    ContentType.CHECKLIST: "other",
    ContentType.LIVE_PHOTO: "other",
    ContentType.UNKNOWN: "other",
}
"""What people send that is neither words nor for staff, and the answer it gets. Service messages get none."""

router = Router(name=__name__)


class SendsForStaff(Writes):
    """Something the bot cannot read but a person can, as ``written``."""

    async def __call__(self, message: Message) -> bool | dict[str, Written]:
        return message.content_type in SENT_TO_STAFF and await super().__call__(message)


class IsOdd(Filter):
    """Something with an answer of its own; gives its name as ``odd``."""

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        name = ODDS.get(ContentType(message.content_type))
        return {"odd": name} if name else False


class IsCommand(Filter):
    """A command no feature knows; gives it as ``command``."""

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        text = message.text or ""
        return {"unknown_command": text.split()[0][:64]} if text.startswith("/") else False


@router.message(IsCommand())
async def command(_: Message, unknown_command: str, person: Person, hall: Hall, reply: Reply) -> None:
    """Say which commands there are."""
    await reply.show(usage(person.language, hall, unknown_command=unknown_command))


@router.message(SendsForStaff())
async def send_for_staff(
    _: Message, written: Written, form: Form, person: Person, hall: Hall, index: Index, reply: Reply, now: datetime
) -> None:
    """Offer to hand it over; an album is answered once."""
    if await keep_sent(form, written, index=index):
        await reply.show(screens.kept(person.language, hall=hall, now=now))


@router.message(IsOdd())
async def send_odd(_: Message, odd: str, person: Person, hall: Hall, reply: Reply) -> None:
    """Answer kindly, with the next step."""
    await reply.show(screens.odd(person.language, odd, hall=hall))


@router.callback_query()
async def press_old_button(_: CallbackQuery) -> None:
    """Nobody knows this button any more."""
    raise OutdatedButton
