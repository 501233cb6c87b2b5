"""Two equal processes on one PostgreSQL: one is killed, restarted or paused at any moment, the other goes on."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from sandbox import webhook
from tests.chaos.drill import (
    FULL,
    NEWEST,
    TO_DIE,
    Drill,
    free_port,
    open_drill,
    seed_of_drill,
    under_load,
    webhook_settings,
)
from tests.chaos.figures import Ledger
from tests.chaos.front import open_front
from tests.chaos.lives import Life, Nursery, Stopwatch, open_nursery
from tests.chaos.verdict import Verdict

KILLS = 10 if FULL else 2
ROLLS = 5 if FULL else 1
PAUSES = 2
TAKE_OVERS = 6 if FULL else 2
PAUSED = 35.0
"""Seconds; a lease lasts 30."""
GIVES_UP = 5.0
"""Seconds until Telegram takes a replica that does not answer for failed; 60 in earnest."""
PROMISED_TAKE_OVER = 10.0
"""Seconds until updates come in again and those that a dead replica had in hand are handled, on a core of its own."""
UNHANDLED = "SELECT seq FROM inbox WHERE state = 'new' AND seq <= {seq}"

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.takes(60),
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
]


class Pair:
    """Two replicas, each with a nursery of its own."""

    def __init__(self, drill: Drill, nurseries: list[Nursery]) -> None:
        self.drill = drill
        self._nurseries = nurseries
        self.lives: list[Life] = []
        self.take_overs: list[float] = []

    async def begin(self) -> None:
        """Both live."""
        self.lives = [await nursery.bear() for nursery in self._nurseries]

    async def replace(self, at: int) -> None:
        """The next life of one that ended."""
        self.lives[at] = await self._nurseries[at].bear()

    async def kill(self, at: int) -> None:
        """One dies at once; the other takes in what comes, handles what was in hand, and makes good what was said."""
        other = self.lives[1 - at]
        self.lives[at].signal(signal.SIGKILL)
        watch = Stopwatch(other.pid)
        assert await self.lives[at].end(within=TO_DIE) == -signal.SIGKILL
        newest = (await self.drill.books.rows(NEWEST))[0]
        await self.drill.stores_more(1)
        left = await self.drill.books.is_left(UNHANDLED.format(**newest), within=TO_DIE)
        assert not left, f"still undone after a death: {left}; {self.drill.last_words()}"
        self.take_overs.append(watch.seconds())
        # What was said waits for its turn within Telegram's limits as well, so it is not timed.
        await self.drill.make_good(newest, other)

    async def end(self) -> None:
        """Both stop as they are told to."""
        for life in self.lives:
            assert await self.drill.end(life) == 0


@asynccontextmanager
async def open_pair(database_url: str, *, folder: Path, rng: random.Random, polls: bool) -> AsyncIterator[Pair]:
    """Two replicas that poll, or behind one address; not yet living."""
    async with AsyncExitStack() as stack:
        drill = await stack.enter_async_context(open_drill(database_url, folder=folder, rng=rng))
        drill.by_webhook = not polls
        front, ports = free_port(), [free_port(), free_port()]
        nurseries = []
        for at, port in enumerate(ports):
            settings = drill.settings | {"BANSHI_PID_FILE": str(folder / f"banshi{at}.pid")}
            if not polls:
                settings |= webhook_settings(front) | {"BANSHI_WEBHOOK_LISTEN": f"127.0.0.1:{port}"}
            nurseries.append(await stack.enter_async_context(open_nursery(settings, log=drill.log)))
        if not polls:
            await stack.enter_async_context(open_front(front, replicas=ports))
        yield Pair(drill, nurseries)


async def test_with_one_replica_nothing_goes_on_while_it_is_dead(database_url: str, tmp_path: Path) -> None:
    """The negative control: it is the other replica that takes over, not the drill's patience."""
    rng = random.Random(seed_of_drill())
    async with open_drill(database_url, folder=tmp_path, rng=rng, by_webhook=True) as drill, under_load(drill):
        life = await drill.nursery.bear()
        await drill.stores_more(5)
        life.signal(signal.SIGKILL)
        assert await life.end(within=TO_DIE) == -signal.SIGKILL
        newest = (await drill.books.rows(NEWEST))[0]
        await asyncio.sleep(2)
        assert (await drill.books.rows(NEWEST))[0]["seq"] == newest["seq"]
        await drill.nursery.bear()


@dataclass(frozen=True, slots=True)
class Found:
    """What a trial showed. ``recovery`` is the longest take-over in seconds, nought without one."""

    verdict: Verdict
    recovery: float


Trouble = Callable[[Pair, int, random.Random], Awaitable[None]]
"""What happens to a pair for the n-th time, from nought."""
Trial = Callable[..., Awaitable[Found]]


@pytest.fixture
def trial(database_url: str, tmp_path: Path, ledger: Ledger) -> Trial:
    """Two replicas under load live through a trouble so many times; nothing is lost, and nothing happens twice."""

    async def play(name: str, trouble: Trouble, *, times: int, polls: bool = False) -> Found:
        seed = seed_of_drill()
        rng = random.Random(seed)
        async with open_pair(database_url, folder=tmp_path, rng=rng, polls=polls) as pair:
            await pair.begin()
            async with under_load(pair.drill):
                for number in range(times):
                    await pair.drill.stores_more(rng.randint(3, 15))
                    await trouble(pair, number, rng)
            await pair.drill.quiet()
            await pair.end()
            found = Found(await pair.drill.verdict(), max(pair.take_overs, default=0.0))
        ledger.note(name, faults=times, seed=seed, verdict=found.verdict, recovery=found.recovery or None)
        assert found.verdict.wrong == []
        return found

    return play


async def test_whichever_replica_dies_the_other_makes_good_what_it_left(trial: Trial) -> None:
    async def dies(pair: Pair, _: int, rng: random.Random) -> None:
        at = rng.randrange(2)
        await pair.kill(at)
        await pair.replace(at)

    found = await trial("kill -9 of one of two replicas", dies, times=KILLS)
    assert found.recovery < PROMISED_TAKE_OVER


async def test_a_rolling_restart_loses_nothing_and_says_nothing_twice(trial: Trial) -> None:
    async def restarts(pair: Pair, number: int, _: random.Random) -> None:
        assert await pair.drill.end(pair.lives[number % 2]) == 0
        await pair.replace(number % 2)
        await pair.drill.handles_more(1)

    found = await trial("rolling restart of two replicas", restarts, times=2 * ROLLS)
    assert (found.verdict.copies, found.verdict.flagged) == (0, 0)


@pytest.mark.long
@pytest.mark.takes(120)
async def test_a_replica_that_slept_longer_than_its_leases_does_nothing_a_second_time(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "READ_TIMEOUT", GIVES_UP)

    async def sleeps(pair: Pair, number: int, _: random.Random) -> None:
        pair.lives[number % 2].signal(signal.SIGSTOP)
        await asyncio.sleep(PAUSED)
        pair.lives[number % 2].signal(signal.SIGCONT)

    await trial("one of two replicas paused", sleeps, times=PAUSES)


@pytest.mark.long
async def test_when_the_one_that_polls_dies_the_other_polls_within_ten_seconds(trial: Trial) -> None:
    async def dies(pair: Pair, number: int, _: random.Random) -> None:
        # The first to be born polls first; whoever was reborn is the one that does not.
        await pair.kill(number % 2)
        await pair.replace(number % 2)

    found = await trial("kill -9 of the poller", dies, times=TAKE_OVERS, polls=True)
    assert found.recovery < PROMISED_TAKE_OVER
