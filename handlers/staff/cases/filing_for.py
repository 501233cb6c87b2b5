"""A clerk files a case for somebody without Telegram, by /file in a staff chat."""

from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from actions.cases.drafts import FilingFor
from actions.cases.filing_for import CHANNELS, file_for, find_filed_for, flow_filed, kinds_filed
from actions.forms import Form
from content.models import Hall
from domain.conversation import Written, check_words
from domain.errors import OutdatedButton
from domain.languages import Language
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
    draft = FilingFor()
    await form.save(draft)
    await reply.show(screens.choose_kind(hall.facts.languages[0], flows=kinds_filed(hall), mark=draft.mark))


@router.callback_query(FileKind.filter())
async def press_kind(_: CallbackQuery, callback_data: FileKind, form: Form, hall: Hall, reply: Reply) -> None:
    """That is what it is."""
    draft, flow, language = form.draft(FilingFor), flow_filed(hall, callback_data.kind), hall.facts.languages[0]
    if draft is None or flow is None:
        raise OutdatedButton
    await form.save(draft.choosing(kind=flow.id))
    await reply.show(screens.choose_channel(language, kind=flow.name, channels=CHANNELS, mark=draft.mark))


@router.callback_query(FileVia.filter())
async def press_channel(_: CallbackQuery, callback_data: FileVia, form: Form, hall: Hall, reply: Reply) -> None:
    """That is how it came."""
    draft, channel, language = form.draft(FilingFor), callback_data.channel, hall.facts.languages[0]
    flow = flow_filed(hall, draft.kind) if draft else None
    if draft is None or flow is None:
        raise OutdatedButton
    await form.save(draft.choosing(kind=draft.kind, channel=channel))
    await reply.show(screens.ask_words(language, kind=flow.name, channel=channel, mark=draft.mark))


@router.message(Waits(FilingFor), ~AnswersCitizen(), Writes())
async def write(_: Message, draft: FilingFor, written: Written, form: Form, hall: Hall, reply: Reply) -> None:
    """Show it before it is filed."""
    language, flow = hall.facts.languages[0], flow_filed(hall, draft.kind)
    if flow is None or draft.channel is None:
        await reply.show(screens.choose_kind(language, flows=kinds_filed(hall), mark=draft.mark))
        return
    said = draft.with_text(check_words(written.text))
    await form.save(said)
    about: dict[str, Any] = {"kind": flow.name, "channel": draft.channel, "text": said.text}
    await reply.show(screens.preview(language, key=said.key, mark=said.mark, **about))


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
    """File what was previewed, and nothing else; once."""
    draft, language = form.draft(FilingFor), hall.facts.languages[0]
    if draft is None or draft.key != callback_data.key:
        await _say_filed(tx, callback_data.key, language=language, reply=reply)
        return
    case = await file_for(tx, draft, member=clerk, hall=hall, now=now)
    await form.close()
    await reply.show(screens.filed(language, case, kind=hall.flow_named(case.kind).name))


async def _say_filed(tx: Tx, key: str, *, language: Language, reply: Reply) -> None:
    if (filed := await find_filed_for(tx, key=key)) is None:
        raise OutdatedButton
    reply.toast(screens.filed_before(language, filed))
