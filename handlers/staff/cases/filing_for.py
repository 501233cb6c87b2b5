"""A clerk files a case for somebody without Telegram, by /file in a staff chat."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from actions.cases.drafts import FilingFor
from actions.cases.filing_for import CHANNELS, file_for
from actions.forms import Form
from content.models import Hall
from domain.conversation import Written, check_words
from domain.errors import OutdatedButton
from domain.people import Member
from handlers.filters import Waits
from handlers.incoming import Writes
from handlers.staff.access import ClerksOnly
from handlers.staff.cases.topics import AnswersCitizen
from storage.transaction import Tx
from views.case_callbacks import FileKind, FileNow, FileVia
from views.cases import filing_for as screens
from views.reply import Reply

router = Router(name=__name__)
router.callback_query.middleware(ClerksOnly())
router.message.middleware(ClerksOnly())


@router.message(Command("file", ignore_mention=True))
async def begin(_: Message, form: Form, hall: Hall, reply: Reply) -> None:
    """Somebody called, wrote or came by."""
    await form.save(FilingFor())
    await reply.show(screens.choose_kind(hall.facts.languages[0], flows=hall.flows))


@router.callback_query(FileKind.filter())
async def press_kind(_: CallbackQuery, callback_data: FileKind, form: Form, hall: Hall, reply: Reply) -> None:
    """That is what it is."""
    draft, flow = form.draft(FilingFor), hall.flow(callback_data.kind)
    if draft is None or flow is None:
        raise OutdatedButton
    await form.save(FilingFor(kind=flow.id))
    await reply.show(screens.choose_channel(hall.facts.languages[0], kind=flow.name, channels=CHANNELS))


@router.callback_query(FileVia.filter())
async def press_channel(_: CallbackQuery, callback_data: FileVia, form: Form, hall: Hall, reply: Reply) -> None:
    """That is how it came."""
    draft = form.draft(FilingFor)
    flow = hall.flow(draft.kind) if draft else None
    if draft is None or flow is None:
        raise OutdatedButton
    await form.save(FilingFor(kind=draft.kind, channel=callback_data.channel))
    await reply.show(screens.ask_words(hall.facts.languages[0], kind=flow.name, channel=callback_data.channel))


@router.message(Waits(FilingFor), ~AnswersCitizen(), Writes())
async def write(_: Message, draft: FilingFor, written: Written, form: Form, hall: Hall, reply: Reply) -> None:
    """Show it before it is filed."""
    language, flow = hall.facts.languages[0], hall.flow(draft.kind)
    if flow is None or draft.channel is None:
        await reply.show(screens.choose_kind(language, flows=hall.flows))
        return
    said = FilingFor(kind=draft.kind, channel=draft.channel, text=check_words(written.text))
    await form.save(said)
    await reply.show(screens.preview(language, kind=flow.name, channel=draft.channel, text=said.text, key=said.key))


@router.callback_query(FileNow.filter())
async def press_file(
    _: CallbackQuery,
    callback_data: FileNow,
    tx: Tx,
    clerk: Member,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """File what was previewed, and nothing else."""
    draft = form.draft(FilingFor)
    if draft is None or draft.key != callback_data.key:
        raise OutdatedButton
    case = await file_for(tx, draft, member=clerk, hall=hall, now=now)
    await form.close()
    await reply.show(screens.filed(hall.facts.languages[0], case, kind=hall.flow_named(case.kind).name))
