"""Words that belong to no case after all are a question like any other."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from actions.forms import Form
from actions.questions import keep_parts
from answers.index import Index
from content.models import Hall
from domain.conversation import ContentKind, Written
from domain.people import Person
from handlers.answering import answer_question
from views import questions as screens
from views.reply import Reply


async def answer_as_question(
    parts: Sequence[Written], *, person: Person, form: Form, hall: Hall, index: Index, reply: Reply, now: datetime
) -> None:
    """Answer the words from the guides; what the bot cannot read is offered to staff as a question of its own."""
    words = "\n".join(part.text for part in parts if part.text)
    if any(part.kind is not ContentKind.TEXT for part in parts):
        await keep_parts(form, parts, index=index)
        await reply.show(screens.kept(person.language, hall=hall, now=now))
        return
    question = replace(parts[0], text=words)
    await answer_question(question, person=person, form=form, hall=hall, index=index, reply=reply, now=now)
