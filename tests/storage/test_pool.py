"""Connections that died while nobody used them, or while somebody did."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy import select, text

from storage import pool
from storage.chats import find_chat
from storage.counters import next_value
from storage.db import Database, is_away
from storage.tables import counter
from tests.kit.database import Templates
from tests.kit.postgres import PostgresServer


@pytest.fixture
async def postgresql(postgres: PostgresServer, templates: Templates) -> AsyncIterator[Database]:
    """A migrated database on PostgreSQL alone: nobody cuts the connection to a file."""
    database = Database(postgres.create_database(template=await templates.postgresql(postgres)))
    yield database
    await database.close()


async def test_a_connection_that_died_while_it_was_kept_is_replaced_unnoticed(
    postgres: PostgresServer, postgresql: Database
) -> None:
    async def look() -> None:
        async with postgresql.read() as tx:
            await tx.execute(select(counter))

    await asyncio.gather(look(), look(), look())
    end_all(postgres, postgresql)
    async with postgresql.write() as tx:
        assert await next_value(tx, "n") == 1
    end_all(postgres, postgresql)
    await asyncio.gather(look(), look(), look())


async def test_a_connection_that_dies_in_the_middle_is_an_absence_and_keeps_nothing(
    postgres: PostgresServer, postgresql: Database
) -> None:
    async def write() -> None:
        async with postgresql.write() as tx:
            await next_value(tx, "n")
            end_all(postgres, postgresql)
            await next_value(tx, "n")

    with pytest.raises(Exception) as lost:  # noqa: PT011 # whatever the driver calls it
        await write()
    assert is_away(lost.value)
    async with postgresql.write() as tx:
        assert await next_value(tx, "n") == 1


async def test_more_than_there_are_connections_wait_for_each_other(database: Database) -> None:
    async def look() -> int:
        async with database.read() as tx:
            await asyncio.sleep(0)
            return len((await tx.execute(select(counter))).all())

    assert await asyncio.gather(*(look() for _ in range(3 * pool.SIZE))) == [0] * 3 * pool.SIZE


async def test_who_waits_too_long_for_a_connection_finds_the_database_away(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "PATIENCE", 0.01)
    everybody_looks, enough = asyncio.Event(), asyncio.Semaphore(0)

    async def hold() -> None:
        async with database.read():
            enough.release()
            await everybody_looks.wait()

    holding = [asyncio.ensure_future(hold()) for _ in range(pool.SIZE)]
    for _ in holding:
        await enough.acquire()
    with pytest.raises(TimeoutError) as waited:
        async with database.read():
            pytest.fail("there was none left")
    assert is_away(waited.value)
    everybody_looks.set()
    await asyncio.gather(*holding)


async def test_a_column_that_a_migration_changes_beside_the_running_bot_is_an_absence_of_a_moment(
    postgresql: Database,
) -> None:
    async def look() -> None:
        async with postgresql.read() as tx:
            await find_chat(tx, 1)

    await look()
    async with postgresql.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE chat ALTER latest_message_id TYPE integer"))
    with pytest.raises(asyncpg.InvalidCachedStatementError) as changed:
        await look()
    assert is_away(changed.value)
    await look()


async def test_a_value_that_fits_no_column_is_no_absence() -> None:
    assert not is_away(asyncpg.DataError("value out of int64 range"))
    assert is_away(asyncpg.InterfaceError("connection is closed"))


def end_all(server: PostgresServer, database: Database) -> None:
    """End every connection to the database, as a restart would."""
    ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    server.execute(f"{ended} WHERE datname = '{database.url.database}'")
