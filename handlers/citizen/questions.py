"""Somebody asks in their own words. The last feature to look at a text: whatever nobody else wanted is a question."""

from datetime import datetime

from aiogram import Router
from aiogram.types import Message

from actions.forms import Form
from actions.questions import find_answer
from answers.index import Index
from content.models import Hall
from domain.enquiries import Written
from domain.people import Person
from handlers.incoming import Writes
from views import questions as screens
from views.reply import Reply


class WritesWords(Writes):
    """A text that is no command, as ``written``."""

    async def __call__(self, message: Message) -> bool | dict[str, Written]:
        return message.text is not None and await super().__call__(message)


router = Router(name=__name__)


@router.message(WritesWords())
@router.edited_message(WritesWords())
async def ask(
    _: Message, written: Written, form: Form, person: Person, hall: Hall, index: Index, reply: Reply, now: datetime
) -> None:
    """Answer from the guides; a question that was edited is answered anew."""
    answer = await find_answer(form, written, hall=hall, index=index, now=now)
    screen = screens.answered(
        person.language,
        answer.kind,
        services=answer.services,
        faq=answer.faq,
        paused=answer.paused,
        hall=hall,
        now=now,
    )
    await reply.show(screen)
