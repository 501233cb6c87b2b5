"""The latest reading of each thing that one replica looks at for all, and the row that shows that writing works."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import reading
from storage.transaction import Tx

PROBE = "probe"
"""The reading written to see whether the database can be written."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure and when it was read; no value means that there was nothing to read."""

    value: float | None
    at: datetime


async def note_reading(tx: Tx, name: str, *, value: float | None, now: datetime) -> None:
    """Keep the latest figure."""
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    latest = {"value": value, "at": now}
    statement = build(reading).values(name=name, **latest)
    await tx.execute(statement.on_conflict_do_update(index_elements=["name"], set_=latest))


async def note_first(tx: Tx, name: str, *, now: datetime) -> None:
    """Keep the moment, unless there is an earlier one."""
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    await tx.execute(build(reading).values(name=name, value=None, at=now).on_conflict_do_nothing())


async def claim_round(tx: Tx, name: str, *, every: timedelta, now: datetime) -> bool:
    """Whether it is this caller's turn: True for one of all replicas each time so long has gone by.

    A round in the future was claimed by a clock that has been set back since.
    """
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    due = or_(reading.c.at <= now - every, reading.c.at > now)
    statement = build(reading).values(name=name, value=None, at=now)
    return (
        await tx.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"at": now}, where=due))
    ).rowcount == 1


async def forget_readings(tx: Tx, beginning: str) -> None:
    """Remove every reading whose name begins so; what is still there is read anew."""
    await tx.execute(delete(reading).where(reading.c.name.startswith(beginning, autoescape=True)))


async def list_readings(tx: Tx) -> dict[str, Reading]:
    """Name -> latest reading."""
    return {row.name: Reading(row.value, row.at) for row in await tx.execute(select(reading))}
