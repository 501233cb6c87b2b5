"""Somebody asks in their own words. The last feature to look at a text: whatever nobody else wanted is a question."""

from datetime import datetime

from aiogram import Router
from aiogram.types import Message

from actions.booking.closed import closed_ahead
from actions.cases.asking import reading, start_question
from actions.forms import Form
from answers.index import Index
from content.models import Hall
from domain.conversation import Written
from domain.people import Person
from handlers.answering import answer_question
from handlers.filters import Names
from handlers.incoming import Writes
from storage.transaction import Tx
from views import questions as screens
from views import start
from views.cases import asking
from views.reply import Reply


class WritesWords(Writes):
    """A text that is no command, as ``written``."""

    async def __call__(self, message: Message) -> bool | dict[str, Written]:
        return message.text is not None and await super().__call__(message)


router = Router(name=__name__)


@router.message(Names("typed.staff"))
async def want_a_person(
    _: Message, tx: Tx, person: Person, form: Form, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Ask for the question that staff will get: somebody wants no machine."""
    await start_question(tx, form, person=person)
    when = reading(hall, now=now)
    await reply.show(asking.write(person.language, reads_at=when.at, is_open=when.is_open))


@router.message(Names("typed.hours"))
async def want_the_hours(_: Message, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime) -> None:
    """Show opening hours and the way to the hall: no guide answers that better."""
    closed = await closed_ahead(tx, hall=hall, now=now)
    await reply.show(start.hours(person.language, hall, closed=closed, now=now))


@router.message(Names("typed.thanks"))
async def say_thanks(_: Message, person: Person, hall: Hall, reply: Reply) -> None:
    """Answer somebody who is content, or takes leave."""
    await reply.show(screens.odd(person.language, "thanks", hall=hall))


@router.message(WritesWords())
@router.edited_message(WritesWords())
async def ask(
    _: Message, written: Written, form: Form, person: Person, hall: Hall, index: Index, reply: Reply, now: datetime
) -> None:
    """Answer from the guides; a question that was edited is answered anew."""
    await answer_question(written, person=person, form=form, hall=hall, index=index, reply=reply, now=now)
