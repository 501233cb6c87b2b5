"""Somebody says how they found a visit at a counter."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from actions.line.ratings import RatedVisit, give_visit_reason, open_visit_rating, rate_visit
from content.models import Hall
from domain.people import Person
from domain.ratings import Level
from storage.transaction import Tx
from views.line import ratings as screens
from views.line_callbacks import AskVisitRating, GiveVisitReason, RateVisit
from views.reply import Reply
from views.screen import Screen

router = Router(name=__name__)


def _rated(person: Person, given: RatedVisit) -> Screen:
    return screens.rated(
        person.language, rating=given.rating, name=given.name, reasons=given.reasons, remedy=given.remedy
    )


@router.callback_query(AskVisitRating.filter())
async def look_at_levels(
    _: CallbackQuery, callback_data: AskVisitRating, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show the five levels."""
    rated = await open_visit_rating(tx, callback_data.rating_id, person=person, hall=hall, now=now)
    await reply.show(screens.levels(person.language, rating=rated.rating, name=rated.name))


@router.callback_query(RateVisit.filter())
async def press_level(
    _: CallbackQuery, callback_data: RateVisit, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Keep the level, and ask why."""
    level = Level(callback_data.level)
    given = await rate_visit(tx, callback_data.rating_id, level=level, person=person, hall=hall, now=now)
    await reply.show(_rated(person, given))


@router.callback_query(GiveVisitReason.filter())
async def press_reason(
    _: CallbackQuery, callback_data: GiveVisitReason, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Keep what it was about."""
    pressed = callback_data
    given = await give_visit_reason(tx, pressed.rating_id, reason=pressed.reason, person=person, hall=hall, now=now)
    await reply.show(_rated(person, given))
