"""SQLite driven on the event loop: a stand-in for aiosqlite without its thread hop per statement.

A statement on a local file takes microseconds, a hop to a thread and back some fifty of them. Only what waits for the
disk or for another process's lock (BEGIN IMMEDIATE, COMMIT) goes to a thread. Why: docs/decisions, 0004.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self

BUSY_TIMEOUT = 10_000
"""Milliseconds a writer waits for another process, such as a command line beside the running bot."""
WAITS_FOR_THE_DISK = ("BEGIN IMMEDIATE", "VACUUM", "PRAGMA wal_checkpoint")


class OnLoopCursor:
    """A cursor as SQLAlchemy's asyncio adapter expects it from aiosqlite."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._cursor.close()

    async def execute(self, statement: str, parameters: Iterable[Any] = ()) -> None:
        if statement.startswith(WAITS_FOR_THE_DISK):
            await _in_thread(self._cursor.execute, statement)
        else:
            self._cursor.execute(statement, parameters)  # type: ignore[arg-type] # SQLAlchemy passes tuples

    async def executemany(self, statement: str, parameters: Iterable[Any]) -> None:
        self._cursor.executemany(statement, parameters)

    async def fetchone(self) -> Any:
        return self._cursor.fetchone()

    async def fetchmany(self, size: int) -> list[Any]:
        return self._cursor.fetchmany(size)

    async def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    async def close(self) -> None:
        self._cursor.close()

    @property
    def description(self) -> Any:
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._cursor.lastrowid


class OnLoopConnection:
    """A connection as SQLAlchemy's asyncio adapter expects it from aiosqlite, and a ``storage.pool.Driver``."""

    def __init__(self, path: str) -> None:
        # One unit of work at a time uses a connection; COMMIT may run on another thread.
        self._connection: sqlite3.Connection | None = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, cached_statements=512
        )
        self._conn = self._connection
        self._conn.execute("PRAGMA journal_mode=WAL")
        self._conn.execute("PRAGMA synchronous=FULL")
        self._conn.execute("PRAGMA foreign_keys=ON")
        self._wait_when_busy(BUSY_TIMEOUT)

    def cursor(self) -> OnLoopCursor:
        return OnLoopCursor(self._conn.cursor())

    async def create_function(self, name: str, narg: int, func: Any, *, deterministic: bool = False) -> None:
        self._conn.create_function(name, narg, func, deterministic=deterministic)

    async def begin(self, *, writes: bool) -> None:
        if not writes:
            # Nothing else about a look waits, so somebody who looks again and again would leave no turn to others.
            await asyncio.sleep(0)
            self._conn.execute("BEGIN")
            return
        self._wait_when_busy(0)
        try:
            # Most often nobody else writes, and then there is nothing to wait for.
            self._conn.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
        finally:
            self._wait_when_busy(BUSY_TIMEOUT)
        await _in_thread(self._conn.execute, "BEGIN IMMEDIATE")

    def _wait_when_busy(self, milliseconds: int) -> None:
        self._conn.execute(f"PRAGMA busy_timeout={milliseconds}")

    async def command(self, *statements: str) -> None:
        for statement in statements:
            self._conn.execute(statement)

    async def fetch(self, text: str, parameters: Sequence[Any] = ()) -> list[Any]:
        return self._conn.execute(text, parameters).fetchall()

    async def fetch_many(self, text: str, many: Sequence[Sequence[Any]], *, returns: bool) -> list[Any]:
        if not returns:
            self._conn.executemany(text, many)
            return []
        return [row for parameters in many for row in self._conn.execute(text, parameters).fetchall()]

    async def commit(self) -> None:
        if self._conn.in_transaction:
            await _in_thread(self._conn.execute, "COMMIT")

    async def rollback(self) -> None:
        if self._conn.in_transaction:
            self._conn.execute("ROLLBACK")

    @property
    def is_open(self) -> bool:
        return self._connection is not None

    async def close(self) -> None:
        self._connection = None
        self._conn.close()

    def stop(self) -> None:
        """Give up without waiting; SQLAlchemy calls it when the loop is gone."""
        self._connection = None
        self._conn.close()


async def _in_thread(run: Callable[[str], object], statement: str) -> None:
    """Wait for a thread, even when cancelled: whoever cancels closes the connection or uses it for something else.

    A BEGIN IMMEDIATE that is not waited for would still take the one write lock.
    """
    work = asyncio.get_running_loop().run_in_executor(None, run, statement)
    cancelled: asyncio.CancelledError | None = None
    while not work.done():
        try:
            await asyncio.wait((work,))
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled:
        work.exception()
        raise cancelled
    work.result()


async def connect(path: str) -> OnLoopConnection:
    """Open one connection with the house's settings: WAL, FULL, foreign keys, a busy timeout."""
    return OnLoopConnection(path)
