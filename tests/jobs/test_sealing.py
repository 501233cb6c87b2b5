"""What was done is sealed soon, by one process, and nothing is written when there is nothing to seal."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sealing import Sealer
from jobs.sealing import seal
from storage.audit import breaks, has_unsealed, head, seal_new
from storage.backup.sealed import read_key, write_new_key
from storage.db import Database
from storage.events import add_event
from tests.kit.town import StandingClock

NOW = datetime(2026, 12, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    write_new_key(tmp_path / "key")
    return tmp_path / "key"


async def happens(database: Database, *, times: int = 1) -> None:
    """Something is done."""
    async with database.write() as tx:
        for number in range(times):
            await add_event(tx, actor="hall", action="done", subject_kind="case", subject_id=number, now=NOW)


async def test_nothing_is_written_while_there_is_nothing_to_seal(
    database: Database, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await happens(database, times=3)
    await seal(database, key_file=key_file, now=NOW)
    async with database.read() as tx:
        assert (await head(tx)).place == 3
        assert not await has_unsealed(tx)

    monkeypatch.setattr(database, "write", None)
    await seal(database, key_file=key_file, now=NOW)


async def test_of_two_who_seal_at_once_one_leaves_it_to_the_other(database: Database, key_file: Path) -> None:
    if database.is_sqlite:
        return
    await happens(database)
    key = read_key(key_file).for_audit()
    async with database.write() as first, database.write() as second:
        assert await seal_new(first, key=key, now=NOW, limit=5) == 1
        assert await seal_new(second, key=key, now=NOW, limit=5) == 0
    async with database.read() as tx:
        assert [one async for one in breaks(tx, key=key, now=NOW)] == []


async def test_it_goes_on_by_itself_and_after_a_failure(
    database: Database, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = StandingClock()
    sealer = Sealer(database, key_file=key_file, clock=clock)
    looked = 0

    async def seal_or_fail(database: Database, *, key_file: Path, now: datetime) -> None:
        nonlocal looked
        looked += 1
        if looked == 1:
            raise OSError
        await seal(database, key_file=key_file, now=now)
        sealer.stop()

    monkeypatch.setattr("bot.sealing.seal", seal_or_fail)
    await happens(database)
    await sealer.run()

    assert clock.passed.total_seconds() >= 30
    async with database.read() as tx:
        assert not await has_unsealed(tx)
