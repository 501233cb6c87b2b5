"""Somebody arrives, looks around, chooses a language, wants to know what happens to their data."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from actions.booking.closed import closed_ahead
from actions.cases.drafts import CaseDraft
from actions.cases.filing import begun_kind
from actions.forms import Form
from actions.guides import open_guide
from actions.people import choose_language
from content.models import Hall
from domain.people import Person
from handlers.filters import Names, NamesLanguage
from storage.transaction import Tx
from views import guides as guide_screens
from views import start as screens
from views.callbacks import ChooseLanguage, GiveUp, GoHome, SetLanguage, ShowHelp, ShowHours
from views.render import label
from views.reply import Reply

GUIDE_LINK = "svc-"
"""Begins the payload of a link to a guide: t.me/<bot>?start=svc-<id>."""

router = Router(name=__name__)


@router.message(CommandStart(ignore_mention=True))
async def arrive(
    _: Message, command: CommandObject, person: Person, hall: Hall, form: Form, reply: Reply, now: datetime
) -> None:
    """Welcome somebody, or show the guide their link leads to."""
    await form.put_aside()
    begun = begun_kind(form, hall=hall)
    if command.args and command.args.startswith(GUIDE_LINK):
        service = open_guide(hall, command.args.removeprefix(GUIDE_LINK), now=now)
        await reply.show(guide_screens.card(person.language, service, hall=hall))
    elif begun:
        await reply.show(screens.begun(person.language, hall, kind=begun.name))
    else:
        await reply.show(screens.welcome(person.language, hall))


@router.message(Command("home", "menu", ignore_mention=True))
@router.callback_query(GoHome.filter())
async def go_home(_: Message | CallbackQuery, person: Person, hall: Hall, form: Form, reply: Reply) -> None:
    """Go to the first screen; a case that was begun waits there."""
    await form.put_aside()
    begun = begun_kind(form, hall=hall)
    home = screens.home(person.language, hall)
    await reply.show(screens.begun(person.language, hall, kind=begun.name) if begun else home)


@router.message(Command("cancel", ignore_mention=True))
@router.callback_query(GiveUp.filter())
async def give_up(event: Message | CallbackQuery, person: Person, hall: Hall, form: Form, reply: Reply) -> None:
    """Give up what is open and go to the first screen; what was written of a case waits there until it is refused."""
    draft = form.draft(CaseDraft)
    if draft is None or not draft.is_begun:
        await form.close()
    await go_home(event, person=person, hall=hall, form=form, reply=reply)


@router.message(Command("language", ignore_mention=True))
@router.message(Names("open.language"))
@router.callback_query(ChooseLanguage.filter())
async def look_at_languages(_: Message | CallbackQuery, person: Person, hall: Hall, reply: Reply) -> None:
    """Offer the hall's languages."""
    await reply.show(screens.languages(person.language, hall.facts))


@router.message(NamesLanguage())
@router.callback_query(SetLanguage.filter())
async def set_language(
    _: Message | CallbackQuery, callback_data: SetLanguage, tx: Tx, person: Person, hall: Hall, reply: Reply
) -> None:
    """Speak the chosen language from now on."""
    person = await choose_language(tx, person, language=callback_data.language)
    reply.toast(label(person.language, "language.set"))
    await reply.show(screens.home(person.language, hall))


@router.message(Command("help", ignore_mention=True))
@router.message(Names("open.help"))
@router.callback_query(ShowHelp.filter())
async def ask_for_help(_: Message | CallbackQuery, person: Person, hall: Hall, reply: Reply) -> None:
    """Explain how to use the bot."""
    await reply.show(screens.usage(person.language, hall))


@router.message(Command("privacy", ignore_mention=True))
async def ask_about_privacy(_: Message, person: Person, hall: Hall, reply: Reply) -> None:
    """Say what is kept about people."""
    await reply.show(screens.privacy(person.language, hall.facts))


@router.message(Names("open.hours"))
@router.callback_query(ShowHours.filter())
async def look_at_hours(
    _: Message | CallbackQuery, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show opening hours and the way to the hall."""
    closed = await closed_ahead(tx, hall=hall, now=now)
    await reply.show(screens.hours(person.language, hall, closed=closed, now=now))
