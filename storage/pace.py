"""How fast the bot has spoken, as all its processes know it: one row for everything, one for each chat."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ClauseElement, any_, bindparam, delete, func, select, true
from sqlalchemy.dialects import postgresql

from storage.prepared import Prepared
from storage.tables import pace
from storage.transaction import Tx

WHOLE_BOT = 0
"""The row that stands for everything; it is locked first, so whoever has it has all."""
State = dict[str, Any]


async def lock_pace(tx: Tx, chat_ids: Collection[int]) -> tuple[datetime, dict[int, State]]:
    """The server's time, and the states of the whole bot and of these chats, for this transaction alone.

    Its commit does not wait for the disk: if the server loses it, at most a moment's messages are not counted.
    """
    whole, *known = await tx.run(_LOCK, chat_ids=[WHOLE_BOT, *chat_ids])
    states = {row.chat_id: row.state for row in (whole, *known)}
    if new := [chat_id for chat_id in chat_ids if chat_id not in states]:
        # Others may have written to them first while this one waited for the lock: a look of its own sees that.
        states |= {row.chat_id: row.state for row in await tx.run(_LOOK, chat_ids=new)}
    return whole.now, states


_CHATS = pace.c.chat_id == any_(bindparam("chat_ids", type_=postgresql.ARRAY(BigInteger)))
_LOCK = Prepared(
    select(
        # PostgreSQL's own parameter: for this transaction alone
        func.set_config("synchronous_commit", "off", true()).label("hasty"),
        func.clock_timestamp(type_=pace.c.at.type).label("now"),
        pace.c.chat_id,
        pace.c.state,
    )
    .where(_CHATS)
    # A row that was locked by others meanwhile is read anew, the whole bot's before all others.
    .order_by(pace.c.chat_id != WHOLE_BOT)
    .with_for_update()
)
_LOOK = Prepared(select(pace.c.chat_id, pace.c.state).where(_CHATS))


async def save_pace(tx: Tx, states: Mapping[int, State], *, now: datetime) -> None:
    """Keep the states; for whoever has locked them."""
    await tx.run_many(_save, [{"chat_id": chat_id, "state": state, "at": now} for chat_id, state in states.items()])


@Prepared
def _save(on_sqlite: bool) -> ClauseElement:  # noqa: ARG001 # SQLite has one process, which keeps its pace in memory
    statement = postgresql.insert(pace).values({name: bindparam(name) for name in ("chat_id", "state", "at")})
    kept = {"state": statement.excluded.state, "at": statement.excluded.at}
    return statement.on_conflict_do_update(index_elements=["chat_id"], set_=kept)


async def forget_pace(tx: Tx, *, quiet_since: datetime) -> None:
    """Forget chats nothing was said in since then."""
    await tx.execute(delete(pace).where(pace.c.at < quiet_since, pace.c.chat_id != WHOLE_BOT))
