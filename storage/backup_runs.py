"""How backups and drills ended: what the operator is told of their age."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, func, insert, select, update

from storage.tables import backup_run
from storage.transaction import Tx


class Kind(StrEnum):
    """What was run."""

    BACKUP = "backup"
    DRILL = "drill"


@dataclass(frozen=True, slots=True)
class BackupRun:
    """One run that ended. ``size`` is in bytes, ``file`` a name without its directory, ``error`` a type."""

    kind: Kind
    began_at: datetime
    ended_at: datetime
    ok: bool
    size: int | None
    file: str | None
    error: str | None


async def begin_run(tx: Tx, kind: Kind, *, now: datetime) -> tuple[int, str]:
    """Note that one begins; return its number and its canary.

    The canary is random and is committed just before a backup looks at the database: a copy without it is not the copy
    it claims to be.
    """
    canary = secrets.token_hex(16)
    begun = insert(backup_run).values(kind=kind, canary=canary, began_at=now).returning(backup_run.c.id)
    return int((await tx.execute(begun)).scalar_one()), canary


async def end_run(
    tx: Tx, number: int, *, now: datetime, size: int | None = None, file: str | None = None, error: str | None = None
) -> None:
    """Note how it ended; with an ``error`` it failed."""
    ended = update(backup_run).where(backup_run.c.id == number)
    await tx.execute(ended.values(ended_at=now, ok=error is None, size=size, file=file, error=error))


async def last_run(tx: Tx, kind: Kind, *, good: bool = False) -> BackupRun | None:
    """The newest run of a kind that ended, or, with ``good``, that ended well."""
    ended = select(backup_run).where(backup_run.c.kind == kind, backup_run.c.ended_at.is_not(None))
    wanted = ended.where(backup_run.c.ok) if good else ended
    row = (await tx.execute(wanted.order_by(backup_run.c.ended_at.desc()).limit(1))).one_or_none()
    if row is None:
        return None
    return BackupRun(Kind(row.kind), row.began_at, row.ended_at, row.ok, row.size, row.file, row.error)


async def forget_runs(tx: Tx, *, before: datetime) -> int:
    """Remove runs that began before that moment, but never the newest; return how many.

    SQLite would give the newest one's number to the next.
    """
    newest = select(func.max(backup_run.c.id)).scalar_subquery()
    old = delete(backup_run).where(backup_run.c.began_at < before, backup_run.c.id < newest)
    return (await tx.execute(old)).rowcount
