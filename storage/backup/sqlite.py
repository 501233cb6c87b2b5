"""SQLite, copied by its online backup API while the bot writes, and put back under a name that was free."""

import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

from storage.backup.dump import Dump, pieces_of
from storage.backup.manifest import Ask, contents_of
from storage.backup.refusals import ManifestDiffers, NoRoom, NotEmpty
from storage.backup.scratch import scratch, to_disk

COPY = "copy.db"
PAGES = 1000
"""Pages copied in one step; between steps a signal can end it."""
COPIES = 2
"""How often the database is on the disk besides for a moment: the copy, and what it is rebuilt from."""
LEFT_FREE = 64 * 2**20
"""Bytes that must be left then: with less than 50 MB the bot takes nothing in."""
BESIDE = ("-wal", "-shm", "-journal")


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """An existing database; it is not made if it is not there."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)) as connection:
        yield connection


def _ask(connection: sqlite3.Connection) -> Ask:
    async def ask(query: str) -> Sequence[Sequence[Any]]:
        return connection.execute(query).fetchall()

    return ask


@asynccontextmanager
async def dump_sqlite(database: Path, *, room: Path) -> AsyncIterator[Dump]:
    """Copy the database, as one read transaction sees it; writers go on meanwhile.

    The copy is rebuilt before it leaves, so that what was forgotten is not in it, in pages nobody uses.
    """
    _check_room(database)
    copy = room / COPY
    with _opened(database) as source:
        source.execute("BEGIN")
        contents = await contents_of(_ask(source), kind="sqlite")
        with closing(sqlite3.connect(copy, isolation_level=None)) as target:
            source.backup(target, pages=PAGES)
            target.execute("PRAGMA journal_mode=DELETE")
            # Nobody needs the copy if this fails, so what it was is not written down meanwhile.
            target.execute("PRAGMA journal_mode=OFF")
            target.execute("VACUUM")
        source.execute("ROLLBACK")
    yield Dump("sqlite", contents, pieces_of(copy))


def _check_room(database: Path) -> None:
    """A copy must not fill the disk that the bot writes to.

    Raises:
        NoRoom: there is too little for it.
    """
    needed, free = COPIES * database.stat().st_size + LEFT_FREE, shutil.disk_usage(database.parent).free
    if free < needed:
        raise NoRoom(
            f"A backup needs {needed // 2**20} MB free beside the database for a moment; there are {free // 2**20}. "
            "Make room on that disk."
        )


async def copy_beside(database: Path, *, name: str) -> Path:
    """A plain copy beside the database, in place of the one before; only our account reads it."""
    copies = {path for path in database.parent.glob(f"{database.name}.before-*") if path.is_file()}
    path = database.with_name(f"{database.name}.{name}")
    with scratch(database.parent, prefix=".banshi-copy-") as room:
        async with dump_sqlite(database, room=room):
            copy = room / COPY
            copy.chmod(0o600)
            to_disk(copy)
            copy.rename(path)
    to_disk(database.parent)
    for older in copies - {path}:
        older.unlink()
    return path


def check_free(database: Path) -> None:
    """A restore needs a name that is free.

    Raises:
        NotEmpty: something is there already.
    """
    for path in (database, *(Path(f"{database}{ending}") for ending in BESIDE)):
        if path.exists():
            raise NotEmpty(f"{path} exists. Restore into a file that does not, or move this one away first.")


@asynccontextmanager
async def restored_sqlite(copy: Path, *, database: Path) -> AsyncIterator[Ask]:
    """Check a copy; when the block has ended well, ``database`` is it, all at once.

    Raises:
        ManifestDiffers: SQLite finds it broken.
        NotEmpty: something is in its place.
    """
    with _opened(copy) as connection:
        try:
            found = connection.execute("PRAGMA integrity_check").fetchall()
            strays = connection.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError as error:
            raise ManifestDiffers(f"The dump in the backup is no sound SQLite database ({error}).") from None
        if found != [("ok",)] or strays:
            raise ManifestDiffers("SQLite finds the restored database broken. Take another backup.")
        yield _ask(connection)
    _put(copy, database)


def _put(copy: Path, database: Path) -> None:
    check_free(database)
    copy.chmod(0o600)
    to_disk(copy)
    os.link(copy, database)  # Unlike a rename it overwrites nothing.
    to_disk(database.parent)
