"""One backup, from the look at the database to the file under its final name."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from storage.backup import archive
from storage.backup.dump import Dump
from storage.backup.manifest import FORMAT, TABLES, Manifest
from storage.backup.postgres import Tools, dump_postgres
from storage.backup.scratch import scratch
from storage.backup.sealed import Key
from storage.backup.shelf import Shelf
from storage.backup.sqlite import dump_sqlite
from storage.backup_runs import Kind, begin_run, end_run
from storage.db import Database

OF_THE_HOUSE = frozenset({"alembic_version", "pace", "reading", "alert", "periodic", "backup_run"})
"""Tables the bot fills by itself, whose loss nobody would notice."""
SCRATCH = ".banshi-backup-"


@dataclass(frozen=True, slots=True)
class Made:
    """A backup on the shelf; ``size`` in bytes."""

    path: Path
    size: int
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Means:
    """What backups are made with. ``hall`` is None for the sample hall, which comes with the program."""

    shelf: Shelf
    key: Key
    tools: Tools
    hall: Path | None
    app_version: str


async def make_backup(database: Database, means: Means, *, now: Callable[[], datetime]) -> Made:
    """Make one, note in the database how it ended, and thin out the shelf.

    Raises:
        BackupRefused: one of its kinds; nothing is left under a final name.
    """
    with means.shelf.holding():
        async with database.write() as tx:
            number, _ = await begin_run(tx, Kind.BACKUP, now=now())
        try:
            made = await write_backup(database, means, now=now())
        except BaseException as error:
            # On a full disk this note fails too, and what matters is why the backup did.
            with suppress(SQLAlchemyError, OSError):
                async with database.write() as tx:
                    await end_run(tx, number, now=now(), error=type(error).__name__)
            raise
        async with database.write() as tx:
            await end_run(tx, number, now=now(), size=made.size, file=made.path.name)
        means.shelf.thin(now=now())
        return made


async def write_backup(database: Database, means: Means, *, now: datetime) -> Made:
    """Make one and note nothing: a schema older than ours may have no place for it. The caller holds the shelf."""
    path = means.shelf.name(now)
    # The file is closed before it gets its name.
    with means.shelf.writing(path) as partial, partial.open("wb") as file:
        async with dumped(database, tools=means.tools) as dump:

            def describe(size: int, digest: str, hall_files: int | None) -> Manifest:
                return Manifest(FORMAT, now, means.app_version, dump.kind, dump.contents, size, digest, hall_files)

            pieces = dump.pieces
            manifest = await archive.pack(file, key=means.key, dump=pieces, hall=means.hall, describe=describe)
    return Made(path, path.stat().st_size, manifest)


async def holds_rows(database: Database) -> bool:
    """Whether there is anything to lose: a row in any table of people or the hall, whatever the schema."""
    async with database.engine.connect() as connection:
        names = await connection.exec_driver_sql(TABLES["sqlite" if database.is_sqlite else "postgresql"])
        for table in {str(name) for (name,) in names} - OF_THE_HOUSE:
            if (await connection.exec_driver_sql(f'SELECT 1 FROM "{table}" LIMIT 1')).first():  # noqa: S608 # our own names
                return True
    return False


@asynccontextmanager
async def dumped(database: Database, *, tools: Tools) -> AsyncIterator[Dump]:
    """The contents of a database at one moment."""
    if not database.is_sqlite:
        async with dump_postgres(database, tools=tools) as dump:
            yield dump
        return
    path = Path(database.url.database or "")
    with scratch(path.parent, prefix=SCRATCH) as room:
        async with dump_sqlite(path, room=room) as dump:
            yield dump
