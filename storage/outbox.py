"""What will be said: rows that leave the house only after the commit that wrote them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ClauseElement, Row, bindparam, case, delete, func, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.subjects import Part, Subject
from storage.documents import dump_json
from storage.outgoing import Address, Lane, Outgoing, Policy, queue_of
from storage.prepared import Prepared
from storage.tables import outbox
from storage.transaction import Tx

LEASE = timedelta(seconds=30)
"""How long a process may hold a row without saying how it ended; three times the longest call."""
UNREACHABLE = "unreachable: "
"""Begins the error of a message whose recipient blocked the bot or left: nothing to mend."""
OVER = frozenset({"sent", "expired", "dropped"})
"""States nobody needs to do anything about."""
NEW: Any = literal_column("'new'")
"""Written out in statements, so that every plan may use the index of what is open."""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A message waiting to be sent."""

    id: int
    dedupe_key: str
    to: Address
    method: str
    body: str | None
    message: str | None
    params: Mapping[str, Any]
    subject: Subject | None
    edits: bool
    lane: Lane
    policy: Policy
    attempts: int
    maybe_dup: int
    next_at: datetime | None
    expires_at: datetime | None
    created_at: datetime

    @property
    def queue(self) -> str:
        """The queue whose order is kept."""
        return queue_of(self.to, self.lane)


async def enqueue(
    tx: Tx, messages: Iterable[Outgoing], *, now: datetime, leased_until: datetime | None = None
) -> list[OutboxRow]:
    """Write the messages; return the rows that are new and ours, in order. A known dedupe key is passed over.

    ``leased_until`` takes the lease at once, for rows that are handed over in memory after the commit; but not of a row
    that stands behind another process's in its queue, or behind one that nobody holds yet: it must not overtake them.
    """
    said = {message.dedupe_key: message for message in messages}
    holder = tx.owner if leased_until else None
    values = [_values(message, now, until=leased_until, holder=holder) for message in said.values()]
    if not tx.is_sqlite:
        values = [{**value, "me": tx.owner} for value in values]
    rows = []
    for row in await tx.run_many(_add_new, values):
        if leased_until is None or row.owner == tx.owner:
            rows.append(_new_row(row, said[row.dedupe_key], now))
        else:
            tx.news.add("outbox")
    return rows


_BACK = ("id", "dedupe_key", "owner", "body", "params")


@Prepared
def _add_new(on_sqlite: bool) -> ClauseElement:
    names = {"dedupe_key", "chat_id", "thread_id", "topic_id", "lane", "policy", "method", "body", "message", "params"}
    names |= {"subject_kind", "subject_id", "part", "edits", "queue", "expires_at", "created_at"}
    values: dict[str, Any] = {name: bindparam(name) for name in names}
    until, holder = bindparam("until", type_=outbox.c.lease_until.type), bindparam("holder", type_=outbox.c.owner.type)
    if on_sqlite:
        new: Any = sqlite.insert(outbox).values(values | {"lease_until": until, "owner": holder})
    else:
        ahead = outbox.alias()
        not_ours = ahead.c.owner.is_distinct_from(bindparam("me", type_=outbox.c.owner.type))
        in_queue = ahead.c.queue == bindparam("queue", type_=outbox.c.queue.type)
        stands_behind = select(ahead.c.id).where(in_queue, ahead.c.state == NEW, not_ours).exists()
        lease = {"lease_until": case((stands_behind, None), else_=until)}
        lease |= {"owner": case((stands_behind, None), else_=holder)}
        new = postgresql.insert(outbox).values(values | lease)
    known = new.on_conflict_do_nothing(index_elements=["dedupe_key"])
    statement: ClauseElement = known.returning(*(outbox.c[name] for name in _BACK))
    return statement


def _new_row(row: Any, message: Outgoing, now: datetime) -> OutboxRow:
    return OutboxRow(
        id=row.id,
        dedupe_key=row.dedupe_key,
        to=message.to,
        method=message.method,
        body=row.body,
        message=message.message,
        params=row.params,
        subject=message.subject,
        edits=message.edits,
        lane=message.lane,
        policy=message.policy,
        attempts=0,
        maybe_dup=0,
        next_at=None,
        expires_at=message.expires_at,
        created_at=now,
    )


def _values(message: Outgoing, now: datetime, *, until: datetime | None, holder: int | None) -> dict[str, Any]:
    subject = message.subject
    return {
        "dedupe_key": message.dedupe_key,
        "chat_id": message.to.chat_id,
        "thread_id": message.to.thread_id,
        "topic_id": message.to.topic_id,
        "lane": int(message.lane),
        "policy": message.policy,
        "method": message.method,
        "body": None if message.body is None else dump_json(message.body),
        "message": message.message,
        "params": dict(message.params),
        "subject_kind": subject.kind if subject else None,
        "subject_id": subject.id if subject else None,
        "part": subject.part if subject else None,
        "edits": message.edits,
        "queue": queue_of(message.to, message.lane),
        "until": until,
        "holder": holder,
        "expires_at": message.expires_at,
        "created_at": now,
    }


