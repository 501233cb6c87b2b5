"""A process that writes without a pause: two tables that agree after every transaction, and never in between."""

import asyncio
import contextlib
import sqlite3
import sys
import time
from collections.abc import AsyncIterator

import asyncpg
from sqlalchemy.engine import make_url

EVENT = (
    "INSERT INTO event (at, actor, action, subject_kind, subject_id, detail) "
    "VALUES ('2026-12-02 02:00:00', 'load', 'wrote', 'load', 1, '{\"words\": \"%s\"}')"
)
COUNT = "UPDATE counter SET value = value + 1 WHERE name = 'load'"
BEGIN = "INSERT INTO counter (name, value) VALUES ('load', 0)"
AGREES = """
    SELECT value - (SELECT count(*) FROM event WHERE actor = 'load') AS missing, value FROM counter WHERE name = 'load'
"""
PAUSE = 0.002
"""Seconds between transactions: SQLite's waiting writers are not queued, so one without any pause starves the rest."""
WORDS = "x" * 500


def _write_sqlite(path: str) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as connection:
        connection.execute(BEGIN)
        sys.stdout.write("writing\n")
        sys.stdout.flush()
        while True:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(EVENT % WORDS)
            connection.execute(COUNT)
            connection.execute("COMMIT")
            time.sleep(PAUSE)


async def _write_postgres(url: str) -> None:
    address = make_url(url)
    connection = await asyncpg.connect(
        user=address.username, database=address.database, host=str(address.query["host"])
    )
    await connection.execute(BEGIN)
    sys.stdout.write("writing\n")
    sys.stdout.flush()
    while True:
        async with connection.transaction():
            await connection.execute(EVENT % WORDS)
            await connection.execute(COUNT)


@contextlib.asynccontextmanager
async def writing(url: str) -> AsyncIterator[None]:
    """Within, the process writes; it is gone when the block is left."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.backup.writer", url, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout
        assert await asyncio.wait_for(process.stdout.readline(), 60) == b"writing\n"
        yield
    finally:
        process.kill()
        await process.wait()


if __name__ == "__main__":
    if sys.argv[1].startswith("sqlite"):
        _write_sqlite(str(make_url(sys.argv[1]).database))
    else:
        asyncio.run(_write_postgres(sys.argv[1]))
