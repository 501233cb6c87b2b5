"""What happened, who did it and when: rows that are only ever added."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from storage.tables import event
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a matter's history. ``actor`` is ``citizen``, ``hall`` or ``staff:<id>``."""

    at: datetime
    actor: str
    action: str
    detail: Mapping[str, Any]


async def add_event(
    tx: Tx,
    *,
    actor: str,
    action: str,
    subject_kind: str,
    subject_id: int,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write down what happened."""
    about = {"subject_kind": subject_kind, "subject_id": subject_id, "detail": dict(detail or {})}
    await tx.execute(insert(event).values(at=now, actor=actor, action=action, **about))


async def list_events(tx: Tx, *, subject_kind: str, subject_id: int) -> list[Event]:
    """The history of one matter, oldest first."""
    about = (event.c.subject_kind == subject_kind, event.c.subject_id == subject_id)
    rows = await tx.execute(select(event).where(*about).order_by(event.c.id))
    return [Event(at=row.at, actor=row.actor, action=row.action, detail=row.detail) for row in rows]
