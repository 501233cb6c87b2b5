"""Answers words from the guides, whichever feature found that they are a question."""

from datetime import datetime

from actions.forms import Form
from actions.questions import find_answer
from answers.index import Index
from content.models import Hall
from domain.conversation import Written
from domain.people import Person
from views import questions as screens
from views.reply import Reply


async def answer_question(
    written: Written, *, person: Person, form: Form, hall: Hall, index: Index, reply: Reply, now: datetime
) -> None:
    """Find what the guides say, and show it."""
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
