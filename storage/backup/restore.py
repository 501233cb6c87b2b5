"""A backup put into an empty place, checked, and kept from saying again what was said long ago."""

import shutil
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir

from storage.backup import archive
from storage.backup.manifest import Ask, Manifest, check_contents, contents_of
from storage.backup.postgres import Tools, check_empty, restored_postgres
from storage.backup.refusals import ManifestDiffers, NotEmpty
from storage.backup.scratch import scratch
from storage.backup.sealed import Key
from storage.backup.shelf import check_sum
from storage.backup.sqlite import check_free, restored_sqlite
from storage.db import Database
from storage.schema import head, knows, migrate

SCRATCH = ".banshi-restore-"
HOLD = {
    "outbox": "UPDATE outbox SET state = 'held', lease_until = NULL WHERE state = 'new'",
    "inbox": "UPDATE inbox SET lease_until = NULL WHERE state = 'new'",
    "periodic": "DELETE FROM periodic WHERE done_at IS NULL",
}
"""What a table's open rows become: whoever held them is gone, and what was to be said may have been said since."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A restored database. ``held`` counts the messages that wait for the operator's word."""

    manifest: Manifest
    held: int


async def restore(source: Path, *, key: Key, into: Database, tools: Tools, hall: Path | None) -> Restored:
    """Put a backup into a database that is empty, and its hall pack into a directory that is.

    Raises:
        BackupRefused: one of its kinds; ``into`` is as it was, or, if PostgreSQL failed in between, not usable.
    """
    check_sum(source)
    await _check_empty(into, hall)
    place = _path(into).parent if into.is_sqlite else Path(gettempdir())
    place.mkdir(parents=True, exist_ok=True)
    with scratch(place, prefix=SCRATCH) as room:
        with source.open("rb") as file:  # a command has its loop to itself
            manifest = archive.unpack(file, key=key, into=room)
        _check_kind(manifest, into)
        async with _restored(room / archive.DUMP, manifest, into=into, tools=tools) as ask:
            check_contents(await contents_of(ask, kind=manifest.database), manifest)
            held = await _hold(ask, manifest)
            # Before the database counts: a bot must not start on one whose hall pack had no room.
            if hall and manifest.hall_files is not None:
                shutil.copytree(room / archive.HALL, hall, dirs_exist_ok=True)
    if manifest.contents.revision != head():
        await migrate(into)
    return Restored(manifest, held)


def _path(database: Database) -> Path:
    return Path(database.url.database or "")


def _check_free(hall: Path) -> None:
    if hall.exists() and any(hall.iterdir()):
        raise NotEmpty(f"{hall} is not empty. Name a directory that does not exist yet for the hall pack.")


async def _check_empty(into: Database, hall: Path | None) -> None:
    if hall:
        _check_free(hall)
    if into.is_sqlite:
        check_free(_path(into))
    else:
        await check_empty(into)


def _check_kind(manifest: Manifest, into: Database) -> None:
    if (manifest.database == "sqlite") != into.is_sqlite:
        raise ManifestDiffers(f"The backup is of {manifest.database}; restore it into such a database.")
    if not knows(manifest.contents.revision):
        raise ManifestDiffers(
            f"The backup has schema {manifest.contents.revision}, which this release ({head()}) does not know: restore "
            f"it with release {manifest.app_version} or a later one."
        )


def _restored(dump: Path, manifest: Manifest, *, into: Database, tools: Tools) -> AbstractAsyncContextManager[Ask]:
    if into.is_sqlite:
        return restored_sqlite(dump, database=_path(into))
    return restored_postgres(dump, database=into, tools=tools, revision=manifest.contents.revision)


async def _hold(ask: Ask, manifest: Manifest) -> int:
    tables = manifest.contents.rows
    for table, statement in HOLD.items():
        if table in tables:
            await ask(statement)
    if "outbox" not in tables:
        return 0
    return int((await ask("SELECT count(*) FROM outbox WHERE state = 'held'"))[0][0])
