"""When something of ours failed for good: the person gets an apology with a number, staff get to know."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from content.models import Hall
from domain.languages import Language
from storage.outgoing import Address, Outgoing
from storage.people import find_person
from storage.transaction import Tx


def report_lost_update(tx: Tx, *, seq: int, conversation: str, staff_chats: Mapping[int, str]) -> None:
    """Apologise to the person whose message could not be handled, and tell the first staff chat.

    ``conversation`` tells whether there is a person to apologise to: groups are spared.
    """
    kind, _, rest = conversation.partition(":")
    if kind == "p":
        say_apology(tx, seq=seq, telegram_id=int(rest))
    for chat_id in list(staff_chats)[:1]:
        tx.say(
            Outgoing(
                dedupe_key=f"inbox:{seq}:dead:staff",
                to=Address(chat_id=chat_id),
                message="incident_for_staff",
                params={"number": seq},
            )
        )


def say_apology(tx: Tx, *, seq: int, telegram_id: int) -> None:
    """Tell a person that their message could not be handled; ``seq`` is the number they can name."""
    tx.say(
        Outgoing(
            dedupe_key=f"inbox:{seq}:dead:person",
            to=Address(chat_id=telegram_id),
            message="incident_for_person",
            params={"number": seq, "telegram_id": telegram_id},
        )
    )


async def load_incident(
    tx: Tx, *, hall: Hall, now: datetime, number: int, telegram_id: int | None = None
) -> tuple[Language, Mapping[str, Any]]:
    """What both messages show; staff read the hall's first language."""
    found = await find_person(tx, telegram_id) if telegram_id else None
    language = found[0].language if found else hall.facts.languages[0]
    return language, {"number": number, "at": now, "phone": hall.facts.phone}
