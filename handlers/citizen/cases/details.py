"""A citizen says more about the case they are about to file: which service, where, when, how to reach them."""

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from actions.cases.drafts import CaseDraft
from actions.cases.filing import (
    ask_for,
    choose_area,
    choose_day,
    choose_privacy,
    choose_service,
    empty_out,
    remove_piece,
    share_contact,
    shown_draft,
    take_up,
)
from actions.forms import Form
from actions.guides import open_category
from content.models import Hall
from domain.filing import Detail
from domain.people import Person
from handlers.filters import Waits
from views.cases import filing as screens
from views.filing_callbacks import (
    ChooseDay,
    ChoosePrivacy,
    ChooseService,
    EditDetail,
    EmptyDetail,
    OpenShelf,
    RemovePiece,
    SayArea,
)
from views.reply import Reply

router = Router(name=__name__)


async def _show(draft: CaseDraft, *, person: Person, hall: Hall, reply: Reply) -> None:
    await reply.show(screens.preview(person.language, shown_draft(draft, hall=hall)))


@router.callback_query(EditDetail.filter())
async def edit(
    _: CallbackQuery, callback_data: EditDetail, person: Person, form: Form, hall: Hall, reply: Reply
) -> None:
    """Ask for a detail."""
    draft, detail = await take_up(form), callback_data.detail
    await ask_for(form, draft, detail)
    if detail is Detail.SERVICE:
        await reply.show(screens.services(person.language, hall.shelves()))
    else:
        await reply.show(screens.ask(person.language, shown_draft(draft, hall=hall), detail, hall=hall.facts))


@router.callback_query(EmptyDetail.filter())
async def leave_out(
    _: CallbackQuery, callback_data: EmptyDetail, person: Person, form: Form, hall: Hall, reply: Reply
) -> None:
    """Say nothing of it."""
    draft = await empty_out(form, await take_up(form), callback_data.detail)
    await _show(draft, person=person, hall=hall, reply=reply)


@router.callback_query(OpenShelf.filter())
async def look_at_shelf(
    _: CallbackQuery, callback_data: OpenShelf, person: Person, form: Form, hall: Hall, reply: Reply
) -> None:
    """Show the services of a shelf to choose from."""
    await ask_for(form, await take_up(form), Detail.SERVICE)
    shelf = open_category(hall, callback_data.category_id)
    await reply.show(screens.shelf(person.language, hall.in_category(shelf.id)))


@router.callback_query(ChooseService.filter())
async def say_which_service(
    _: CallbackQuery, callback_data: ChooseService, person: Person, form: Form, hall: Hall, reply: Reply
) -> None:
    """It is about this service."""
    draft = await choose_service(form, await take_up(form), service_id=callback_data.service_id, hall=hall)
    await _show(draft, person=person, hall=hall, reply=reply)


@router.callback_query(SayArea.filter())
async def say_where(
    _: CallbackQuery, callback_data: SayArea, person: Person, form: Form, hall: Hall, reply: Reply
) -> None:
    """It was in this part of the hall."""
    draft = await choose_area(form, await take_up(form), area_id=callback_data.area_id, hall=hall)
    await _show(draft, person=person, hall=hall, reply=reply)


@router.callback_query(ChooseDay.filter())
async def say_when(
    _: CallbackQuery, callback_data: ChooseDay, person: Person, form: Form, hall: Hall, reply: Reply, now: datetime
) -> None:
    """It was on this day."""
    draft = await choose_day(form, await take_up(form), days_ago=callback_data.days_ago, now=now)
    await _show(draft, person=person, hall=hall, reply=reply)


@router.callback_query(ChoosePrivacy.filter())
async def say_who_may_know(
    _: CallbackQuery, callback_data: ChoosePrivacy, person: Person, form: Form, hall: Hall, reply: Reply
) -> None:
    """Staff may know so much."""
    draft = await choose_privacy(form, await take_up(form), privacy=callback_data.privacy, hall=hall)
    await _show(draft, person=person, hall=hall, reply=reply)


@router.callback_query(RemovePiece.filter())
async def remove(
    _: CallbackQuery, callback_data: RemovePiece, person: Person, form: Form, hall: Hall, reply: Reply
) -> None:
    """Take a piece of evidence out again."""
    draft = await remove_piece(form, await take_up(form), message_id=callback_data.message_id)
    await reply.show(screens.ask(person.language, shown_draft(draft, hall=hall), Detail.EVIDENCE, hall=hall.facts))


@router.message(F.contact, Waits(CaseDraft))
async def share(message: Message, draft: CaseDraft, person: Person, form: Form, hall: Hall, reply: Reply) -> None:
    """Take a telephone number that was shared, if it is the person's own."""
    shared = message.contact
    if shared is None:
        return
    is_own = shared.user_id == person.telegram_id
    name = " ".join(filter(None, (shared.first_name, shared.last_name)))
    draft = await share_contact(form, draft, name=name, phone=shared.phone_number, is_own=is_own)
    await _show(draft, person=person, hall=hall, reply=reply)
