"""How a bot ends and comes back: SIGTERM under load, and the time a real restart takes."""

import random
import signal
import time
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.chaos.drill import DONE, FULL, TO_DIE, open_drill, seed_of_drill, under_load
from tests.chaos.figures import Ledger
from tests.chaos.lives import Stopwatch, open_command
from tests.kit.database import BACKENDS

TERMS = 10 if FULL else 3
"""On each database."""
PROMISED_RECOVERY = 10.0
"""Seconds from a kill to the first update handled, interpreter and libraries included, on a core of its own."""

pytestmark = [pytest.mark.chaos, pytest.mark.takes(45)]


@pytest.mark.parametrize("database_url", BACKENDS if FULL else ["sqlite"], indirect=True)
async def test_sigterm_under_load_ends_in_time_without_loss_or_copy(
    database_url: str, tmp_path: Path, ledger: Ledger
) -> None:
    seed = seed_of_drill()
    rng = random.Random(seed)
    slowest = 0.0
    async with open_drill(database_url, folder=tmp_path, rng=rng) as drill:
        async with under_load(drill):
            for _ in range(TERMS):
                life = await drill.nursery.bear()
                await drill.stores_more(rng.randint(5, 25))
                asked = time.monotonic()
                assert await drill.end(life) == 0
                slowest = max(slowest, time.monotonic() - asked)
            life = await drill.nursery.bear()
        await drill.quiet()
        assert await drill.end(life) == 0
        verdict = await drill.verdict()

    ledger.note(f"SIGTERM, {drill.backend}", faults=TERMS, seed=seed, verdict=verdict, recovery=slowest)
    assert verdict.wrong == []
    assert (verdict.copies, verdict.flagged) == (0, 0)


@pytest.mark.parametrize("database_url", BACKENDS if FULL else ["sqlite"], indirect=True)
async def test_a_killed_bot_is_back_in_ten_seconds_as_an_operator_starts_it(
    database_url: str, tmp_path: Path, ledger: Ledger
) -> None:
    seed = seed_of_drill()
    async with open_drill(database_url, folder=tmp_path, rng=random.Random(seed)) as drill, AsyncExitStack() as stack:
        drill.load.clerk_is_busy = True
        async with under_load(drill):
            faulty = {**drill.settings, "BANSHI_FAULT": "worker.before_commit:4"}
            async with open_command(faulty, "bot", "run", log=drill.log) as life:
                assert await life.end(within=TO_DIE) == -signal.SIGKILL, drill.last_words()
            done = (await drill.books.rows(DONE))[0]["done"]
            life = await stack.enter_async_context(open_command(drill.settings, "bot", "run", log=drill.log))
            watch = Stopwatch(life.pid)
            assert not await drill.books.is_left(f"{DONE} HAVING count(*) <= {done}", within=TO_DIE), drill.last_words()
            recovery = watch.seconds()
        await drill.quiet()
        assert await drill.end(life) == 0
        verdict = await drill.verdict()

    ledger.note(f"restart, {drill.backend}", faults=1, seed=seed, verdict=verdict, recovery=recovery)
    assert recovery < PROMISED_RECOVERY
    assert verdict.wrong == []
