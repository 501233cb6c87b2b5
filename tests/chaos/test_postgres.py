"""PostgreSQL goes away under load: restarted at once, cut off just after it was told to commit, silent on the wire."""

import asyncio
import random
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from storage.db import ANSWERING
from tests.chaos.drill import FULL, open_drill, seed_of_drill, under_load
from tests.chaos.figures import Ledger
from tests.chaos.lives import Stopwatch
from tests.chaos.proxy import Network, Proxy, open_before, socket_of
from tests.kit.postgres import PostgresServer

RESTARTS = 5 if FULL else 2
CUTS = 16 if FULL else 3
EVERY = 7
"""A connection is cut after one of so many commits."""
SILENCES = (Network.FINE, Network.FORGOTTEN) if FULL else (Network.FORGOTTEN,)
"""How the network is after a silence."""
SILENT_FOR = 15.0
"""Seconds; a statement may take ten."""
PROMISED_RECOVERY = 5.0
"""Seconds from the server's answering again to the next update handled, on a core of its own."""
PROMISED_AFTER_SILENCE = 20.0
"""The same when the server still holds what we had in hand: it ends a transaction that says nothing for so long."""

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.takes(50),
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
]


class CommitCutter(Proxy):
    """Forwards a commit and then ends the connection, so that its client cannot know what became of it."""

    def __init__(self, url: str) -> None:
        super().__init__(lambda: asyncio.open_unix_connection(socket_of(url)))
        self.left = 0
        """Cuts still to be made."""
        self._commits = 0

    async def _pass_on(self, data: bytes, writer: asyncio.StreamWriter, *, back: asyncio.StreamWriter) -> None:
        await super()._pass_on(data, writer, back=back)
        if b"COMMIT" not in data or not self.left:
            return
        self._commits += 1
        if self._commits % EVERY == 0:
            self.left -= 1
            back.transport.abort()


async def count_up(url: str, *, times: int) -> None:
    """Add one to a counter so many times, and again whenever that failed: what many programs do."""
    address = make_url(url)
    for _ in range(times):
        while True:
            try:
                connection = await asyncpg.connect(
                    user=address.username, database=address.database, host=str(address.query["host"])
                )
                async with connection.transaction():
                    await connection.execute("UPDATE counter SET value = value + 1 WHERE name = 'control'")
                await connection.close()
                break
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                continue


async def test_whoever_repeats_what_failed_counts_twice_when_a_commit_is_cut(
    database_url: str, postgres: PostgresServer
) -> None:
    """The negative control: the commit was done, only its answer was lost."""
    postgres.execute("INSERT INTO counter VALUES ('control', 0)", url=database_url)
    cutter = CommitCutter(database_url)
    async with open_before(database_url, cutter) as through:
        cutter.left = 3
        await count_up(through, times=3 * EVERY)
    assert int(postgres.execute("SELECT value FROM counter WHERE name = 'control'", url=database_url)) > 3 * EVERY


async def test_a_commit_of_which_nobody_knows_is_neither_lost_nor_done_twice(
    database_url: str, tmp_path: Path, ledger: Ledger
) -> None:
    seed, cutter = seed_of_drill(), CommitCutter(database_url)
    async with (
        open_before(database_url, cutter) as through,
        open_drill(database_url, folder=tmp_path, rng=random.Random(seed)) as drill,
    ):
        drill.nursery.settings["BANSHI_DATABASE_URL"] = through
        life = await drill.nursery.bear()
        async with under_load(drill):
            await drill.stores_more(5)
            cutter.left = CUTS
            for _ in range(CUTS):
                await drill.stores_more(2)
        assert cutter.left < CUTS
        made, cutter.left = CUTS - cutter.left, 0
        await drill.quiet()
        assert await drill.end(life) == 0
        verdict = await drill.verdict()

    ledger.note("COMMIT cut, postgresql", faults=made, seed=seed, verdict=verdict)
    assert verdict.wrong == []


