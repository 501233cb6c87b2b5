"""A citizen files a complaint, a suggestion, praise: from the menu, a guide, a counter's link, or by simply writing."""

from datetime import datetime

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import CommandObject, CommandStart, Filter
from aiogram.types import CallbackQuery, Message

from actions.cases.drafts import CaseDraft, CaseStart
from actions.cases.filing import (
    begin_case,
    begun_kind,
    choose_kind,
    get_offered,
    shown_draft,
    start_at,
    take_up,
    write_on,
)
from actions.cases.perhaps import kind_meant, say_perhaps
from actions.cases.present import name_of_service
from actions.cases.submitting import check_room_to_file
from actions.forms import Form
from actions.guides import open_guide
from answers.index import Index
from content.filing import PLACE_LINK
from content.flows import FlowFile
from content.models import Hall
from domain.conversation import Written
from domain.people import Person
from handlers.citizen.cases.writing import RepliesToCase
from handlers.filters import Names, Waits, is_awaited
from handlers.incoming import Writes, sent_file
from storage.transaction import Tx
from views import start
from views.cases import filing as screens
from views.filing_callbacks import ChooseKind, DropDraft, FileAbout, ShowDraft, StartFiling
from views.reply import Reply

router = Router(name=__name__)


class SpeaksOfCase(Filter):
    """Words that begin as a case does, where nothing else waits for words; as ``file`` and ``alone``."""

    async def __call__(self, message: Message, form: Form, hall: Hall) -> bool | dict[str, object]:
        meant = None if is_awaited(message, form) else kind_meant(hall, message.text or "")
        return {"file": meant[0], "alone": meant[1]} if meant else False


async def _offer(form: Form, start: CaseStart, *, person: Person, hall: Hall, reply: Reply) -> None:
    await begin_case(form, start)
    area = hall.area(start.area) if start.area else None
    place = " · ".join(filter(None, (area.name.in_(person.language) if area else "", start.place)))
    title, begun = name_of_service(hall, start.service), begun_kind(form, hall=hall)
    await reply.show(screens.kinds(person.language, hall.offered(), place=place, service=title, begun=begun))


@router.message(CommandStart(deep_link=True, ignore_mention=True, magic=F.args.startswith(PLACE_LINK)))
async def arrive_at_counter(
    _: Message, command: CommandObject, person: Person, form: Form, hall: Hall, reply: Reply
) -> None:
    """Offer what may be filed about the counter whose code was read."""
    start = start_at(hall, (command.args or "").removeprefix(PLACE_LINK))
    await _offer(form, start, person=person, hall=hall, reply=reply)


@router.message(Names("file.start"))
@router.callback_query(StartFiling.filter())
async def begin(_: Message | CallbackQuery, person: Person, form: Form, hall: Hall, reply: Reply) -> None:
    """Offer what may be filed."""
    await _offer(form, CaseStart(), person=person, hall=hall, reply=reply)


@router.callback_query(FileAbout.filter())
async def begin_about(
    _: CallbackQuery,
    callback_data: FileAbout,
    person: Person,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Offer what may be filed about a service."""
    service = open_guide(hall, callback_data.service_id, now=now)
    await _offer(form, CaseStart(service=service.id), person=person, hall=hall, reply=reply)


@router.callback_query(ChooseKind.filter())
async def choose(
    _: CallbackQuery,
    callback_data: ChooseKind,
    tx: Tx,
    person: Person,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Ask what happened; what was written already is shown as that kind."""
    await _begin_kind(tx, callback_data.kind, person=person, form=form, hall=hall, reply=reply, now=now)


async def _begin_kind(
    tx: Tx, kind: str, *, person: Person, form: Form, hall: Hall, reply: Reply, now: datetime
) -> None:
    await check_room_to_file(tx, person=person, now=now)
    draft = await choose_kind(form, kind=kind, hall=hall)
    if draft.parts:
        await reply.show(screens.preview(person.language, shown_draft(draft, hall=hall)))
    else:
        await reply.show(screens.begin(person.language, get_offered(hall, kind)))


@router.message(SpeaksOfCase(), Writes())
async def speak_of_case(
    _: Message,
    file: FlowFile,
    alone: bool,
    written: Written,
    tx: Tx,
    person: Person,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Offer to file the words, or ask for them where somebody only said what they want."""
    if alone:
        await _begin_kind(tx, file.id, person=person, form=form, hall=hall, reply=reply, now=now)
        return
    perhaps = await say_perhaps(form, written, kind=file.id)
    meant = get_offered(hall, perhaps.kind)
    await reply.show(screens.perhaps(person.language, meant, text=perhaps.text, kinds=perhaps.attachments))


@router.message(Waits(CaseDraft), ~RepliesToCase(), Writes())
async def write(
    message: Message,
    draft: CaseDraft,
    written: Written,
    person: Person,
    form: Form,
    hall: Hall,
    index: Index,
    reply: Reply,
) -> None:
    """Take what was asked for and show the case as it stands; once for an album, which grows in place."""
    fresh = await write_on(form, draft, written, file=sent_file(message), index=index)
    screen = screens.preview(person.language, shown_draft(await take_up(form), hall=hall))
    await (reply.show(screen) if fresh else reply.renew(screen))


@router.edited_message(Waits(CaseDraft), Writes())
async def reword(
    _: Message, draft: CaseDraft, written: Written, person: Person, form: Form, hall: Hall, reply: Reply
) -> None:
    """Follow a change of what is not filed yet; other edits go their usual way."""
    if not draft.reword(written):
        raise SkipHandler
    await form.save(draft)
    await reply.show(screens.preview(person.language, shown_draft(draft, hall=hall)))


@router.callback_query(ShowDraft.filter())
async def go_on(_: CallbackQuery, person: Person, form: Form, hall: Hall, reply: Reply) -> None:
    """Show the case that was begun, and wait for more."""
    draft = await take_up(form)
    await reply.show(screens.preview(person.language, shown_draft(draft, hall=hall)))


@router.callback_query(DropDraft.filter())
async def drop(_: CallbackQuery, person: Person, form: Form, hall: Hall, reply: Reply) -> None:
    """Forget the case that was begun."""
    await form.forget(CaseDraft)
    reply.toast(screens.dropped(person.language))
    await reply.show(start.home(person.language, hall))
