"""Messages a restored database holds back: nobody knows whether they were sent after the backup was made."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Update, case, func, select, update

from storage.outgoing import Policy
from storage.tables import outbox
from storage.transaction import Tx

_kind: ColumnElement[str] = func.coalesce(outbox.c.message, outbox.c.method)


@dataclass(frozen=True, slots=True)
class HeldMessages:
    """Held messages of one kind: never their words, never to whom."""

    kind: str
    count: int
    oldest: datetime
    newest: datetime


async def list_held(tx: Tx) -> list[HeldMessages]:
    """Held messages by kind, the most numerous first."""
    number = func.count().label("number")
    oldest = func.min(outbox.c.created_at).label("oldest")
    newest = func.max(outbox.c.created_at).label("newest")
    held = select(_kind.label("kind"), number, oldest, newest).where(outbox.c.state == "held").group_by(_kind)
    rows = await tx.execute(held.order_by(number.desc(), _kind))
    return [HeldMessages(row.kind, row.number, row.oldest, row.newest) for row in rows]


async def count_held(tx: Tx) -> int:
    """How many are held."""
    return int((await tx.execute(select(func.count()).where(outbox.c.state == "held"))).scalar_one())


async def release_held(tx: Tx, *, kind: str | None = None) -> int:
    """Send them, or those of one kind, after all; return how many.

    Each may be a second copy and is flagged as one; whoever releases a notice accepts that.
    """
    anyway = case((outbox.c.policy == Policy.NOTICE, Policy.CRITICAL.value), else_=outbox.c.policy)
    fresh = {"state": "new", "attempts": 0, "next_at": None, "lease_until": None, "owner": None}
    again = _held(kind).values(maybe_dup=1, policy=anyway, **fresh)
    tx.news.add("outbox")
    return (await tx.execute(again)).rowcount


async def drop_held(tx: Tx, *, kind: str | None = None) -> int:
    """Never send them, or those of one kind; return how many."""
    dropped = _held(kind).values(state="dropped", error="held after a restore, and dropped by the operator")
    return (await tx.execute(dropped)).rowcount


def _held(kind: str | None) -> Update:
    held = update(outbox).where(outbox.c.state == "held")
    return held.where(_kind == kind) if kind else held
