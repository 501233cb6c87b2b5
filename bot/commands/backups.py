"""``banshi backup`` and ``banshi restore``."""

import errno
import os
import signal
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType

import asyncpg
from sqlalchemy.exc import SQLAlchemyError

from bot.commands.failures import CannotRun, Problems
from bot.commands.finding import Finding
from bot.commands.means import means_of
from bot.commands.running import open_database
from bot.schedule import time_between_backups
from bot.settings import Settings, SettingsWrong, load_settings
from storage.backup.make import make_backup
from storage.backup.postgres import Tools
from storage.backup.refusals import KeyUnusable
from storage.backup.restore import restore
from storage.backup.sealed import Key, read_key, write_new_key
from storage.backup_runs import Kind, begin_run, end_run, last_run
from storage.db import Database
from storage.held import count_held

KINDNESS = 10
"""How far a backup steps back when the bot wants the processor."""
BACKUP_MAY_TAKE = timedelta(minutes=15)
"""How much later than due the last good backup may have ended."""
DRILL_OVERDUE = timedelta(days=8)
WHAT_TO_DO = {
    errno.ENOSPC: "Make room on the disks of the database, of the backups and of temporary files.",
    errno.EACCES: "Run it as the account the bot runs as, and see that the place belongs to it.",
    errno.EROFS: "With systemd, name the directory in ReadWritePaths= of the unit.",
    errno.ECONNREFUSED: "Look at the database's address, and whether its server runs.",
}
"""About a disk or a network, by the system's number of the error."""
TERMINATED = 128 + signal.SIGTERM


