"""Who holds which message: one process at a time, and in a queue nobody before another has finished."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, or_, select, update

from storage.outbox import LEASE, OutboxRow, row_of
from storage.outgoing import Policy
from storage.prepared import Prepared
from storage.tables import outbox
from storage.transaction import Tx

AT_ONCE = 1000
"""Row numbers in one statement; both databases refuse more than some thirty thousand."""
CLAIMING = 7_262_877
"""First half of the key of the lock under which waiting rows are claimed."""


_ENDED = or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= bindparam("now"))
_ANY_FREE = Prepared(select(exists().where(outbox.c.state == "new", _ENDED).label("found")))


async def anything_waits(tx: Tx, *, now: datetime) -> bool:
    """Whether there are rows nobody holds; what another process sends before them is not asked."""
    [[found]] = await tx.run(_ANY_FREE, now=now)
    return bool(found)


async def claim_waiting(tx: Tx, *, now: datetime, limit: int) -> list[OutboxRow]:
    """Lease the oldest rows nobody holds: written by a command line, or left over by a process that died.

    A row whose lease ran out may have been sent, so its ``maybe_dup`` is raised once. Of a notice, and of a row that is
    flagged already, ``note_begun`` has told whether it ever began to leave: waiting in memory is no reason to flag it.
    """
    free = or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= now)
    waiting = select(outbox.c.id).where(outbox.c.state == "new", free).order_by(outbox.c.id).limit(limit)
    if not tx.is_sqlite:
        # One process at a time: two could pass over each other's rows of one queue.
        await tx.execute(select(func.pg_advisory_xact_lock(CLAIMING, 0)))
        waiting = waiting.where(~_held_ahead(tx.owner, now)).with_for_update(skip_locked=True)
    ids = (await tx.execute(waiting)).scalars().all()
    if not ids:
        return []
    unknown = and_(outbox.c.lease_until.is_not(None), outbox.c.maybe_dup == 0, outbox.c.policy != Policy.NOTICE)
    claim = (
        update(outbox)
        .where(outbox.c.id.in_(ids))
        .values(lease_until=now + LEASE, owner=tx.owner, maybe_dup=case((unknown, 1), else_=outbox.c.maybe_dup))
        .returning(outbox)
    )
    return sorted((row_of(row) for row in await tx.execute(claim)), key=lambda row: row.id)


def _held_ahead(owner: int, now: datetime) -> ColumnElement[bool]:
    """Whether another process still sends something that stands before this row in its queue."""
    ahead = outbox.alias()
    in_queue = (ahead.c.queue == outbox.c.queue, ahead.c.state == "new", ahead.c.id < outbox.c.id)
    return select(ahead.c.id).where(*in_queue, ahead.c.owner != owner, ahead.c.lease_until > now).exists()


async def renew_leases(tx: Tx, ids: Iterable[int], *, now: datetime) -> set[int]:
    """Go on holding rows that wait in memory; returns those of them that are still ours."""
    return await _set_leases(tx, ids, lease_until=now + LEASE)


async def release(tx: Tx, ids: Iterable[int]) -> None:
    """Give back rows that were certainly not sent, so that whoever takes them next need not fear a copy."""
    await _set_leases(tx, ids, lease_until=None, owner=None)
    tx.news.add("outbox")


async def _set_leases(tx: Tx, ids: Iterable[int], **values: Any) -> set[int]:
    wanted, ours = list(ids), set[int]()
    for start in range(0, len(wanted), AT_ONCE):
        some = outbox.c.id.in_(wanted[start : start + AT_ONCE])
        held = update(outbox).where(some, outbox.c.state == "new", outbox.c.owner == tx.owner)
        ours.update((await tx.execute(held.values(**values).returning(outbox.c.id))).scalars())
    return ours


async def list_holders(tx: Tx, *, now: datetime) -> set[int]:
    """The owners that hold messages now."""
    held = (outbox.c.state == "new", outbox.c.owner.is_not(None), outbox.c.lease_until > now)
    return set((await tx.execute(select(outbox.c.owner).where(*held).distinct())).scalars())


async def expire_leases(tx: Tx, *, now: datetime, owners: Iterable[int] | None = None) -> int:
    """Take back the leases of processes that are gone, or of all there were; returns how many rows were left over."""
    held = update(outbox).where(outbox.c.state == "new", outbox.c.lease_until.is_not(None))
    if owners is not None:
        held = held.where(outbox.c.owner.in_(list(owners)))
    return (await tx.execute(held.values(lease_until=now, owner=None))).rowcount
