"""A network that stands and says nothing: nobody waits for it for ever, and who comes later does not wait at all."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from unittest.mock import AsyncMock

import asyncpg
import pytest
from sqlalchemy import select

from storage import db, pool
from storage.chats import find_chat
from storage.counters import next_value
from storage.db import Database, is_away, is_conflict
from storage.pool import Pool
from storage.tables import counter
from tests.chaos.proxy import Network, Proxy, open_before, socket_of

LIMIT = 1.0
"""Seconds; as shipped it is longer."""
PATIENCE = 60.0
"""Seconds after which somebody waits for ever."""

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


async def ends(work: Awaitable[None]) -> None:
    """Wait for it; ``asyncio.wait_for`` would call its own impatience a TimeoutError, too."""
    working = asyncio.ensure_future(work)
    ended, _ = await asyncio.wait((working,), timeout=PATIENCE)
    assert ended, "it waits for ever"
    await working


@pytest.fixture
def network(database_url: str) -> Proxy:
    return Proxy(lambda: asyncio.open_unix_connection(socket_of(database_url)))


@pytest.fixture
async def through(database_url: str, network: Proxy) -> AsyncIterator[str]:
    """The database's URL, by way of a network that can be spoilt."""
    async with open_before(database_url, network) as url:
        yield url


@pytest.fixture
async def far(through: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """A database that is soon given up."""
    monkeypatch.setattr(db, "ANSWERING", LIMIT)
    monkeypatch.setattr(pool, "UNDOING", LIMIT)
    database = Database(through)
    yield database
    await database.close()


async def test_without_a_limit_a_statement_waits_as_long_as_the_network_is_silent(
    through: str, network: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    monkeypatch.setattr(db, "ANSWERING", None)
    database = Database(through)

    async def look() -> None:
        async with database.read() as tx:
            await find_chat(tx, 1)

    await look()
    network.becomes(Network.SILENT)
    looking = asyncio.ensure_future(look())
    _, waiting = await asyncio.wait((looking,), timeout=2 * LIMIT)
    assert waiting
    network.becomes(Network.CUT)
    await asyncio.gather(looking, return_exceptions=True)
    await database.close()


@pytest.mark.parametrize("by", ["driver", "sqlalchemy"])
async def test_a_statement_that_nobody_answers_is_an_absence_and_keeps_nothing(
    far: Database, network: Proxy, by: str
) -> None:
    async def write() -> None:
        async with far.write() as tx:
            await next_value(tx, "n")
            network.becomes(Network.SILENT)
            await (find_chat(tx, 1) if by == "driver" else tx.execute(select(counter)))

    with pytest.raises(TimeoutError) as silent:
        await ends(write())
    assert is_away(silent.value)
    network.becomes(Network.FORGOTTEN)
    async with far.write() as tx:
        assert await next_value(tx, "m") == 1


async def test_a_commit_that_nobody_answers_is_an_absence(far: Database, network: Proxy) -> None:
    async def write() -> None:
        async with far.write() as tx:
            await next_value(tx, "n")
            network.becomes(Network.SILENT)

    with pytest.raises(TimeoutError):
        await ends(write())


async def test_only_the_first_waits_for_what_was_kept_before_a_silence(far: Database, network: Proxy) -> None:
    async def look() -> None:
        async with far.read() as tx:
            await tx.execute(select(counter))

    await asyncio.gather(*(look() for _ in range(pool.SIZE)))
    network.becomes(Network.SILENT)
    network.becomes(Network.FORGOTTEN)
    async with asyncio.timeout(pool.SIZE / 2 * LIMIT):
        for _ in range(pool.SIZE):
            await look()


async def test_whoever_is_cancelled_does_not_wait_for_a_silent_network(far: Database, network: Proxy) -> None:
    async def look() -> None:
        async with far.read() as tx:
            network.becomes(Network.SILENT)
            await find_chat(tx, 1)

    looking = asyncio.ensure_future(look())
    while network.spoilt == 0:  # noqa: ASYNC110 # until the statement is on its way
        await asyncio.sleep(0)
    looking.cancel()
    with pytest.raises((asyncio.CancelledError, TimeoutError)):
        await ends(looking)


class Forgets(Proxy):
    """Forgets everybody as soon as the server has answered the first half of a statement."""

    armed = False

    async def _pass_on(self, data: bytes, writer: asyncio.StreamWriter, *, back: asyncio.StreamWriter) -> None:
        if self.armed and data.startswith(PARSED):
            self.armed = False
            self.becomes(Network.FORGOTTEN)
            await self._forgotten[-1].wait()
        await super()._pass_on(data, writer, back=back)


PARSED = b"1"
"""How an answer of PostgreSQL begins that it has read a statement and waits for its values."""


@pytest.mark.parametrize("ends", [False, True], ids=["left to the server", "ended"])
async def test_a_transaction_given_up_within_a_statement_holds_its_locks_no_longer(
    database_url: str, monkeypatch: pytest.MonkeyPatch, ends: bool
) -> None:
    """The server counts no idle time within a statement: without our word the locks stay, however short its limit."""
    monkeypatch.setattr(db, "ANSWERING", LIMIT)
    monkeypatch.setattr(db, "LOCKED", "500ms")
    monkeypatch.setattr(db, "FROZEN", "500ms")
    monkeypatch.setattr(pool, "UNDOING", LIMIT)
    if not ends:
        monkeypatch.setattr(Pool, "_end_given_up", AsyncMock())
    network = Forgets(lambda: asyncio.open_unix_connection(socket_of(database_url)))
    async with open_before(database_url, network) as through:
        database = Database(through)

        async def count(*, then_loses_the_network: bool) -> int:
            async with database.write() as tx:
                number = await next_value(tx, "n")
                network.armed = then_loses_the_network
                await find_chat(tx, 1)
            return number

        with pytest.raises(TimeoutError):
            await count(then_loses_the_network=True)
        if ends:
            assert await count(then_loses_the_network=False) == 1
        else:
            with pytest.raises(asyncpg.LockNotAvailableError) as locked:
                await count(then_loses_the_network=False)
            assert is_conflict(locked.value)
        await database.close()
