"""Somebody who simply comes takes a number at the entrance, and follows the line on their phone."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from actions.line.taking import (
    Wanted,
    come_to_area,
    follow_number,
    give_number,
    leave_line,
    new_key,
    open_turn,
    service_of,
)
from actions.line.telling import place_subject
from content.lines import LINE_LINK, TURN_LINK, Turn
from content.models import Area, Hall, Service
from domain.cases import acting_citizen
from domain.errors import Gone
from domain.people import Person
from handlers.filters import OpensLink
from storage.transaction import Tx
from views.line import turns as screens
from views.line_callbacks import AskLeaveLine, AskLineService, LeaveLine, SeeTurn, TakeNumber, TakeNumberFor
from views.render import label
from views.reply import Reply
from views.screen import Screen

router = Router(name=__name__)


class ComesToArea(Filter):
    """The link at the entrance of an area, as ``area``; one the hall does not have is no such link."""

    async def __call__(self, message: Message, hall: Hall) -> bool | dict[str, Area]:
        text, link = message.text or "", f"/start {LINE_LINK}"
        area = hall.area(text.removeprefix(link).casefold()) if text.startswith(link) else None
        return {"area": area} if area else False


def _place(person: Person, turn: Turn) -> Screen:
    return screens.place(person.language, turn=turn, about=place_subject(turn.walk_in.id))


@router.message(ComesToArea())
async def come(_: Message, area: Area, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime) -> None:
    """Offer a number, or show the one they have."""
    at = await come_to_area(tx, area, person=person, hall=hall, now=now)
    if at.turn:
        await reply.show(_place(person, at.turn))
    else:
        await reply.show(screens.entrance(person.language, area, waiting=at.waiting, key=at.key))


@router.callback_query(AskLineService.filter())
async def say_what_for(
    _: CallbackQuery, callback_data: AskLineService, person: Person, hall: Hall, reply: Reply
) -> None:
    """Show the services of the area."""
    if (area := hall.area(callback_data.area)) is None:
        raise Gone
    services = [service for service in hall.services if service.area == area.id]
    await reply.show(screens.what_for(person.language, area, services, key=new_key()))


@router.callback_query(TakeNumber.filter())
async def take_number(
    _: CallbackQuery, callback_data: TakeNumber, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Give them the next number."""
    wanted = _wanted(person, callback_data.area, callback_data.key, service=None)
    await reply.show(_place(person, await give_number(tx, wanted, hall=hall, now=now)))


@router.callback_query(TakeNumberFor.filter())
async def take_number_for(
    _: CallbackQuery, callback_data: TakeNumberFor, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Give them the next number, for a service."""
    service = service_of(hall, callback_data.service_id)
    wanted = _wanted(person, service.area, callback_data.key, service=service)
    await reply.show(_place(person, await give_number(tx, wanted, hall=hall, now=now)))


def _wanted(person: Person, area: str, key: str, *, service: Service | None) -> Wanted:
    return Wanted(area, service, person, key, by=acting_citizen(person))


@router.message(OpensLink(TURN_LINK))
async def follow(_: Message, ref: str, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime) -> None:
    """Follow the number of a slip."""
    await reply.show(_place(person, await follow_number(tx, ref, person=person, hall=hall, now=now)))


@router.callback_query(SeeTurn.filter())
async def look_at_turn(
    _: CallbackQuery, callback_data: SeeTurn, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show their number as it stands now."""
    await reply.show(_place(person, await open_turn(tx, callback_data.ref, person=person, hall=hall, now=now)))


@router.callback_query(AskLeaveLine.filter())
async def want_to_leave(
    _: CallbackQuery, callback_data: AskLeaveLine, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Ask once more."""
    turn = await open_turn(tx, callback_data.ref, person=person, hall=hall, now=now)
    await reply.show(screens.leaving(person.language, turn=turn))


@router.callback_query(LeaveLine.filter())
async def leave(
    _: CallbackQuery, callback_data: LeaveLine, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Give the number up, and show what became of it."""
    left = await leave_line(tx, **callback_data.model_dump(), person=person, hall=hall, now=now)
    reply.toast(label(person.language, "line.left"))
    await reply.show(_place(person, left))
