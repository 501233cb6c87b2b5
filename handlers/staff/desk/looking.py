"""Somebody of staff looks at their desk."""

from collections.abc import Mapping
from datetime import datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from actions.desk.away import list_standings
from actions.desk.piles import count_desk, look_at_case, look_at_pile
from content.models import Hall
from domain.people import Member
from handlers.filters import AtDesk
from handlers.staff.desk.elsewhere import GoesElsewhere
from storage.transaction import Tx
from views import desk as screens
from views.desk_callbacks import OpenDesk, OpenPile, SeeCase
from views.reply import Reply

router = Router(name=__name__)
for observer in (router.message, router.callback_query):
    observer.filter(AtDesk())
    observer.middleware(GoesElsewhere())


@router.message(Command("desk", ignore_mention=True))
async def come_to_desk(_: Message, tx: Tx, member: Member, hall: Hall, reply: Reply, now: datetime) -> None:
    """Show how much there is to do."""
    standings = await list_standings(tx, member, now=now)
    await reply.show(screens.desk(member, await count_desk(tx, member, hall=hall, now=now), standings))


@router.callback_query(OpenDesk.filter())
async def return_to_desk(_: CallbackQuery, tx: Tx, member: Member, hall: Hall, reply: Reply, now: datetime) -> None:
    """Show how much there is to do now."""
    standings = await list_standings(tx, member, now=now)
    await reply.show(screens.desk(member, await count_desk(tx, member, hall=hall, now=now), standings))


@router.callback_query(OpenPile.filter())
async def open_pile(
    _: CallbackQuery, callback_data: OpenPile, tx: Tx, member: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show one page of a pile."""
    pressed = callback_data
    page = await look_at_pile(
        tx, pressed.pile, member=member, hall=hall, now=now, kind=pressed.kind, after=pressed.place
    )
    await reply.show(screens.pile(member.person.language, page))


@router.callback_query(SeeCase.filter())
async def see_case(
    _: CallbackQuery,
    callback_data: SeeCase,
    tx: Tx,
    member: Member,
    hall: Hall,
    staff_chats: Mapping[int, str],
    reply: Reply,
    now: datetime,
) -> None:
    """Show one case."""
    found = await look_at_case(tx, callback_data.case_id, member=member, hall=hall, staff_chats=staff_chats, now=now)
    await reply.show(screens.card(member.person.language, found))
