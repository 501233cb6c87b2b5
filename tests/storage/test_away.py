"""A database that cannot work now is told from a mistake of ours: only the first is worth waiting for."""

from pathlib import Path

import pytest
from sqlalchemy import text

from storage import db
from storage.db import Database, is_away, is_conflict

AWAY = ["53100", "53200", "53300", "57P01", "57P03", "58030", "08006"]
OURS = ["22001", "23505", "42601", "P0001"]


@pytest.mark.parametrize(("state", "away"), [*((s, True) for s in AWAY), *((s, False) for s in OURS)])
async def test_postgresql_without_room_is_away_and_a_mistake_is_not(postgres_url: str, state: str, away: bool) -> None:
    database = Database(postgres_url)
    with pytest.raises(Exception, match="as asked") as raised:
        async with database.write() as tx:
            await tx.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'as asked' USING ERRCODE = '{state}'; END $$"))
    await database.close()

    assert is_away(raised.value) is away


async def test_whoever_waits_for_a_lock_too_long_is_told_of_a_conflict_and_not_of_a_silent_network(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "LOCKED", "100ms")
    database = Database(postgres_url)
    async with database.write() as tx:
        await tx.execute(text("CREATE TABLE thing (id INTEGER PRIMARY KEY)"))
        await tx.execute(text("INSERT INTO thing VALUES (1)"))
    async with database.write() as first:
        await first.execute(text("UPDATE thing SET id = 1"))
        with pytest.raises(Exception, match="lock timeout") as raised:
            async with database.write() as second:
                await second.execute(text("UPDATE thing SET id = 1"))
    await database.close()

    assert is_conflict(raised.value)
    assert not is_away(raised.value)


async def test_sqlite_without_room_is_away_and_goes_on_once_there_is_some(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'small.db'}")
    async with database.write() as tx:
        await tx.execute(text("CREATE TABLE filler (bytes BLOB)"))
    async with database.engine.connect() as connection:
        await connection.exec_driver_sql("PRAGMA max_page_count = 1")
        with pytest.raises(Exception, match="full") as raised:
            await connection.execute(text("INSERT INTO filler VALUES (zeroblob(1000000))"))
        await connection.rollback()
        await connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")
        await connection.execute(text("INSERT INTO filler VALUES (zeroblob(1000000))"))
        await connection.rollback()
    await database.close()

    assert is_away(raised.value)