def row_of(row: Row[Any]) -> OutboxRow:
    """A row as everybody else sees it."""
    return OutboxRow(
        id=row.id,
        dedupe_key=row.dedupe_key,
        to=Address(chat_id=row.chat_id, thread_id=row.thread_id, topic_id=row.topic_id),
        method=row.method,
        body=row.body,
        message=row.message,
        params=row.params or {},
        subject=Subject(row.subject_kind, row.subject_id, Part(row.part)) if row.subject_kind else None,
        edits=row.edits,
        lane=Lane(row.lane),
        policy=Policy(row.policy),
        attempts=row.attempts,
        maybe_dup=row.maybe_dup,
        next_at=row.next_at,
        expires_at=row.expires_at,
        created_at=row.created_at,
    )


@dataclass(frozen=True, slots=True)
class DeadMessage:
    """A message that did not arrive, as the operator sees it: never its words."""

    id: int
    state: str
    to: Address
    method: str
    message: str | None
    attempts: int
    error: str | None
    created_at: datetime


async def list_dead(tx: Tx) -> list[DeadMessage]:
    """Messages that ended dead or unknown, oldest first."""
    rows = await tx.execute(select(outbox).where(outbox.c.state.in_(("dead", "unknown"))).order_by(outbox.c.id))
    return [
        DeadMessage(
            id=row.id,
            state=row.state,
            to=Address(chat_id=row.chat_id, thread_id=row.thread_id, topic_id=row.topic_id),
            method=row.method,
            message=row.message,
            attempts=row.attempts,
            error=row.error,
            created_at=row.created_at,
        )
        for row in rows
    ]


async def retry_dead(tx: Tx, row_id: int) -> bool:
    """Put a dead message back into its queue; False if there is none of that number.

    Whoever sends an unknown one again accepts a second copy, even of a notice, but no third.
    """
    dead = update(outbox).where(outbox.c.id == row_id, outbox.c.state.in_(("dead", "unknown")))
    unknown = outbox.c.state == "unknown"
    again = dead.values(
        state="new",
        attempts=0,
        maybe_dup=case((unknown, 1), else_=0),
        policy=case((unknown, Policy.CRITICAL.value), else_=outbox.c.policy),
        lease_until=None,
        owner=None,
        next_at=None,
    )
    return (await tx.execute(again)).rowcount == 1


async def settle_dead(tx: Tx, row_id: int) -> bool:
    """Somebody has seen to a dead message: it leaves the list, and its words are forgotten."""
    dead = update(outbox).where(outbox.c.id == row_id, outbox.c.state.in_(("dead", "unknown")))
    return (await tx.execute(dead.values(state="settled", body=None))).rowcount == 1


async def count_open(tx: Tx) -> int:
    """How many messages wait to be sent."""
    return int((await tx.execute(select(func.count()).where(outbox.c.state == "new"))).scalar_one())


async def empty_bodies(tx: Tx, *, sent_before: datetime, limit: int) -> int:
    """Forget the words of the oldest messages that arrived before that moment; return how many."""
    sent = (outbox.c.state == "sent", outbox.c.sent_at < sent_before, outbox.c.body.is_not(None))
    old = select(outbox.c.id).where(*sent).order_by(outbox.c.sent_at).limit(limit)
    return (await tx.execute(update(outbox).where(outbox.c.id.in_(old)).values(body=None))).rowcount


async def remove_ended(tx: Tx, *, written_before: datetime, after: int, limit: int) -> tuple[int, int | None]:
    """Remove rows written before that moment that are sent, expired or dropped, of the next ``limit`` after a number.

    Returns as ``storage.inbox.remove_done`` does; the newest row stays for the same reason.
    """
    columns = (outbox.c.id, outbox.c.state, outbox.c.created_at)
    rows = (await tx.execute(select(*columns).where(outbox.c.id > after).order_by(outbox.c.id).limit(limit))).all()
    newest = (await tx.execute(select(func.max(outbox.c.id)))).scalar_one()
    over = [row.id for row in rows if row.state in OVER and row.created_at < written_before and row.id != newest]
    if over:
        await tx.execute(delete(outbox).where(outbox.c.id.in_(over)))
    more = len(rows) == limit and rows[-1].created_at < written_before
    return len(over), rows[-1].id if more else None
