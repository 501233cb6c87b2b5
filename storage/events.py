"""What happened, who did it and when: rows that are only ever added."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, func, insert, or_, select

from storage.prepared import Prepared, given
from storage.tables import event
from storage.tables.hall import REVEALED
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a matter's history. ``actor`` is ``citizen``, ``hall`` or ``staff:<id>``."""

    at: datetime
    actor: str
    action: str
    subject_id: int
    detail: Mapping[str, Any]


_ADD = Prepared(
    insert(event).values(given("at", "actor", "action", "subject_kind", "subject_id", "detail")).returning(event.c.id)
)


async def add_event(
    tx: Tx,
    *,
    actor: str,
    action: str,
    subject_kind: str,
    subject_id: int,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
) -> int:
    """Write down what happened; the id of the line."""
    about = {"subject_kind": subject_kind, "subject_id": subject_id, "detail": dict(detail or {})}
    return int((await tx.run(_ADD, at=now, actor=actor, action=action, **about))[0].id)


async def find_event(tx: Tx, event_id: int) -> Event | None:
    """One line of a history."""
    row = (await tx.execute(select(event).where(event.c.id == event_id))).one_or_none()
    return _event(row) if row else None


async def count_revealed(tx: Tx, *, actor: str, since: datetime) -> int:
    """How many contacts somebody of staff has been shown since a moment."""
    shown = select(func.count()).select_from(event).where(REVEALED, event.c.actor == actor, event.c.at >= since)
    return int((await tx.execute(shown)).scalar_one())


async def list_events(
    tx: Tx, *, subject_kind: str, subject_id: int, actions: tuple[str, ...] | None = None
) -> list[Event]:
    """The history of one matter, oldest first; of it what is one of ``actions``, where they are given."""
    rows = await tx.run(_history(actions), subject_kind=subject_kind, subject_id=subject_id)
    return [_event(row) for row in rows]


@cache
def _history(actions: tuple[str, ...] | None) -> Prepared:
    about = [event.c[name] == value for name, value in given("subject_kind", "subject_id").items()]
    if actions is not None:
        about.append(or_(*(event.c.action == action for action in actions)))
    return Prepared(select(event).where(*about).order_by(event.c.id))


async def has_key(tx: Tx, key: str, *, subject_kind: str, subject_id: int) -> bool:
    """Whether anything was done to a matter with the words of the draft that has this ``key``."""
    about = (event.c.subject_kind == subject_kind, event.c.subject_id == subject_id)
    done = select(event.c.id).where(*about, event.c.detail["key"].as_string() == key).limit(1)
    return (await tx.execute(done)).first() is not None


def _event(row: Row[Any]) -> Event:
    return Event(at=row.at, actor=row.actor, action=row.action, subject_id=row.subject_id, detail=row.detail)
