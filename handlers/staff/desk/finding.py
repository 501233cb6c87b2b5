"""Somebody of staff looks for a case, in their own chat or in a group of staff."""

from collections.abc import Mapping
from datetime import datetime

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from actions.booking.searching import find_visits_and_waits
from actions.desk.find import find_cases, find_in_group
from content.models import Hall
from domain.people import Member
from handlers.filters import AtDesk
from handlers.staff.desk.elsewhere import GoesElsewhere
from storage.transaction import Tx
from views import desk as screens
from views.reply import Reply

router = Router(name=__name__)
router.message.filter(AtDesk())
router.message.middleware(GoesElsewhere())
in_group = Router(name=f"{__name__}.in_group")
in_group.message.filter(AtDesk())


@router.message(Command("find", ignore_mention=True))
async def find(
    _: Message, command: CommandObject, tx: Tx, member: Member, hall: Hall, reply: Reply, now: datetime
) -> None:
    """Show what is found."""
    written = command.args or ""
    found = await find_cases(tx, written, member=member, hall=hall, now=now)
    visits, waits = await find_visits_and_waits(tx, written, member=member, hall=hall, now=now)
    shown = [(visit.ticket, visit.name) for visit in visits]
    await reply.show(screens.found(member.person.language, found, shown, waits, written=written))


@in_group.message(Command("find", ignore_mention=True))
async def find_for_group(
    message: Message,
    command: CommandObject,
    tx: Tx,
    member: Member,
    hall: Hall,
    staff_chats: Mapping[int, str],
    reply: Reply,
    now: datetime,
) -> None:
    """Say where it is handled, and nothing else: the whole group reads it."""
    written, here = command.args or "", message.chat.id
    found = await find_in_group(tx, written, member=member, hall=hall, chat_id=here, staff_chats=staff_chats, now=now)
    await reply.show(screens.found_in_group(hall.facts.languages[0], found))
