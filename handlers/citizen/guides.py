"""Somebody looks through the guides."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from actions.guides import open_category, open_faq, open_guide
from content.models import Hall
from domain.people import Person
from handlers.filters import Names
from views import guides as screens
from views.callbacks import OpenCategories, OpenCategory, OpenFaq, OpenGuide, OpenSection
from views.reply import Reply

router = Router(name=__name__)


@router.message(Names("open.guides"))
@router.callback_query(OpenCategories.filter())
async def look_at_categories(_: Message | CallbackQuery, person: Person, hall: Hall, reply: Reply) -> None:
    """Show the shelves."""
    await reply.show(screens.categories(person.language, hall))


@router.callback_query(OpenCategory.filter())
async def look_at_category(
    _: CallbackQuery, callback_data: OpenCategory, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show what is on a shelf."""
    shelf = open_category(hall, callback_data.category_id)
    services = hall.in_category(shelf.id)
    await reply.show(screens.category(person.language, shelf, services=services, today=now.date()))


@router.callback_query(OpenGuide.filter())
async def look_at_guide(
    _: CallbackQuery, callback_data: OpenGuide, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show a guide's card."""
    service = open_guide(hall, callback_data.service_id, now=now)
    await reply.show(screens.card(person.language, service, hall=hall))


@router.callback_query(OpenSection.filter())
async def look_at_section(
    _: CallbackQuery, callback_data: OpenSection, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show a part of a guide."""
    service = open_guide(hall, callback_data.service_id, now=now)
    await reply.show(screens.section(person.language, service, callback_data.section, hall=hall))


@router.callback_query(OpenFaq.filter())
async def look_at_faq(
    _: CallbackQuery, callback_data: OpenFaq, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show the answer to one of the questions people ask."""
    service = open_faq(hall, callback_data.service_id, faq=callback_data.faq, now=now)
    await reply.show(screens.faq(person.language, service, callback_data.faq))
