"""Somebody says why they missed an appointment."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from actions.booking.appealing import begin_appeal
from actions.forms import Form
from content.models import Hall
from domain.people import Person
from storage.transaction import Tx
from views.booking_callbacks import AppealMissed
from views.cases import filing as screens
from views.reply import Reply

router = Router(name=__name__)


@router.callback_query(AppealMissed.filter())
async def press_appeal(
    _: CallbackQuery, tx: Tx, person: Person, form: Form, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Ask what happened."""
    file = await begin_appeal(tx, form, person=person, hall=hall, now=now)
    await reply.show(screens.begin(person.language, file))
