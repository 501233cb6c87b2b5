"""What Telegram told us: every update is a row before it is confirmed, and done together with its effects."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Integer,
    and_,
    bindparam,
    delete,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.prepared import Prepared
from storage.tables import inbox
from storage.transaction import Tx

CONVERSATION = 7_262_876
"""First half of the keys of the locks that keep two processes from claiming in one conversation at once."""
NEW: Any = literal_column("'new'")
"""Written out in statements, so that every plan may use the index of what is open."""
FULL = and_(inbox.c.state == literal_column("'done'"), inbox.c.raw != literal_column("''"))
LEASE = timedelta(seconds=30)
"""How long a worker may hold an update; a unit of work takes milliseconds."""


@dataclass(frozen=True, slots=True)
class Received:
    """An update before it has a row. ``conversation`` is the key whose order is kept."""

    update_id: int
    conversation: str
    kind: str
    raw: str


@dataclass(frozen=True, slots=True)
class InboxRow:
    """An update to be handled. ``attempts`` counts this one already."""

    seq: int
    update_id: int
    conversation: str
    kind: str
    raw: str
    received_at: datetime
    attempts: int


class TakenOver(Exception):
    """Another process has taken an update over: whatever this one did about it must not stay."""


async def store(tx: Tx, updates: Iterable[Received], *, bot_id: int, now: datetime) -> int:
    """Keep what is new of a batch; an update that came before is passed over. Returns how many were new."""
    values = [
        {
            "bot_id": bot_id,
            "update_id": update.update_id,
            "conversation": update.conversation,
            "kind": update.kind,
            "raw": update.raw,
            "received_at": now,
            "next_at": now,
        }
        for update in updates
    ]
    if not values:
        return 0
    tx.news.add("inbox")
    return len(await tx.run_many(_add_new, values))


@Prepared
def _add_new(on_sqlite: bool) -> ClauseElement:
    names = ("bot_id", "update_id", "conversation", "kind", "raw", "received_at", "next_at")
    new = (sqlite.insert if on_sqlite else postgresql.insert)(inbox).values({name: bindparam(name) for name in names})
    return new.on_conflict_do_nothing(index_elements=["bot_id", "update_id"]).returning(inbox.c.seq)


async def claim(tx: Tx, *, now: datetime, limit: int) -> list[InboxRow]:
    """Take the oldest open update of up to ``limit`` conversations that have nothing in flight.

    The attempt is counted in the claim's own transaction, so that an update that kills its process does not loop for
    ever. One that was tried before is claimed alone: what it may spoil again, its neighbours are not counted for.
    """
    found = await tx.run(_ready, now=now, limit=limit)
    if not found:
        return []
    chosen = found[:1] if found[0].attempts else [row for row in found if not row.attempts]
    until = now + LEASE
    taken = await tx.run_many(_take, [{"of": row.seq, "now": now, "until": until, "me": tx.owner} for row in chosen])
    return [InboxRow(**row._asdict()) for row in taken]


@Prepared
def _ready(on_sqlite: bool) -> ClauseElement:
    """The oldest open update of each conversation, oldest first.

    Two processes that look at once may find different updates of one conversation: one may not see yet what the other
    has claimed, or what was stored last. So a claim takes the conversation's lock, and then looks again.
    """
    now, older = _now(), inbox.alias()
    first = ~(
        select(older.c.seq)
        .where(older.c.conversation == inbox.c.conversation, older.c.state == NEW, older.c.seq < inbox.c.seq)
        .exists()
    )
    free = or_(inbox.c.lease_until.is_(None), inbox.c.lease_until <= now)
    columns = (inbox.c.seq, inbox.c.attempts, inbox.c.conversation)
    ready = select(*columns).where(inbox.c.state == NEW, inbox.c.next_at <= now, free, first)
    ready = ready.order_by(inbox.c.seq).limit(bindparam("limit", type_=Integer()))
    if on_sqlite:
        return ready
    # Limited before it is locked: a lock for each of a long backlog would exhaust the server.
    oldest = ready.with_for_update(skip_locked=True).cte()
    locked = func.pg_try_advisory_xact_lock(CONVERSATION, func.hashtext(oldest.c.conversation))
    return select(oldest.c.seq, oldest.c.attempts).where(locked).order_by(oldest.c.seq)


def _now() -> Any:
    return bindparam("now", type_=inbox.c.next_at.type)


def _in_flight() -> ColumnElement[bool]:
    """Whether the conversation of an update has another one in flight."""
    other = inbox.alias()
    same = (other.c.conversation == inbox.c.conversation, other.c.seq != inbox.c.seq)
    return select(other.c.seq).where(*same, other.c.state == NEW, other.c.lease_until > _now()).exists()


def _taking(allowed: ColumnElement[bool]) -> ClauseElement:
    """Count the attempt and take the lease of one update, if that is allowed by now."""
    taken = update(inbox).where(inbox.c.seq == bindparam("of"), allowed)
    taken = taken.values(attempts=inbox.c.attempts + 1, lease_until=bindparam("until"), owner=bindparam("me"))
    return taken.returning(*(inbox.c[field.name] for field in fields(InboxRow)))


_take = Prepared(_taking(~_in_flight()))


async def give_back(tx: Tx, seqs: Iterable[int]) -> None:
    """Updates whose handling could not even be recorded, because the database was away: not their fault."""
    ours = (inbox.c.seq.in_(list(seqs)), inbox.c.state == "new", inbox.c.owner == tx.owner, inbox.c.attempts > 0)
    back = update(inbox).where(*ours)
    await tx.execute(back.values(attempts=inbox.c.attempts - 1, lease_until=None, owner=None))


async def finish(tx: Tx, seqs: Sequence[int], *, now: datetime) -> None:
    """Updates are done, in the transaction of their effects.

    Raises:
        TakenOver: not all of them are this process's any more.
    """
    if len(await tx.run_many(_FINISH, [{"of": seq, "me": tx.owner, "now": now} for seq in seqs])) != len(seqs):
        raise TakenOver


_FINISH = Prepared(
    update(inbox)
    .where(inbox.c.seq == bindparam("of"), inbox.c.state == NEW, inbox.c.owner == bindparam("me"))
    .values(state="done", done_at=bindparam("now"), lease_until=None, owner=None)
    .returning(inbox.c.seq)
)


async def postpone(tx: Tx, seq: int, *, next_at: datetime, error: str) -> None:
    """An attempt failed; try again at ``next_at``.

    Raises:
        TakenOver: as ``finish``.
    """
    await _end(tx, [seq], {"next_at": next_at, "error": error})


async def bury(tx: Tx, seq: int, *, now: datetime, error: str) -> None:
    """The last attempt failed: the update is a dead letter, with its JSON, for people to look at.

    Raises:
        TakenOver: as ``finish``.
    """
    await _end(tx, [seq], {"state": "dead", "done_at": now, "error": error})


async def _end(tx: Tx, seqs: Sequence[int], values: dict[str, Any]) -> None:
    """The fence: whoever was paused for longer than its lease finds here that somebody else has the update."""
    ours = (inbox.c.seq.in_(list(seqs)), inbox.c.state == "new", inbox.c.owner == tx.owner)
    ended = await tx.execute(update(inbox).where(*ours).values(lease_until=None, owner=None, **values))
    if ended.rowcount != len(seqs):
        raise TakenOver


async def list_holders(tx: Tx, *, now: datetime) -> set[int]:
    """The owners that hold updates now."""
    held = (inbox.c.state == "new", inbox.c.owner.is_not(None), inbox.c.lease_until > now)
    return set((await tx.execute(select(inbox.c.owner).where(*held).distinct())).scalars())


async def expire_leases(tx: Tx, *, now: datetime, owners: Iterable[int] | None = None) -> int:
    """Take back the leases of processes that are gone, or of all there were; returns how many that were."""
    held = update(inbox).where(inbox.c.state == "new", inbox.c.lease_until.is_not(None))
    if owners is not None:
        held = held.where(inbox.c.owner.in_(list(owners)))
    return (await tx.execute(held.values(lease_until=now, owner=None))).rowcount


async def empty_raw(tx: Tx, *, done_before: datetime, limit: int) -> int:
    """Forget what people wrote in the oldest updates done before that moment; the key goes on refusing copies."""
    old = select(inbox.c.seq).where(FULL, inbox.c.done_at < done_before).order_by(inbox.c.done_at).limit(limit)
    return (await tx.execute(update(inbox).where(inbox.c.seq.in_(old)).values(raw=""))).rowcount


async def remove_done(tx: Tx, *, done_before: datetime, after: int, limit: int) -> tuple[int, int | None]:
    """Remove the keys of updates done before that moment, of the next ``limit`` rows after a number.

    Returns how many were removed, and the number to go on from; None when what follows is younger. The newest row
    always stays: SQLite would give its number to the next update, and dead letters are known by it.
    """
    columns = (inbox.c.seq, inbox.c.state, inbox.c.received_at, inbox.c.done_at)
    rows = (await tx.execute(select(*columns).where(inbox.c.seq > after).order_by(inbox.c.seq).limit(limit))).all()
    newest = (await tx.execute(select(func.max(inbox.c.seq)))).scalar_one()
    old = [row.seq for row in rows if row.state == "done" and row.done_at < done_before and row.seq != newest]
    if old:
        await tx.execute(delete(inbox).where(inbox.c.seq.in_(old)))
    more = len(rows) == limit and rows[-1].received_at < done_before
    return len(old), rows[-1].seq if more else None


@dataclass(frozen=True, slots=True)
class DeadUpdate:
    """An update that could not be handled, as the operator sees it; ``raw`` only on request."""

    seq: int
    kind: str
    received_at: datetime
    attempts: int
    error: str | None
    raw: str


async def list_dead(tx: Tx) -> list[DeadUpdate]:
    """Dead letters, oldest first."""
    rows = await tx.execute(select(inbox).where(inbox.c.state == "dead").order_by(inbox.c.seq))
    return [DeadUpdate(row.seq, row.kind, row.received_at, row.attempts, row.error, row.raw) for row in rows]


async def retry_dead(tx: Tx, seq: int, *, now: datetime) -> bool:
    """Give a dead letter another life; False if there is none of that number."""
    dead = update(inbox).where(inbox.c.seq == seq, inbox.c.state == "dead")
    again: dict[str, Any] = {
        "state": "new",
        "attempts": 0,
        "next_at": now,
        "done_at": None,
        "lease_until": None,
        "owner": None,
    }
    return (await tx.execute(dead.values(**again))).rowcount == 1


async def settle_dead(tx: Tx, seq: int) -> bool:
    """Somebody has seen to a dead letter: it leaves the list, and what was written in it is forgotten."""
    dead = update(inbox).where(inbox.c.seq == seq, inbox.c.state == "dead")
    return (await tx.execute(dead.values(state="settled", raw=""))).rowcount == 1


async def count_open(tx: Tx) -> int:
    """How many updates wait to be handled."""
    return int((await tx.execute(select(func.count()).where(inbox.c.state == "new"))).scalar_one())
