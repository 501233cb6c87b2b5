"""All that is known of those who just did something, in one look: every update asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, literal_column, select

from domain.people import Member, Person
from storage.chats import ChatState, chat_state
from storage.forms import StoredForm
from storage.people import THEIR_ROLE, WHO, who
from storage.prepared import Prepared
from storage.tables import chat, form, person, staff
from storage.transaction import Tx

_NOTHING = select(literal_column("1").label("one")).subquery()
"""One row to join to, because every part may be missing."""
_ALL = Prepared(
    select(*WHO, chat.c.latest_message_id, chat.c.options, form.c.name.label("form"), form.c.data).select_from(
        _NOTHING.outerjoin(person, person.c.telegram_id == bindparam("telegram_id"))
        .outerjoin(staff, THEIR_ROLE)
        .outerjoin(chat, chat.c.chat_id == bindparam("chat_id"))
        .outerjoin(form, form.c.conversation == bindparam("conversation"))
    )
)


@dataclass(frozen=True, slots=True)
class Place:
    """Who acts (by Telegram's number), in which chat and conversation."""

    telegram_id: int
    chat_id: int
    conversation: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who came and where.

    Attributes:
        who: the person and their role; None for a stranger.
        chat: the state of the chat.
        form: what is open in the conversation.
    """

    who: tuple[Person, Member | None] | None
    chat: ChatState
    form: StoredForm | None


async def find_arrivals(tx: Tx, places: Sequence[Place]) -> list[Arrival]:
    """Look up the person, the chat and the conversation's form, for each of the places."""
    rows = await tx.run_many(
        _ALL,
        [
            {"telegram_id": place.telegram_id, "chat_id": place.chat_id, "conversation": place.conversation}
            for place in places
        ],
    )
    return [_arrival(row) for row in rows]


def _arrival(row: Any) -> Arrival:
    return Arrival(
        who=who(row),
        chat=chat_state(row.latest_message_id, row.options),
        form=StoredForm(name=row.form, data=row.data) if row.form is not None else None,
    )
