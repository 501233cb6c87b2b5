"""The disk fills up at random moments under load: what was confirmed is kept, and room is enough to go on."""

import asyncio
import random
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

import aiohttp
import pytest

from tests.chaos.drill import FULL, TOKEN, open_drill, open_sandbox, seed_of_drill, under_load
from tests.chaos.figures import Ledger
from tests.chaos.lives import Stopwatch
from tests.chaos.street import Person, open_street
from tests.kit.database import Templates

FILLS = 10 if FULL else 2
SIZE = "16m"
LASTS = 2.0
"""Seconds without room."""
PROMISED_RECOVERY = 10.0
"""Seconds from there being room again to the next update handled, on a core of its own."""
TOO_LITTLE = 256 * 1024
"""Bytes below which the bot takes nothing in, on a disk as small as this."""

pytestmark = [pytest.mark.chaos, pytest.mark.takes(70)]


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of 16 MiB. Needs root, as the machines of this project's tests have it; without, the drill must fail."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder], check=True, capture_output=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True, capture_output=True)


@asynccontextmanager
async def no_room_on(disk: Path) -> AsyncIterator[None]:
    """Within, the disk is full to the last byte."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue
    try:
        yield
    finally:
        filler.unlink()


async def test_whoever_confirms_before_storing_loses_what_found_no_room(tmp_path: Path) -> None:
    """The negative control: an update is fetched, confirmed, and then cannot be written."""
    with small_disk(tmp_path / "disk") as disk:
        async with open_sandbox() as url, open_street(url) as street, aiohttp.ClientSession() as http:
            await street.control("bots", token=TOKEN, first_name="naive", username="naive_bot")
            chen = Person(street, 1001, "陈晓")
            with closing(sqlite3.connect(disk / "naive.db")) as connection:
                connection.execute("CREATE TABLE heard (text)")
                async with no_room_on(disk):
                    await chen.says("lost")
                    async with http.post(f"{url}/bot{TOKEN}/getUpdates") as response:
                        update = (await response.json())["result"][-1]
                    await http.post(f"{url}/bot{TOKEN}/getUpdates", json={"offset": update["update_id"] + 1})
                    with pytest.raises(sqlite3.OperationalError, match=r"full|I/O"), connection:
                        connection.execute("INSERT INTO heard VALUES (?)", ("x" * 100_000,))
                assert connection.execute("SELECT count(*) FROM heard").fetchone() == (0,)
                assert (await street.read("updates"))["updates"] == []


async def test_a_full_disk_costs_nothing_that_was_confirmed(
    templates: Templates, tmp_path: Path, ledger: Ledger
) -> None:
    seed = seed_of_drill()
    rng = random.Random(seed)
    recoveries = []
    with small_disk(tmp_path / "disk") as disk:
        database = disk / "banshi.db"
        database.write_bytes((await templates.sqlite()).read_bytes())
        async with open_drill(f"sqlite:///{database}", folder=tmp_path, rng=rng) as drill:
            drill.nursery.settings["CHAOS_DISK_FULL"] = str(TOO_LITTLE)
            life = await drill.nursery.bear()
            async with under_load(drill):
                for _ in range(FILLS):
                    await drill.stores_more(rng.randint(3, 12))
                    async with no_room_on(disk):
                        await asyncio.sleep(LASTS)
                    watch = Stopwatch(life.pid)
                    await drill.handles_more(1)
                    recoveries.append(watch.seconds())
            await drill.quiet()
            assert await drill.end(life) == 0
            verdict = await drill.verdict()

    ledger.note("disk full, sqlite", faults=FILLS, seed=seed, verdict=verdict, recovery=max(recoveries))
    assert verdict.wrong == []
    assert max(recoveries) < PROMISED_RECOVERY
