"""A process that freezes in a transaction loses it, so that it holds nobody up; one that waits for a dump does not."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from storage import db
from storage.backup.postgres import dump_postgres
from storage.db import Database, is_away
from tests.kit.database import BACKENDS

pytestmark = pytest.mark.parametrize("database_url", BACKENDS[1:], indirect=True)
ALIVE = "SELECT count(*) FROM pg_stat_activity WHERE pid = {}"
IDLE = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND state = 'idle in transaction' AND now() - state_change > interval '{} ms'
"""


@pytest.fixture
async def impatient(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """One whose transactions may not be silent for long; whoever looks on may."""
    with monkeypatch.context() as patched:
        patched.setattr(db, "FROZEN", "250ms")
        database = Database(database_url)
    yield database
    await database.close()


async def until(database: Database, query: str, wanted: int) -> None:
    """Wait until a query, asked by somebody else, gives this number."""
    async with asyncio.timeout(60):
        while True:
            async with database.read() as tx:
                if (await tx.execute(text(query))).scalar_one() == wanted:
                    return
            await asyncio.sleep(0.02)


async def freeze(database: Database, *, seen_by: Database) -> None:
    """Begin to write, and say nothing until the server has had enough."""
    async with database.write() as tx:
        pid = (await tx.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        await until(seen_by, ALIVE.format(pid), 0)
        await tx.execute(text("SELECT 1"))


async def test_a_transaction_that_freezes_is_ended_by_the_server(impatient: Database, database: Database) -> None:
    with pytest.raises(SQLAlchemyError) as caught:
        await freeze(impatient, seen_by=database)
    assert is_away(caught.value), "what it did is done again"


class _SlowTools:
    """A pg_dump that takes its time."""

    async def find(self, name: str, *, server: int) -> str:
        return name

    def stream(self, *_: Any) -> Any:
        return None


async def test_a_dump_may_take_as_long_as_it_takes(impatient: Database, database: Database) -> None:
    async with dump_postgres(impatient, tools=_SlowTools()):  # type: ignore[arg-type] # as far as it is used here
        await until(database, IDLE.format(500), 1)
