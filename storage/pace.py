"""How fast the bot has spoken, as all its processes know it: one row for everything, one for each chat."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql

from storage.tables import pace
from storage.transaction import Tx

WHOLE_BOT = 0
"""The row that stands for everything; it is locked first, so whoever has it has all."""
State = dict[str, Any]


async def lock_pace(tx: Tx, chat_ids: Collection[int]) -> tuple[datetime, dict[int, State]]:
    """The server's time, and the states of the whole bot and of these chats, for this transaction alone.

    Its commit does not wait for the disk: if the server loses it, at most a moment's messages are not counted.
    """
    hasty = func.set_config("synchronous_commit", "off", True)  # PostgreSQL's own parameter: local
    whole = select(hasty, func.clock_timestamp().label("now"), pace.c.state).where(pace.c.chat_id == WHOLE_BOT)
    row = (await tx.execute(whole.with_for_update())).one()
    # A look of its own: what others wrote while this one waited for the lock counts.
    chats = select(pace.c.chat_id, pace.c.state).where(pace.c.chat_id.in_(chat_ids))
    states = {chat.chat_id: chat.state for chat in await tx.execute(chats)}
    return row.now, {**states, WHOLE_BOT: row.state}


async def save_pace(tx: Tx, states: Mapping[int, State], *, now: datetime) -> None:
    """Keep the states; for whoever has locked them."""
    statement = postgresql.insert(pace)
    kept = {"state": statement.excluded.state, "at": statement.excluded.at}
    values = [{"chat_id": chat_id, "state": state, "at": now} for chat_id, state in states.items()]
    await tx.execute(statement.values(values).on_conflict_do_update(index_elements=["chat_id"], set_=kept))


async def forget_pace(tx: Tx, *, quiet_since: datetime) -> None:
    """Forget chats nothing was said in since then."""
    await tx.execute(delete(pace).where(pace.c.at < quiet_since, pace.c.chat_id != WHOLE_BOT))
