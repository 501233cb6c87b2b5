"""The traps of SQLite that lose writes without an error, and a second process that writes beside the bot."""

import asyncio
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import exc, text
from sqlalchemy.ext.asyncio import create_async_engine

from storage import onloop
from storage.counters import next_value
from storage.db import Database, is_away
from storage.onloop import BUSY_TIMEOUT
from storage.tables import counter
from tests.kit.database import Templates

HOLDS_THE_LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
connection.execute("INSERT INTO counter (name, value) VALUES ('beside', 1)")
print("holding", flush=True)
sys.stdin.readline()
connection.execute("COMMIT")
"""
"""A command line in the middle of its write; it commits when told."""


@pytest.fixture
async def sqlite(tmp_path: Path, templates: Templates) -> Path:
    """A migrated file."""
    path = tmp_path / "banshi.db"
    path.write_bytes((await templates.sqlite()).read_bytes())
    return path


VALUE = text("SELECT value FROM counter WHERE name = 'n'")
SET_VALUE = text("UPDATE counter SET value = :value WHERE name = 'n'")


async def test_the_drivers_own_transactions_lose_increments_without_an_error(sqlite: Path) -> None:
    """The negative control: read, add one and write, in transactions as SQLAlchemy and aiosqlite begin them."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{sqlite}", pool_size=20)
    async with engine.begin() as connection:
        await connection.execute(counter.insert(), {"name": "n", "value": 0})

    async def add_one() -> None:
        async with engine.begin() as connection:
            value = (await connection.execute(VALUE)).scalar_one()
            await connection.execute(SET_VALUE, {"value": value + 1})

    ended = await asyncio.gather(*(add_one() for _ in range(100)), return_exceptions=True)
    async with engine.connect() as connection:
        assert (await connection.execute(VALUE)).scalar_one() < ended.count(None)
    await engine.dispose()


async def test_a_unit_of_work_loses_no_increment(sqlite: Path) -> None:
    database = Database(f"sqlite:///{sqlite}")
    async with database.write() as tx:
        await tx.execute(counter.insert(), {"name": "n", "value": 0})

    async def add_one() -> None:
        async with database.write() as tx:
            value = (await tx.execute(VALUE)).scalar_one()
            await asyncio.sleep(0)
            await tx.execute(SET_VALUE, {"value": value + 1})

    await asyncio.gather(*(add_one() for _ in range(100)))
    async with database.read() as tx:
        assert (await tx.execute(VALUE)).scalar_one() == 100
    await database.close()


async def test_a_guarded_statement_loses_no_increment_on_either_database(database: Database) -> None:
    async def add_one() -> int:
        async with database.write() as tx:
            return await next_value(tx, "n")

    assert sorted(await asyncio.gather(*(add_one() for _ in range(50)))) == list(range(1, 51))


async def test_a_process_that_writes_beside_neither_breaks_a_unit_of_work_nor_stops_the_loop(sqlite: Path) -> None:
    database = Database(f"sqlite:///{sqlite}")
    beside = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDS_THE_LOCK, str(sqlite), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert beside.stdout
    assert beside.stdin
    assert await beside.stdout.readline() == b"holding\n"

    async def write() -> int:
        async with database.write() as tx:
            return await next_value(tx, "n")

    writing = asyncio.ensure_future(write())
    longest, before = 0.0, time.monotonic()
    for _ in range(50):
        await asyncio.sleep(0.005)
        longest, before = max(longest, time.monotonic() - before), time.monotonic()
    assert not writing.done(), "the other process holds the lock"
    async with database.read() as tx:
        assert (await tx.execute(text("SELECT count(*) FROM counter"))).scalar_one() == 0, "readers go on"
    assert longest < BUSY_TIMEOUT / 2000, "the loop goes on"
    beside.stdin.write(b"now\n")
    assert await asyncio.wait_for(writing, 60) == 1
    await beside.wait()
    beside.stdin.close()
    await database.close()


async def test_a_writer_that_gives_up_waiting_does_not_take_the_lock_after_all(
    sqlite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits, wait = asyncio.Event(), onloop._in_thread

    async def in_thread(run: Callable[[str], object], statement: str) -> None:
        waits.set()
        await wait(run, statement)

    monkeypatch.setattr(onloop, "_in_thread", in_thread)
    database = Database(f"sqlite:///{sqlite}")
    other = sqlite3.connect(sqlite, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with database.write():
            pytest.fail("was cancelled before it could begin")

    writing = asyncio.ensure_future(write())
    await waits.wait()
    writing.cancel()
    await asyncio.sleep(0.05)
    assert not writing.done(), "its thread still waits, so nobody else may use the connection"
    other.execute("COMMIT")
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(writing, 60)

    other.execute("BEGIN IMMEDIATE")
    other.execute("COMMIT")
    other.close()
    async with asyncio.timeout(60), database.write() as tx:
        assert await next_value(tx, "n") == 1
    await database.close()


async def test_a_commit_that_is_cancelled_is_kept_or_undone_but_never_half(sqlite: Path) -> None:
    database = Database(f"sqlite:///{sqlite}")

    async def write() -> None:
        async with database.write() as tx:
            await next_value(tx, "n")

    for delay in range(12):
        writing = asyncio.ensure_future(write())
        await asyncio.sleep(delay / 4000)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
    async with asyncio.timeout(60), database.write() as tx:
        assert await next_value(tx, "n") <= 13
    await database.close()


async def test_a_locked_database_is_away_and_a_wrong_statement_is_not(sqlite: Path) -> None:
    database = Database(f"sqlite:///{sqlite}")
    with pytest.raises(exc.OperationalError) as wrong:
        async with database.read() as tx:
            await tx.execute(text("SELECT no_such_column FROM counter"))
    assert not is_away(wrong.value)

    other = sqlite3.connect(sqlite, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    async with database.engine.connect() as connection:
        await connection.exec_driver_sql("PRAGMA busy_timeout=1")
        with pytest.raises(exc.OperationalError) as locked:
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
    assert is_away(locked.value)
    other.close()
    await database.close()


async def test_a_refused_statement_is_no_absence(database: Database) -> None:
    with pytest.raises(exc.DBAPIError) as refused:
        async with database.write() as tx:
            await tx.execute(counter.insert(), [{"name": "n", "value": 1}, {"name": "n", "value": 1}])
    assert not is_away(refused.value)
    assert is_away(ConnectionRefusedError())
