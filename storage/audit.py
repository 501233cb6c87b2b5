"""The audit chain: each event is sealed with a key the database does not hold, and with the seal of the one before.

A changed, removed, inserted or moved event breaks the chain. A chain that was cut off at its end looks whole, so its
head is kept elsewhere too: in every backup's manifest, and wherever ``banshi verify audit`` is told to compare it.
"""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, Select, func, insert, select

from storage.tables import audit_link as link
from storage.tables import event
from storage.transaction import Tx

GENESIS: Final = "0" * 64
"""What the first link is chained to."""
LOOK_BACK = 10_000
"""How many events before the newest sealed one are looked through again: what is committed late has an earlier id."""
SEALED_WITHIN = timedelta(minutes=5)
"""An event that is not sealed after so long was put there behind the chain, or nothing seals."""
SEALING: Final = 7_262_878
"""First half of the key of the lock under which events are sealed."""
SHORT = 16
"""Characters of a seal, 64 bits, that tell it from others where all of it is too long."""
PAGE = 1_000
"""Links that are checked at a time."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link: how many there are, and its seal."""

    place: int
    mac: str

    def __str__(self) -> str:
        return f"{self.place}:{self.mac}"

    @property
    def beginning(self) -> str:
        """As people can read it to each other; enough to be told from any other."""
        return f"{self.place}:{self.mac[:SHORT]}"


@dataclass(frozen=True, slots=True)
class Break:
    """Where history is not what was sealed. ``place`` is the link's, or None for an event outside the chain."""

    place: int | None
    event_id: int | None
    reason: str


async def head(tx: Tx) -> Head:
    """The newest link; place 0 while there is none."""
    newest = select(link.c.place, link.c.mac).order_by(link.c.place.desc()).limit(1)
    row = (await tx.execute(newest)).one_or_none()
    return Head(row.place, row.mac) if row else Head(0, GENESIS)


async def has_unsealed(tx: Tx) -> bool:
    """Whether there is anything to seal."""
    return (await tx.execute((await _unsealed(tx)).with_only_columns(event.c.id).limit(1))).first() is not None


async def seal_new(tx: Tx, *, key: bytes, now: datetime, limit: int) -> int:
    """Chain at most ``limit`` committed events that are not sealed yet, oldest first; return how many.

    One at a time: on PostgreSQL a lock tells that another process is at it, and the place of a link is unique.
    """
    if not tx.is_sqlite and not (await tx.execute(select(func.pg_try_advisory_xact_lock(SEALING, 0)))).scalar_one():
        return 0
    last = await head(tx)
    rows = []
    for row in await tx.execute((await _unsealed(tx)).order_by(event.c.id).limit(limit)):
        commitment = _commitment(row, key=key)
        mac = _mac(row, key=key, place=last.place + 1, before=last.mac, commitment=commitment)
        last = Head(last.place + 1, mac)
        rows.append({"place": last.place, "event_id": row.id, "commitment": commitment, "mac": mac, "sealed_at": now})
    if rows:
        await tx.execute(insert(link), rows)
    return len(rows)


async def _unsealed(tx: Tx) -> Select[Any]:
    newest = (await tx.execute(select(func.coalesce(func.max(link.c.event_id), 0)))).scalar_one()
    unsealed = select(event).outerjoin(link, link.c.event_id == event.c.id)
    return unsealed.where(link.c.event_id.is_(None), event.c.id > newest - LOOK_BACK)


async def breaks(tx: Tx, *, key: bytes, now: datetime) -> AsyncIterator[Break]:
    """Every place where the chain does not hold, in order, then the events that nobody sealed."""
    last = Head(0, GENESIS)
    while page := await _page(tx, after=last.place):
        for row in page:
            if row.place != last.place + 1:
                yield Break(last.place + 1, None, "the link is missing")
            if row.id is None:
                yield Break(row.place, row.event_id, "the event is missing")
            elif row.commitment != _commitment(row, key=key):
                yield Break(row.place, row.event_id, "what the event says was changed")
            elif row.mac != _mac(row, key=key, place=row.place, before=last.mac, commitment=row.commitment):
                yield Break(row.place, row.event_id, "the event or its place was changed")
            last = Head(row.place, row.mac)
    sealed_at = (await tx.execute(select(func.max(link.c.sealed_at)))).scalar_one() or now
    unsealed = select(event.c.id).outerjoin(link, link.c.event_id == event.c.id)
    # While nothing seals, as when the bot is stopped, what happened last is not sealed yet, and no sign of anything.
    late = unsealed.where(link.c.event_id.is_(None), event.c.at < min(now, sealed_at) - SEALED_WITHIN)
    for row in await tx.execute(late.order_by(event.c.id)):
        yield Break(None, row.id, "the event was never sealed")


async def holds(tx: Tx, expected: Head) -> bool:
    """Whether the chain still has the link that was its head once; at least the beginning of its seal is known."""
    found = select(link.c.mac).where(link.c.place == expected.place)
    return ((await tx.execute(found)).scalar_one_or_none() or "").startswith(expected.mac)


async def _page(tx: Tx, *, after: int) -> list[Row[Any]]:
    linked = select(link, event).outerjoin(event, event.c.id == link.c.event_id)
    return list(await tx.execute(linked.where(link.c.place > after).order_by(link.c.place).limit(PAGE)))


def _commitment(row: Row[Any], *, key: bytes) -> str:
    """Stands for what an event says. Words that are erased by law leave it, and with it the chain, as they were."""
    said = json.dumps(row.detail, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key, f"detail\n{row.id}\n{said}".encode(), hashlib.sha256).hexdigest()


def _mac(row: Row[Any], *, key: bytes, place: int, before: str, commitment: str) -> str:
    fields = (place, before, row.id, row.at.isoformat(), row.actor, row.action, row.subject_kind, row.subject_id)
    # As JSON, so that no sign in one field can be taken for the end of it.
    return hmac.new(key, json.dumps([*fields, commitment]).encode(), hashlib.sha256).hexdigest()
