"""One file that a sandbox lives in: written whole or not at all, soon after every change."""

import os
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from sandbox.files import FileStore, StoredFile
from sandbox.record import Record
from sandbox.snapshot import restore, taken
from sandbox.world import World

MARK = 0x62_61_6E_73  # SQLite's application_id, by which such a file is known
VERSION = 1
"""Raised when what was written before can no longer be read; a new field with a default needs no new number."""
CANNOT_WRITE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
TABLES = """
    CREATE TABLE world (id INTEGER PRIMARY KEY CHECK (id = 1), body BLOB NOT NULL);
    CREATE TABLE record (kind TEXT, seq INTEGER, body BLOB NOT NULL, PRIMARY KEY (kind, seq));
    CREATE TABLE file (number INTEGER PRIMARY KEY, fields BLOB NOT NULL, data BLOB NOT NULL);
"""


class StateError(Exception):
    """The state file cannot be used; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What one writing writes; `anew` means that what was written before goes."""

    body: bytes
    anew: bool
    files: list[tuple[int, StoredFile]]
    sizes: list[list[dict[str, Any]]]
    record: list[tuple[str, dict[str, Any]]]


class StateFile:
    """An SQLite file, held by one sandbox at a time. What was written once (files, record) is not written again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files: FileStore | None = None
        self._record: Record | None = None
        self._kept = {"file": 0}
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._db = sqlite3.connect(path, isolation_level=None, timeout=1, check_same_thread=False)
            self._begin()
        except (OSError, sqlite3.Error) as error:
            raise self._refusal(error) from error

    def load(self, world: World) -> bool:
        """Make the world what the file holds; False if it holds none yet.

        Raises:
            StateError: the file is damaged.
        """
        try:
            row = self._db.execute("SELECT body FROM world").fetchone()
            if row is None:
                return False
            restore(world, row[0])
            for fields, data in self._db.execute("SELECT fields, data FROM file ORDER BY number"):
                world.files.take_back(**orjson.loads(fields), data=data)
            rows = self._db.execute("SELECT kind, body FROM record ORDER BY kind, seq")
            world.record.take_back((kind, orjson.loads(body)) for kind, body in rows)
        except (sqlite3.Error, ValueError, TypeError, KeyError) as error:
            raise self._refusal(error) from error
        self._files, self._record = world.files, world.record
        self._kept = {"file": len(world.files), **world.record.lengths()}
        return True

    def gather(self, world: World) -> Changes:
        """What has to be written for the world to be found again; quick, and takes nothing that changes later."""
        anew = world.files is not self._files or world.record is not self._record
        if anew:
            self._files, self._record, self._kept = world.files, world.record, {"file": 0}
        first = self._kept["file"]
        changes = Changes(
            taken(world),
            anew,
            list(enumerate(world.files.after(first), start=first)),
            [world.files.sizes(stored) for stored in world.files.after(first)],
            list(world.record.after(self._kept)),
        )
        self._kept = {"file": len(world.files), **world.record.lengths()}
        return changes

    def write(self, changes: Changes) -> None:
        """Write all of it or nothing; after a failure the next time begins from the whole world.

        Raises:
            StateError: the disk is full or the file gone.
        """
        try:
            self._db.execute("BEGIN")
            if changes.anew:
                self._db.execute("DELETE FROM file")
                self._db.execute("DELETE FROM record")
            self._db.execute("INSERT OR REPLACE INTO world VALUES (1, ?)", (changes.body,))
            for (number, stored), sizes in zip(changes.files, changes.sizes, strict=True):
                fields = orjson.dumps(_fields(stored) | {"sizes": sizes})
                self._db.execute("INSERT INTO file VALUES (?, ?, ?)", (number, fields, stored.data))
            for kind, entry in changes.record:
                self._db.execute("INSERT INTO record VALUES (?, ?, ?)", (kind, entry["seq"], orjson.dumps(entry)))
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._files = None
            with suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            raise self._refusal(error) from error

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    def _begin(self) -> None:
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        # What a reset removes shall be gone: overwritten in the file, and not left in the journal either.
        self._db.execute("PRAGMA secure_delete = ON")
        self._db.execute("PRAGMA journal_size_limit = 0")
        self._db.execute("BEGIN EXCLUSIVE")
        mark = self._db.execute("PRAGMA application_id").fetchone()[0]
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        is_new = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if not is_new and (mark, version) != (MARK, VERSION):
            raise sqlite3.DatabaseError("another kind of file")
        if is_new:
            self._db.execute(f"PRAGMA application_id = {MARK}")
            self._db.execute(f"PRAGMA user_version = {VERSION}")
            for statement in filter(str.strip, TABLES.split(";")):
                self._db.execute(statement)
        self._db.execute("COMMIT")

    def _refusal(self, error: Exception) -> StateError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the lowest byte is the kind, the rest details
        if code == sqlite3.SQLITE_BUSY:
            return StateError(f"{self._path} is in use by another sandbox: end that one, or give another --state.")
        if isinstance(error, OSError) or code in CANNOT_WRITE:
            return StateError(f"{self._path} cannot be written ({error}): give another --state.")
        return StateError(
            f"{self._path} is damaged or no state file of the sandbox ({error}): "
            "move it away to begin anew, or give another --state."
        )


def _fields(stored: StoredFile) -> dict[str, object]:
    names = ("file_id", "unique_id", "kind", "path", "name", "mime_type", "extra")
    return {name: getattr(stored, name) for name in names}
