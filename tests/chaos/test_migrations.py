"""A migration dies at each of its statements, on a database of 50,000 rows; run again, it arrives with all of them."""

import asyncio
import itertools
import json
import random
import shutil
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from storage.db import Database
from storage.schema import current, head, migrate
from tests.chaos.drill import FULL, seed_of_drill
from tests.chaos.figures import Ledger
from tests.chaos.lives import ROOT
from tests.kit.postgres import PostgresServer

ROWS = 25_000
"""In each of two tables."""
FIRST = "0001"
TABLES = ("inbox", "outbox", "person", "event")
FILL = (
    """
    INSERT INTO inbox (bot_id, update_id, conversation, kind, raw, received_at, next_at, state, attempts)
    SELECT 1, n, 'p:' || n, 'message', '{"update_id": 1}', {moment}, {moment}, 'done', 1 FROM numbers
    """,
    """
    INSERT INTO outbox (dedupe_key, chat_id, lane, policy, method, body, edits, state, attempts, maybe_dup, created_at)
    SELECT 'k' || n, n, 0, 'critical', 'sendMessage', '{"text": "words"}', {false}, 'new', 0, 0, {moment} FROM numbers
    """,
)
NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {rows})",
    "postgresql": "WITH numbers AS (SELECT generate_series(1, {rows}) AS n)",
}

pytestmark = [pytest.mark.chaos, pytest.mark.takes(40)]


class Migrator:
    """The process that migrates on order."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def migrate(self, url: str, *, die_at: int = 0, plain: bool = False) -> int:
        """Bring a database to head, or die before that statement; the exit code, or minus the signal."""
        assert self._process.stdin
        assert self._process.stdout
        order = {"url": url, "die_at": die_at, "plain": plain}
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        return int(json.loads(await self._process.stdout.readline())["ended"])


@asynccontextmanager
async def open_migrator(log: Path) -> AsyncIterator[Migrator]:
    """A migrator, gone when the block is left."""
    pipe = asyncio.subprocess.PIPE
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.chaos.migrating", stdin=pipe, stdout=pipe, stderr=errors, cwd=ROOT
        )
    try:
        yield Migrator(process)
    finally:
        process.kill()
        await process.wait()


async def fill(url: str) -> None:
    """Bring an empty database to the first schema, with the rows of a busy hall."""
    database = Database(url)
    await migrate(database, to=FIRST)
    backend = "sqlite" if database.is_sqlite else "postgresql"
    values = {
        "{moment}": "'2026-01-01 00:00:00'" if database.is_sqlite else "TIMESTAMPTZ '2026-01-01 00:00:00+00'",
        "{false}": "0" if database.is_sqlite else "false",
    }
    async with database.engine.begin() as connection:
        for statement in FILL:
            for name, value in values.items():
                statement = statement.replace(name, value)
            head_, tail = statement.split("SELECT", 1)
            numbers = NUMBERS[backend].replace("{rows}", str(ROWS))
            await connection.exec_driver_sql(f"{head_} {numbers} SELECT {tail}")
    await database.close()


async def state_of(url: str) -> tuple[str | None, dict[str, int]]:
    """The schema's revision and how many rows the tables have that were there before."""
    database = Database(url)
    revision = await current(database)
    async with database.engine.connect() as connection:
        counts = {
            table: int((await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one())  # noqa: S608 # our own names
            for table in TABLES
        }
    await database.close()
    return revision, counts


def integrity(url: str) -> list[Any]:
    """What SQLite finds wrong in a file."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        found = [row for row in connection.execute("PRAGMA integrity_check") if row != ("ok",)]
        return found + connection.execute("PRAGMA foreign_key_check").fetchall()


async def last_statement(migrator: Migrator, copies: "Copies") -> int:
    """The number of the first statement a migration never comes to, found by doubling and halving."""
    low, high = 0, 1
    while await migrator.migrate(await copies.fresh(), die_at=high) != 0:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        died = await migrator.migrate(await copies.fresh(), die_at=middle) != 0
        low, high = (middle, high) if died else (low, middle)
    return high


class Copies:
    """Fresh copies of one filled database."""

    def __init__(self, folder: Path, server: PostgresServer | None) -> None:
        self._folder = folder
        self._server = server
        self.template = server.create_database() if server else f"sqlite:///{folder / 'template.db'}"
        self._last: str | None = None

    async def fresh(self) -> str:
        """A copy; the one before is gone."""
        if self._server:
            if self._last:
                self._server.drop(self._last)
            self._last = self._server.create_database(template=self.template)
            return self._last
        path = self._folder / "copy.db"
        for file in self._folder.glob("copy.db*"):
            file.unlink()
        shutil.copy(self._folder / "template.db", path)
        return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
async def copies(request: pytest.FixtureRequest, tmp_path: Path) -> Copies:
    """Copies of a database of 50,000 rows at the first schema."""
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    made = Copies(tmp_path, server)
    await fill(made.template)
    return made


def chosen(statements: int, rng: random.Random) -> Sequence[int]:
    """Where to die: everywhere, or in the short form at some of the places."""
    everywhere = range(1, statements)
    return everywhere if FULL else sorted(rng.sample(everywhere, min(4, len(everywhere))))


async def test_without_its_transaction_a_killed_migration_cannot_be_run_again(tmp_path: Path) -> None:
    """The negative control: SQLite keeps each statement by itself, and half a migration stands in a whole one's way."""
    made = Copies(tmp_path, None)
    database = Database(made.template)
    await migrate(database, to=FIRST)
    await database.close()
    async with open_migrator(tmp_path / "migrator.log") as migrator:
        for die_at in itertools.count(1):
            url = await made.fresh()
            ended = await migrator.migrate(url, die_at=die_at, plain=True)
            assert ended == -signal.SIGKILL, "wherever it died, it could be run again"
            if await migrator.migrate(url, plain=True) != 0:
                return


async def test_a_migration_that_died_anywhere_arrives_when_it_is_run_again(
    copies: Copies, tmp_path: Path, ledger: Ledger
) -> None:
    seed = seed_of_drill()
    _, before = await state_of(copies.template)
    assert sum(before.values()) == 2 * ROWS
    async with open_migrator(tmp_path / "migrator.log") as migrator:
        places = chosen(await last_statement(migrator, copies), random.Random(seed))
        for die_at in places:
            url = await copies.fresh()
            assert await migrator.migrate(url, die_at=die_at) == -signal.SIGKILL, die_at
            assert await migrator.migrate(url) == 0, (tmp_path / "migrator.log").read_text()
            assert await state_of(url) == (head(), before), die_at
            if url.startswith("sqlite"):
                assert integrity(url) == [], die_at
    backend = url.partition(":")[0].partition("+")[0]
    ledger.note(f"migration killed, {backend}", faults=len(places), seed=seed)
