"""``banshi backup`` and ``banshi restore``."""

import os
import signal
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import FrameType

from sqlalchemy.engine import make_url

from bot.commands.failures import CannotRun, Problems
from bot.commands.running import open_database
from bot.settings import Settings, SettingsWrong, load_settings
from storage.backup.make import Means, make_backup
from storage.backup.postgres import Tools
from storage.backup.restore import restore
from storage.backup.sealed import Key, read_key, write_new_key
from storage.backup.shelf import Shelf
from storage.db import Database

KINDNESS = 10
"""How far a backup steps back when the bot wants the processor."""
TERMINATED = 128 + signal.SIGTERM


def means_of(settings: Settings, *, shelf: Path, key: Path) -> Means:
    """What this installation makes backups with."""
    tools = Tools(settings.postgres_bin, url=make_url(settings.database_url))
    return Means(Shelf(shelf), read_key(key), tools, settings.hall, version("banshi"))


def asked_for(settings: Settings) -> tuple[Path, Path]:
    """The directory and the key file.

    Raises:
        CannotRun: they are not set.
    """
    if not settings.backup_dir or not settings.backup_key_file:
        raise CannotRun(
            "Set BANSHI_BACKUP_DIR and BANSHI_BACKUP_KEY_FILE first. A key: banshi backup --new-key FILE; see "
            "docs/operations.md."
        )
    return settings.backup_dir, settings.backup_key_file


def key_of(settings: Settings) -> Key:
    """The key backups are read with.

    Raises:
        CannotRun: it is not set.
    """
    if not settings.backup_key_file:
        raise CannotRun("Set BANSHI_BACKUP_KEY_FILE to the key the backup was made with.")
    return read_key(settings.backup_key_file)


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
    shelf, key = asked_for(settings)
    means = means_of(settings, shelf=shelf, key=key)
    end_in_order()
    os.nice(KINDNESS)
    began = time.monotonic()
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
    database = Database(url)
    began = time.monotonic()
    try:
        tools = Tools(settings.postgres_bin, url=database.url)
        done = await restore(source, key=key, into=database, tools=tools, hall=hall)
    finally:
        await database.close()
    made, rows = done.manifest.made_at, sum(done.manifest.contents.rows.values())
    print(f"Restored the state of {made:%Y-%m-%d %H:%M:%S} UTC: {rows} rows, as the manifest says.")
    print(f"It took {time.monotonic() - began:.1f} s.")
    _say_about_hall(done.manifest.hall_files, hall)
    if done.held:
        print(f"{done.held} messages that were not yet sent are held; nobody gets them unless you say so.")
        print("Look at them: banshi held list")
    return 0


def _say_about_hall(files: int | None, hall: Path | None) -> None:
    if files is None:
        print("No hall pack is in it: the bot used the sample hall.")
    elif hall:
        print(f"The hall pack is in {hall}: set BANSHI_HALL to it.")
    else:
        print(f"The hall pack ({files} files) was left in the backup; --hall DIR takes it out.")
