"""Alerts as rows, so that replicas tell each once and a restart forgets none that is untold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.alerts import OpenAlert
from storage.tables import alert
from storage.transaction import Tx

OUTSIDE_PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
"""Between tries to tell somebody outside; the last one goes on."""
OLD_NEWS = timedelta(days=1)
"""After so long nobody outside is told any more."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert, lasting or over. ``news`` counts what there was to tell of it so far."""

    id: int
    name: str
    value: float
    began_at: datetime
    ended_at: datetime | None
    news: int
    tries: int


def _alert(row: Row[Any]) -> Alert:
    return Alert(row.id, row.name, row.value, row.began_at, row.ended_at, row.news, row.tries)


async def list_open(tx: Tx) -> list[OpenAlert]:
    """Alerts that are not over, oldest first."""
    rows = await tx.execute(select(alert).where(alert.c.ended_at.is_(None)).order_by(alert.c.id))
    return [OpenAlert(r.id, r.name, r.value, r.began_at, r.seen_at, r.news, r.news_at) for r in rows]


async def get_alert(tx: Tx, alert_id: int) -> Alert | None:
    """One alert; None when it was forgotten."""
    row = (await tx.execute(select(alert).where(alert.c.id == alert_id))).one_or_none()
    return _alert(row) if row else None


async def begin(tx: Tx, name: str, *, value: float, now: datetime) -> int | None:
    """Open an alert; None when another replica has done so already."""
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    fresh = {"began_at": now, "seen_at": now, "news_at": now, "next_at": now}
    new = build(alert).values(name=name, value=value, **fresh).on_conflict_do_nothing().returning(alert.c.id)
    return (await tx.execute(new)).scalar_one_or_none()


async def see(tx: Tx, alert_id: int, *, value: float, now: datetime) -> None:
    """It was seen again."""
    await tx.execute(update(alert).where(alert.c.id == alert_id).values(value=value, seen_at=now))


async def remind(tx: Tx, known: OpenAlert, *, value: float, now: datetime) -> bool:
    """Tell again that it lasts; False when another replica was quicker."""
    return await _turn(tx, known, value=value, seen_at=now, now=now)


async def end(tx: Tx, known: OpenAlert, *, value: float, now: datetime) -> bool:
    """It is over; False when another replica was quicker, or has seen it again meanwhile."""
    return await _turn(tx, known, value=value, ended_at=now, now=now)


async def _turn(tx: Tx, known: OpenAlert, *, now: datetime, **values: object) -> bool:
    same = (alert.c.id == known.id, alert.c.news == known.news, alert.c.ended_at.is_(None))
    unseen = alert.c.seen_at == known.seen_at if "ended_at" in values else alert.c.id == known.id
    turned = update(alert).where(*same, unseen)
    news = {"news": alert.c.news + 1, "news_at": now, "tries": 0, "next_at": now}
    return (await tx.execute(turned.values(**values, **news))).rowcount == 1


async def claim_untold(tx: Tx, *, now: datetime) -> Sequence[Alert]:
    """Alerts of which somebody outside does not know the latest; the next try is due only after a pause.

    The try is counted before it is made, so that no two replicas make it and a process that dies in it repeats it.
    """
    due = (alert.c.told_outside < alert.c.news, alert.c.next_at <= now, alert.c.news_at > now - OLD_NEWS)
    found = (await tx.execute(select(alert).where(*due).order_by(alert.c.id).with_for_update(skip_locked=True))).all()
    for row in found:
        pause = OUTSIDE_PAUSES[min(row.tries, len(OUTSIDE_PAUSES) - 1)]
        tried = update(alert).where(alert.c.id == row.id)
        await tx.execute(tried.values(tries=row.tries + 1, next_at=now + pause))
    return [_alert(row) for row in found]


async def note_told(tx: Tx, told: Alert) -> None:
    """Somebody outside knows this much."""
    known = update(alert).where(alert.c.id == told.id, alert.c.told_outside < told.news)
    await tx.execute(known.values(told_outside=told.news))


async def forget_alerts(tx: Tx, *, ended_before: datetime) -> int:
    """Remove alerts that were over before that moment; return how many."""
    return (await tx.execute(delete(alert).where(alert.c.ended_at < ended_before))).rowcount