def key_of(settings: Settings) -> Key:
    """The key backups are read with.

    Raises:
        CannotRun: it is not set.
    """
    if not settings.backup_key_file:
        raise CannotRun("Set BANSHI_BACKUP_KEY_FILE to the key the backup was made with.")
    return read_key(settings.backup_key_file)


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Say of a disk or a database that fails what it is; neither holds anybody's words.

    Raises:
        CannotRun: it failed.
    """
    try:
        yield
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        todo = WHAT_TO_DO.get(error.errno or 0, "Try: banshi doctor")
        raise CannotRun(f"{what} failed: {error.strerror or type(error).__name__}{place}. {todo}") from None
    except (SQLAlchemyError, sqlite3.Error, asyncpg.PostgresError) as error:
        raise CannotRun(f"{what} failed: the database cannot be used ({type(error).__name__}).") from None


def end_in_order() -> None:
    """Let SIGTERM unwind what runs, so that everything temporary goes."""

    def stop(_: int, __: FrameType | None) -> None:
        raise SystemExit(TERMINATED)

    signal.signal(signal.SIGTERM, stop)


def new_key(path: Path) -> int:
    """Write a key file."""
    key = write_new_key(path)
    print(f"Key {key.id.hex()} is in {path}. Keep a copy of it elsewhere, away from the backups: without it they are")
    print("worthless, with it anybody can read them. Set BANSHI_BACKUP_KEY_FILE to it.")
    return 0


async def backup() -> int:
    """Make a backup."""
    settings = load_settings(needs_token=False)
    means = means_of(settings)
    end_in_order()
    os.nice(KINDNESS)
    began = time.monotonic()
    with explained("The backup"):
        async with open_database(settings) as database:
            made = await make_backup(database, means, now=lambda: datetime.now(UTC))
    rows = sum(made.manifest.contents.rows.values())
    seconds = time.monotonic() - began
    print(f"{made.path}: {made.size} bytes, {rows} rows, schema {made.manifest.contents.revision}, {seconds:.1f} s")
    return 0


async def restore_backup(source: Path, *, into: str, hall: Path | None) -> int:
    """Put a backup into an empty place."""
    settings = load_settings(needs_token=False)
    try:
        url = load_settings(needs_token=False, database_url=into).database_url
    except SettingsWrong as error:
        raise Problems(f"--into is no database URL of ours: {error}") from None
    key = key_of(settings)
    end_in_order()
    began = time.monotonic()
    with explained("The restore"):
        database = Database(url)
        try:
            tools = Tools(settings.postgres_bin, url=database.url)
            done = await restore(source, key=key, into=database, tools=tools, hall=hall)
        finally:
            await database.close()
    made, rows = done.manifest.made_at, sum(done.manifest.contents.rows.values())
    print(f"Restored the state of {made:%Y-%m-%d %H:%M:%S} UTC: {rows} rows, as the manifest says.")
    print(f"It is in {_place_of(database)}: BANSHI_DATABASE_URL must name that.")
    print(f"It took {time.monotonic() - began:.1f} s.")
    _say_about_hall(done.manifest.hall_files, hall)
    if done.held:
        print(f"{done.held} messages that were not yet sent are held; nobody gets them unless you say so.")
        print("Look at them: banshi held list")
    return 0


def _place_of(database: Database) -> str:
    """Where a relative path led, or which database it is."""
    name = database.url.database or ""
    return str(Path(name).absolute()) if database.is_sqlite else name


async def try_backup(source: Path | None) -> int:
    """Put a backup to the test and note in the database how that ended."""
    # It brings the demo's libraries, which a backup need not wait for.
    from bot.drill import drill

    settings = load_settings(needs_token=False)
    means = means_of(settings)
    end_in_order()
    os.nice(KINDNESS)
    with explained("The drill"):
        async with open_database(settings) as database:
            async with database.write() as tx:
                number, _ = await begin_run(tx, Kind.DRILL, now=datetime.now(UTC))
            file = None
            try:
                file = source or means.shelf.newest()
                done = await drill(file, live=database, means=means, clock=time.monotonic, now=datetime.now(UTC))
            except BaseException as error:
                with suppress(SQLAlchemyError, OSError):  # why the drill failed matters more
                    await _note(database, number, file=file, error=type(error).__name__)
                raise
            await _note(database, number, file=file, error=None)
    hours = (datetime.now(UTC) - done.restored.manifest.made_at).total_seconds() / 3600
    print(f"{file.name} is good: restored in {done.restoring:.1f} s with every row it promises, and worked with for")
    print(f"{done.talking:.1f} s. {done.restored.held} held messages stayed held. It is {hours:.1f} h old.")
    return 0


async def _note(database: Database, number: int, *, file: Path | None, error: str | None) -> None:
    async with database.write() as tx:
        await end_run(tx, number, now=datetime.now(UTC), file=file.name if file else None, error=error)


def _say_about_hall(files: int | None, hall: Path | None) -> None:
    if files is None:
        print("No hall pack is in it: the bot used the sample hall.")
    elif hall:
        print(f"The hall pack is in {hall}: set BANSHI_HALL to it.")
    else:
        print(f"The hall pack ({files} files) was left in the backup; --hall DIR takes it out.")


async def look_at_backups(database: Database, settings: Settings) -> AsyncIterator[Finding]:
    """What the doctor finds out about backups, drills and held messages."""
    async with database.read() as tx:
        backup, drill = [await last_run(tx, kind, good=True) for kind in (Kind.BACKUP, Kind.DRILL)]
        held = await count_held(tx)
    if held:
        yield Finding("held messages", f"{held}, since a restore", "Look at them: banshi held list")
    if not settings.backup_key_file or not settings.backs_up:
        what_to_set = "Set BANSHI_BACKUP_DIR and BANSHI_BACKUP_KEY_FILE; see docs/operations.md."
        yield Finding("backups", "none are made", what_to_set)
        return
    try:
        read_key(settings.backup_key_file)
    except KeyUnusable as error:
        yield Finding("backup key", "cannot be used", str(error))
    else:
        loose = settings.backup_key_file.stat().st_mode & 0o077
        todo = f"Run: chmod 600 {settings.backup_key_file}" if loose else None
        yield Finding("backup key", "can be read by others" if loose else "can be read", todo)
    within = time_between_backups(is_sqlite=database.is_sqlite) + BACKUP_MAY_TAKE
    for name, run, limit in (("backup", backup, within), ("drill", drill, DRILL_OVERDUE)):
        age = datetime.now(UTC) - run.ended_at if run else None
        todo = None if age and age <= limit else f"Run: banshi {name}; then look for job_failed in the log."
        yield Finding(f"last good {name}", f"{age.total_seconds() / 3600:.1f} h ago" if age else "never", todo)
