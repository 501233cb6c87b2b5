"""A citizen wrote what sounds like a case: they go on writing, and say whether it is one or only a question."""

from datetime import datetime

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.types import CallbackQuery, Message

from actions.cases.drafts import PerhapsCase
from actions.cases.filing import get_offered, shown_draft
from actions.cases.perhaps import say_more, take_perhaps
from actions.cases.submitting import check_room_to_file
from actions.forms import Form
from answers.index import Index
from content.models import Hall
from domain.conversation import Written
from domain.people import Person
from handlers.citizen.cases.elsewhere import answer_as_question
from handlers.citizen.cases.writing import RepliesToCase
from handlers.filters import Waits
from handlers.incoming import Writes, sent_file
from storage.transaction import Tx
from views.cases import filing as screens
from views.filing_callbacks import FileWords, OnlyAsk
from views.reply import Reply

router = Router(name=__name__)


@router.callback_query(FileWords.filter())
async def file_words(
    _: CallbackQuery, tx: Tx, person: Person, form: Form, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show the words as the case they may become."""
    await check_room_to_file(tx, person=person, now=now)
    draft = await take_perhaps(form, hall=hall)
    await reply.show(screens.preview(person.language, shown_draft(draft, hall=hall)))


@router.callback_query(OnlyAsk.filter())
async def only_ask(
    _: CallbackQuery, person: Person, form: Form, hall: Hall, index: Index, reply: Reply, now: datetime
) -> None:
    """Answer the words as a question."""
    perhaps = await form.take(PerhapsCase)
    parts = [part.written for part in perhaps.parts]
    await answer_as_question(parts, person=person, form=form, hall=hall, index=index, reply=reply, now=now)


@router.message(Waits(PerhapsCase), ~RepliesToCase(), Writes())
async def go_on(
    message: Message, draft: PerhapsCase, written: Written, person: Person, form: Form, hall: Hall, reply: Reply
) -> None:
    """Keep this too, and ask once more; once for an album, which grows in place."""
    fresh = await say_more(form, draft, written, file=sent_file(message))
    meant = get_offered(hall, draft.kind)
    screen = screens.perhaps(person.language, meant, text=draft.text, kinds=draft.attachments)
    await (reply.show(screen) if fresh else reply.renew(screen))


@router.edited_message(Waits(PerhapsCase), Writes())
async def reword(_: Message, draft: PerhapsCase, written: Written, form: Form) -> None:
    """Follow a change of what is kept; other edits go their usual way."""
    if not draft.reword(written):
        raise SkipHandler
    await form.save(draft)
