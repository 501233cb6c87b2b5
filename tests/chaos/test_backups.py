"""Backups made while somebody writes without a pause, each restored and compared: row R16."""

import asyncio
import os
import random
import shutil
import signal
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from storage.db import Database
from storage.tables import event
from tests.backup.workshop import Workshop, integrity
from tests.backup.writer import AGREES, BEGIN, COUNT, EVENT, WORDS, writing
from tests.chaos.drill import FULL, TO_DIE, seed_of_drill
from tests.chaos.lives import open_command
from tests.chaos.outside import open_books
from tests.kit.database import Templates

pytestmark = [pytest.mark.chaos, pytest.mark.takes(45)]

ROUNDS = {"sqlite": 25, "postgresql": 25 if FULL else 3}
"""Backups in a drill, each restored."""
KILLS = 5 if FULL else 1
OLD_ROWS = 20_000 if FULL else 4_000
"""Rows that were there before the load."""
OLD = {
    "at": datetime(2026, 12, 1, tzinfo=UTC),
    "actor": "old",
    "action": "wrote",
    "subject_kind": "load",
    "subject_id": 1,
    "detail": {"words": WORDS},
}


@pytest.fixture
def rounds(database: Database) -> int:
    """How many."""
    return ROUNDS["sqlite" if database.is_sqlite else "postgresql"]


async def test_a_plain_copy_of_the_live_file_lacks_what_was_committed(tmp_path: Path, templates: Templates) -> None:
    """The negative control: ``cp`` while another process reads, so that what is new lies in the -wal file."""
    source = tmp_path / "live.db"
    shutil.copy(await templates.sqlite(), source)
    with closing(sqlite3.connect(source, isolation_level=None)) as writer, closing(sqlite3.connect(source)) as reader:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute(BEGIN)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM event").fetchall()
        for _ in range(200):
            writer.execute("BEGIN IMMEDIATE")
            writer.execute(EVENT % WORDS)
            writer.execute(COUNT)
            writer.execute("COMMIT")
        shutil.copy(source, tmp_path / "copy.db")
        with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
            found = copy.execute("SELECT count(*) FROM event").fetchone()[0]
        assert found < 200, "this time cp was lucky; the drill proves nothing"


async def test_every_backup_under_load_is_whole(workshop: Workshop, rounds: int, database_url: str) -> None:
    async with workshop.database.write() as tx:
        await tx.execute(event.insert(), [dict(OLD) for _ in range(OLD_ROWS)])
    before, made_in, restored_in, size = -1, [], [], 0
    async with writing(database_url):
        for _ in range(rounds):
            began = time.monotonic()
            made = await workshop.backup()
            made_in.append(time.monotonic() - began)
            place = workshop.empty_place()
            began = time.monotonic()
            restored = await workshop.restore(made.path, into=place)
            restored_in.append(time.monotonic() - began)
            size = made.size
            async with open_books(place) as books:
                [[missing, value]] = [list(row.values()) for row in await books.rows(AGREES)]
                for table, promised in restored.manifest.contents.rows.items():
                    [row] = await books.rows(f'SELECT count(*) AS n FROM "{table}"')  # noqa: S608 # our own names
                    assert row["n"] == promised, table
            assert missing == 0, "a transaction came over in half"
            assert value > before, "it is of a moment before the last one"
            assert integrity(place) == "ok"
            before = value
    kind = make_url(database_url).get_backend_name()
    print(  # noqa: T201 # figures of the drill
        f"\n{kind}: {rounds}/{rounds} backups under load restored and whole; {before} transactions meanwhile; the last "
        f"{size} bytes; backup {max(made_in):.2f} s at most, restore {max(restored_in):.2f} s at most"
    )


async def test_a_backup_that_is_killed_leaves_only_whole_ones(workshop: Workshop, database_url: str) -> None:
    seed = seed_of_drill()
    rng = random.Random(seed)
    noise = [{**OLD, "detail": {"words": rng.randbytes(1000).hex()}} for _ in range(OLD_ROWS)]
    async with workshop.database.write() as tx:
        await tx.execute(event.insert(), noise)
    shelf = workshop.means.shelf
    settings = {
        "BANSHI_DATABASE_URL": database_url,
        "BANSHI_BACKUP_DIR": str(shelf.directory),
        "BANSHI_BACKUP_KEY_FILE": str(workshop.key_file),
        **({"BANSHI_POSTGRES_BIN": str(workshop.programs)} if workshop.programs else {}),
    }
    half_made = 0
    for _ in range(KILLS):
        async with open_command(settings, "bot", "backup", log=shelf.directory.parent / "log") as life:
            async with asyncio.timeout(TO_DIE):
                while not life.ended.done() and not list(shelf.directory.glob("*.partial")):  # noqa: ASYNC110 # another process
                    await asyncio.sleep(0.005)
            await asyncio.sleep(rng.uniform(0, 0.2))
            if not life.ended.done():
                life.signal(signal.SIGKILL)
            await life.end(within=TO_DIE)
        half_made += len(list(shelf.directory.glob("*.partial")))  # a glance
        for whole in shelf.backups().values():
            await workshop.restore(whole, into=workshop.empty_place())
    await workshop.backup()
    kept = (".backup", ".sha256", ".lock")
    assert [name for name in os.listdir(shelf.directory) if not name.endswith(kept)] == []
    print(f"\nseed {seed}: {KILLS} killed, {half_made} of them half made, the rest whole")  # noqa: T201 # figures
