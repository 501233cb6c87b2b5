"""What will be said: rows that leave the house only after the commit that wrote them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Executable, Row, and_, bindparam, case, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.subjects import Part, Subject
from storage.documents import dump_json
from storage.outgoing import Address, Lane, Outgoing, Policy
from storage.tables import outbox
from storage.transaction import Tx

LEASE = timedelta(seconds=30)
"""How long a process may hold a row without saying how it ended; three times the longest call."""
UNREACHABLE = "unreachable: "
"""Begins the error of a message whose recipient blocked the bot or left: nothing to mend."""
AT_ONCE = 1000
"""Row numbers in one statement; both databases refuse more than some thirty thousand."""
OVER = frozenset({"sent", "expired", "dropped"})
"""States nobody needs to do anything about."""
_THIS_ONE = update(outbox).where(outbox.c.id == bindparam("row_id"))


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
    def queue(self) -> tuple[str, int, int, Lane | None]:
        """The queue whose order is kept: a topic of ours, or a lane in a chat and thread.

        A notice may wait minutes for its turn among thousands; the answer to a press in its chat must not wait with it.
        """
        if self.to.topic_id is not None:
            return ("topic", self.to.topic_id, 0, None)
        return ("chat", self.to.chat_id or 0, self.to.thread_id or 0, self.lane)


async def enqueue(
    tx: Tx, messages: Iterable[Outgoing], *, now: datetime, leased_until: datetime | None = None
) -> list[OutboxRow]:
    """Write the messages; return the rows that are new, in order. A known dedupe key is passed over.

    ``leased_until`` takes the lease at once, for rows that are handed over in memory after the commit.
    """
    statement = _add_new(on_sqlite=tx.is_sqlite)
    rows = []
    for message in messages:
        if found := (await tx.execute(statement, _values(message, now, leased_until))).one_or_none():
            rows.append(_row(found))
    return rows


@cache
def _add_new(*, on_sqlite: bool) -> Executable:
    """Built once: every answer is such a row, and building the statement costs more than running it."""
    build = sqlite.insert if on_sqlite else postgresql.insert
    return build(outbox).on_conflict_do_nothing(index_elements=["dedupe_key"]).returning(outbox)


def _values(message: Outgoing, now: datetime, leased_until: datetime | None) -> dict[str, Any]:
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
        "lease_until": leased_until,
        "expires_at": message.expires_at,
        "created_at": now,
    }


def _row(row: Row[Any]) -> OutboxRow:
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


async def claim_waiting(tx: Tx, *, now: datetime, limit: int) -> list[OutboxRow]:
    """Lease the oldest rows nobody holds: written by a command line, or left over by a process that died.

    A row whose lease ran out may have been sent, so its ``maybe_dup`` is raised once. Of a notice, and of a row that is
    flagged already, ``note_begun`` has told whether it ever began to leave: waiting in memory is no reason to flag it.
    """
    free = or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= now)
    waiting = select(outbox.c.id).where(outbox.c.state == "new", free).order_by(outbox.c.id).limit(limit)
    ids = (await tx.execute(waiting.with_for_update(skip_locked=True))).scalars().all()
    if not ids:
        return []
    unknown = and_(outbox.c.lease_until.is_not(None), outbox.c.maybe_dup == 0, outbox.c.policy != Policy.NOTICE)
    claim = (
        update(outbox)
        .where(outbox.c.id.in_(ids))
        .values(lease_until=now + LEASE, maybe_dup=case((unknown, 1), else_=outbox.c.maybe_dup))
        .returning(outbox)
    )
    return sorted((_row(row) for row in await tx.execute(claim)), key=lambda row: row.id)


async def renew_leases(tx: Tx, ids: Iterable[int], *, now: datetime) -> None:
    """Go on holding rows that wait in memory."""
    await _set_leases(tx, ids, until=now + LEASE)


async def release(tx: Tx, ids: Iterable[int]) -> None:
    """Give back rows that were certainly not sent, so that whoever takes them next need not fear a copy."""
    await _set_leases(tx, ids, until=None)


async def _set_leases(tx: Tx, ids: Iterable[int], *, until: datetime | None) -> None:
    wanted = list(ids)
    for start in range(0, len(wanted), AT_ONCE):
        held = update(outbox).where(outbox.c.id.in_(wanted[start : start + AT_ONCE]), outbox.c.state == "new")
        await tx.execute(held.values(lease_until=until))


async def expire_leases(tx: Tx, *, now: datetime) -> int:
    """Take every lease back; for the start of the only process. Returns how many rows were left over."""
    held = update(outbox).where(outbox.c.state == "new", outbox.c.lease_until.is_not(None))
    return (await tx.execute(held.values(lease_until=now))).rowcount


async def note_begun(tx: Tx, row_id: int, *, maybe_dup: int) -> None:
    """Write down before a call that it may have its effect; whoever finds the row like this must take it for sent."""
    await tx.execute(update(outbox).where(outbox.c.id == row_id).values(maybe_dup=maybe_dup))


async def finish(
    tx: Tx,
    row_id: int,
    *,
    state: str,
    maybe_dup: int,
    now: datetime,
    message_id: int | None = None,
    error: str | None = None,
) -> None:
    """Say how a row ended: ``sent``, ``unknown``, ``dead``, ``expired`` or ``dropped`` (a newer edit replaced it)."""
    values: dict[str, Any] = {
        "row_id": row_id,
        "state": state,
        "maybe_dup": maybe_dup,
        "message_id": message_id,
        "error": error,
        "lease_until": None,
    }
    if state == "sent":
        values["sent_at"] = now
    await tx.execute(_THIS_ONE, values)


async def note_failure(tx: Tx, row_id: int, *, attempts: int, maybe_dup: int, next_at: datetime, error: str) -> None:
    """Record a failed try; the row stays with the process that holds it until ``next_at``."""
    await tx.execute(
        update(outbox)
        .where(outbox.c.id == row_id)
        .values(attempts=attempts, maybe_dup=maybe_dup, next_at=next_at, error=error, lease_until=next_at + LEASE)
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


async def empty_bodies(tx: Tx, *, sent_before: datetime) -> int:
    """Forget the words of messages that arrived before that moment; return how many."""
    old = (outbox.c.state == "sent", outbox.c.sent_at < sent_before, outbox.c.body.is_not(None))
    return (await tx.execute(update(outbox).where(*old).values(body=None))).rowcount


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
