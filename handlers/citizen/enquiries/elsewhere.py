"""Words that belong to no enquiry after all are a question like any other."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from actions.forms import Form
from actions.questions import find_answer, keep_sent
from answers.index import Index
from content.models import Hall
from domain.enquiries import ContentKind, Written
from domain.people import Person
from views import questions as screens
from views.reply import Reply


async def answer_as_question(
    parts: Sequence[Written], *, person: Person, form: Form, hall: Hall, index: Index, reply: Reply, now: datetime
) -> None:
    """Answer the words from the guides; what the bot cannot read is offered to staff as a question of its own."""
    words = "\n".join(part.text for part in parts if part.text)
    if any(part.kind is not ContentKind.TEXT for part in parts):
        for part in parts:
            await keep_sent(form, part, index=index)
        await reply.show(screens.kept(person.language, hall=hall, now=now))
        return
    answer = await find_answer(form, replace(parts[0], text=words), hall=hall, index=index, now=now)
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
