"""The bot is added to a group, gains or loses rights there, or a person blocks it."""

from datetime import datetime

from aiogram import Router
from aiogram.enums import ChatMemberStatus
from aiogram.types import ChatMemberUpdated

from actions.cases.delivered import tell_of_return
from actions.people import note_reachable
from content.models import Hall
from domain.people import Person
from storage.transaction import Tx
from views import membership as screens
from views.reply import Reply

router = Router(name=__name__)
PRESENT = frozenset({ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.CREATOR})


@router.my_chat_member()
async def note_membership(
    event: ChatMemberUpdated, tx: Tx, person: Person, hall: Hall, reply: Reply, now: datetime, staff_chat: str | None
) -> None:
    """In private: remember whether we reach the person, and tell staff who waited for it.

    In a group: say what the operator still has to do.
    """
    status = event.new_chat_member.status
    if event.chat.type == "private":
        await note_reachable(tx, person=person, reachable=status in PRESENT)
        if status in PRESENT and not person.reachable:
            await tell_of_return(tx, person=person, now=now)
    elif status in PRESENT and event.chat.type in ("group", "supergroup"):
        may_make_topics = getattr(event.new_chat_member, "can_manage_topics", False)
        is_ready = bool(may_make_topics and event.chat.is_forum)
        language = hall.facts.languages[0]
        await reply.show(screens.joined(language, chat_id=event.chat.id, staff_chat=staff_chat, is_ready=is_ready))
