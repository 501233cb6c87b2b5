"""Somebody opens an invite link and becomes staff."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Message

from actions.staff import accept_invite
from domain.people import Person
from storage.transaction import Tx
from views import staff as screens
from views.reply import Reply

INVITE_LINK = "/start inv-"
"""What Telegram writes for somebody who opens t.me/<bot>?start=inv-<token>."""

router = Router(name=__name__)


class OpensInvite(Filter):
    """An invite link opened in private, as ``token``. Must be asked before the general /start."""

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        text = message.text or ""
        opened = message.chat.type == "private" and text.startswith(INVITE_LINK)
        return {"token": text.removeprefix(INVITE_LINK)} if opened else False


@router.message(OpensInvite())
async def accept(_: Message, token: str, tx: Tx, person: Person, reply: Reply, now: datetime) -> None:
    """Enrol whoever opened the link, and explain how replying works."""
    member = await accept_invite(tx, token=token, person=person, now=now)
    await reply.show(screens.welcome(person.language, member))
