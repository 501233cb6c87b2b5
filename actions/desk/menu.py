"""Staff who have a desk find its commands behind the menu button of their own chat, and lose them with their role."""

from datetime import datetime
from typing import Any

from content.models import Hall
from domain.desk import PILES
from domain.languages import Language
from domain.people import Member
from storage.outgoing import Address, Lane, Outgoing, Policy
from storage.people import get_member
from storage.transaction import Tx


def say_menu(tx: Tx, member: Member) -> None:
    """Give somebody the commands of their role; whoever has no desk gets everybody's back."""
    has_desk, chat_id = member.role in PILES, member.person.telegram_id
    tx.say(
        Outgoing(
            dedupe_key=f"staff:{member.id}:menu",
            to=Address(chat_id=chat_id),
            method="setMyCommands" if has_desk else "deleteMyCommands",
            message="staff_menu" if has_desk else None,
            params={"staff_id": member.id} if has_desk else {},
            body=None if has_desk else _scope(chat_id),
            lane=Lane.NOTICE,
            policy=Policy.EDIT,
        )
    )


def take_menu(tx: Tx, member: Member) -> None:
    """Take them away: the role has ended."""
    chat_id = member.person.telegram_id
    tx.say(
        Outgoing(
            dedupe_key=f"staff:{member.id}:menu:gone",
            to=Address(chat_id=chat_id),
            method="deleteMyCommands",
            body=_scope(chat_id),
            lane=Lane.NOTICE,
            policy=Policy.EDIT,
        )
    )


def _scope(chat_id: int) -> dict[str, Any]:
    return {"scope": {"type": "chat", "chat_id": chat_id}}


async def load_menu(
    tx: Tx,
    *,
    hall: Hall,  # noqa: ARG001 # every loader is given it
    now: datetime,  # noqa: ARG001 # every loader is given it
    staff_id: int,
) -> tuple[Language, dict[str, Any]] | None:
    """The language of somebody who still has a desk."""
    member = await get_member(tx, staff_id)
    return (member.person.language, {"role": member.role}) if member and member.role in PILES else None