async def test_work_under_way_is_gone_when_the_server_restarts(postgres: PostgresServer, database_url: str) -> None:
    """The negative control: what is not committed must be done again by somebody."""
    postgres.execute("INSERT INTO counter VALUES ('control', 0)", url=database_url)
    address = make_url(database_url)
    connection = await asyncpg.connect(
        user=address.username, database=address.database, host=str(address.query["host"])
    )
    await connection.execute("BEGIN")
    await connection.execute("UPDATE counter SET value = value + 1 WHERE name = 'control'")
    await asyncio.to_thread(postgres.restart)
    with pytest.raises((OSError, asyncpg.PostgresError, asyncpg.InterfaceError)):
        await connection.execute("COMMIT")
    assert postgres.execute("SELECT value FROM counter WHERE name = 'control'", url=database_url) == "0"


async def test_a_server_that_restarts_under_load_costs_nothing(
    database_url: str, postgres: PostgresServer, tmp_path: Path, ledger: Ledger
) -> None:
    seed = seed_of_drill()
    rng = random.Random(seed)
    recoveries = []
    async with open_drill(database_url, folder=tmp_path, rng=rng) as drill:
        life = await drill.nursery.bear()
        async with under_load(drill):
            for _ in range(RESTARTS):
                await drill.stores_more(rng.randint(5, 20))
                await asyncio.to_thread(postgres.restart)
                watch = Stopwatch(life.pid)
                await drill.handles_more(1)
                recoveries.append(watch.seconds())
        await drill.quiet()
        assert await drill.end(life) == 0
        verdict = await drill.verdict()

    ledger.note("restart of postgresql", faults=RESTARTS, seed=seed, verdict=verdict, recovery=max(recoveries))
    assert verdict.wrong == []
    assert max(recoveries) < PROMISED_RECOVERY


async def test_a_program_without_limits_hangs_on_a_connection_that_the_network_forgot(database_url: str) -> None:
    """The negative control: others are let in at once, and it waits on."""
    network = Proxy(lambda: asyncio.open_unix_connection(socket_of(database_url)))
    async with open_before(database_url, network) as through:
        address = make_url(through)
        given = {"user": address.username, "database": address.database, "host": str(address.query["host"])}
        connection = await asyncpg.connect(**given)
        network.becomes(Network.SILENT)
        network.becomes(Network.FORGOTTEN)
        asking = asyncio.ensure_future(connection.fetchval("SELECT 1"))
        _, waiting = await asyncio.wait((asking,), timeout=ANSWERING + 1)
        assert waiting
        other = await asyncpg.connect(**given)
        assert await other.fetchval("SELECT 1") == 1
        await other.close()
        connection.terminate()
        await asyncio.gather(asking, return_exceptions=True)


async def test_a_network_to_the_server_that_falls_silent_under_load_costs_nothing(
    database_url: str, tmp_path: Path, ledger: Ledger
) -> None:
    seed = seed_of_drill()
    rng = random.Random(seed)
    network = Proxy(lambda: asyncio.open_unix_connection(socket_of(database_url)))
    recoveries = []
    async with (
        open_before(database_url, network) as through,
        open_drill(database_url, folder=tmp_path, rng=rng) as drill,
    ):
        drill.nursery.settings["BANSHI_DATABASE_URL"] = through
        life = await drill.nursery.bear()
        async with under_load(drill):
            for after in SILENCES:
                await drill.handles_more(rng.randint(5, 20))
                network.becomes(Network.SILENT)
                await asyncio.sleep(SILENT_FOR)
                network.becomes(after)
                watch = Stopwatch(life.pid)
                await drill.handles_more(1)
                recoveries.append(watch.seconds())
        await drill.quiet()
        assert await drill.end(life) == 0
        verdict = await drill.verdict()

    ledger.note("silence of postgresql", faults=len(SILENCES), seed=seed, verdict=verdict, recovery=max(recoveries))
    assert verdict.wrong == []
    assert max(recoveries) < PROMISED_AFTER_SILENCE
