"""A citizen says how they found what was done."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from actions.cases.ratings import Commenting, Rated, comment, give_reason, open_rating, rate
from actions.cases.saying import receipt_subject
from actions.forms import Form
from content.models import Hall
from domain.conversation import Written
from domain.people import Person
from domain.ratings import Level
from handlers.citizen.cases.writing import RepliesToCase
from handlers.filters import Waits
from handlers.incoming import Writes
from storage.transaction import Tx
from views.cases import rating as screens
from views.cases.mine import late
from views.own_case_callbacks import AskRating, CommentRating, GiveReason, RateCase
from views.reply import Reply
from views.screen import Screen

router = Router(name=__name__)


@router.callback_query(AskRating.filter())
async def look_at_levels(
    _: CallbackQuery, callback_data: AskRating, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show the five levels."""
    rated = await open_rating(tx, callback_data.rating_id, person=person, hall=hall, now=now)
    await reply.show(screens.levels(person.language, rated.case, rating=rated.rating))


@router.callback_query(RateCase.filter())
async def press_level(
    _: CallbackQuery, callback_data: RateCase, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Keep the level, and ask why."""
    pressed = callback_data
    rated = await rate(tx, pressed.rating_id, level=Level(pressed.level), person=person, hall=hall, now=now)
    await reply.show(_screen(person, given=rated))


@router.callback_query(GiveReason.filter())
async def press_reason(
    _: CallbackQuery, callback_data: GiveReason, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Keep what it was about."""
    pressed = callback_data
    rated = await give_reason(tx, pressed.rating_id, reason=pressed.reason, person=person, hall=hall, now=now)
    await reply.show(_screen(person, given=rated))


@router.callback_query(CommentRating.filter())
async def begin_comment(
    _: CallbackQuery,
    callback_data: CommentRating,
    tx: Tx,
    person: Person,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Wait for their own words."""
    rated = await open_rating(tx, callback_data.rating_id, person=person, hall=hall, now=now)
    await form.save(Commenting(rating_id=rated.rating.id))
    await reply.show(screens.ask_comment(person.language, rated.case))


@router.message(Waits(Commenting), ~RepliesToCase(), Writes())
async def write_comment(
    _: Message,
    draft: Commenting,
    written: Written,
    tx: Tx,
    person: Person,
    form: Form,
    hall: Hall,
    reply: Reply,
    now: datetime,
) -> None:
    """Keep their own words, also those that come too late."""
    given = await comment(tx, draft, written, person=person, hall=hall, now=now)
    await form.close()
    if given.late is None:
        await reply.show(_screen(person, given=given))
    else:
        about = receipt_subject(given.late.case)
        await reply.show(late(person.language, given.late, done=None, about=about))


def _screen(person: Person, *, given: Rated) -> Screen:
    return screens.rated(
        person.language,
        given.case,
        rating=given.rating,
        reasons=given.reasons,
        remedy=given.remedy,
        added=given.added,
    )
