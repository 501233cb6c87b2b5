"""Processes of the bot, as a supervisor sees them."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Life:
    """One process of the bot, from its start to its end."""

    pid: int
    ended: asyncio.Task[int]

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def arm(self) -> None:
        """From now on it dies at the point it was born with."""
        self.signal(signal.SIGUSR1)

    async def end(self, *, within: float) -> int:
        """Its exit code, or minus the signal that killed it.

        Raises:
            TimeoutError: it lives on.
        """
        return await asyncio.wait_for(asyncio.shield(self.ended), within)


class Stopwatch:
    """Seconds from now on, less those in which a process waited for a processor, or this one did, if that was longer.

    Linux counts for every process how long it was ready to run while the machine did something else. Both may have
    waited at the same time, so the sum of the two would be too much.
    """

    def __init__(self, pid: int) -> None:
        self._queues = [Path(f"/proc/{one}/schedstat") for one in (pid, os.getpid())]
        self._began, self._waited = time.monotonic(), self._look()

    def seconds(self) -> float:
        """So far."""
        waited = [now - before for now, before in zip(self._look(), self._waited, strict=True)]
        return time.monotonic() - self._began - max(waited)

    def _look(self) -> list[float]:
        return [int(queue.read_text().split()[1]) / 1e9 for queue in self._queues]


class House:
    """The process that forks the bots of all drills of this process, begun with the first of them."""

    _process: subprocess.Popen[bytes] | None = None
    _door = ""

    @classmethod
    async def door(cls) -> str:
        """The socket it listens at."""
        if cls._process is None:
            await asyncio.to_thread(cls._open)
        return cls._door

    @classmethod
    def _open(cls) -> None:
        cls._door = f"{tempfile.mkdtemp(prefix='nursery-')}/door"
        # It ends when this process does, however that ends, because this end of the pipe is closed then.
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "tests.chaos.nursery", cls._door]
        cls._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, cwd=ROOT)
        assert cls._process.stdout
        assert cls._process.stdout.readline() == b"\n", "the nursery did not open"

    @classmethod
    def close(cls) -> None:
        """Let it tidy up and end; whoever needs it later begins another."""
        if cls._process:
            with cls._process:  # closes the pipes and waits for its end
                cls._process = None


class Nursery:
    """A place in the house for the bots of one drill; one lives at a time."""

    def __init__(self, settings: Mapping[str, str], *, log: Path) -> None:
        self.settings = dict(settings)
        self._log = log
        self._ways: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._last: Life | None = None

    async def bear(self, fault: str = "", *, armed: bool = False) -> Life:
        """Start a bot that, once armed, dies at ``fault``."""
        self._ways = self._ways or await asyncio.open_unix_connection(await House.door())
        order = {"fault": fault, "armed": armed, "settings": self.settings, "log": str(self._log)}
        self._ways[1].write(json.dumps(order).encode() + b"\n")
        born = await self._hear()
        self._last = Life(born["pid"], asyncio.ensure_future(self._wait()))
        return self._last

    async def _wait(self) -> int:
        return int((await self._hear()).get("ended", -signal.SIGKILL))

    async def _hear(self) -> dict[str, Any]:
        """The next words."""
        assert self._ways
        words: dict[str, Any] = json.loads(await self._ways[0].readline() or "{}")
        return words

    async def close(self) -> None:
        """End whoever lives."""
        if self._last and not self._last.ended.done():
            self._last.signal(signal.SIGKILL)
            await self._last.ended
        if self._ways:
            self._ways[1].close()


@asynccontextmanager
async def open_nursery(settings: Mapping[str, str], *, log: Path) -> AsyncIterator[Nursery]:
    """A nursery whose bots have these settings and log there; none outlives it."""
    nursery = Nursery(settings, log=log)
    try:
        yield nursery
    finally:
        await nursery.close()


@asynccontextmanager
async def open_command(settings: Mapping[str, str], *arguments: str, log: Path) -> AsyncIterator[Life]:
    """A command as an operator starts it, interpreter and all; dead at the latest when the block is left."""
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *arguments, stdout=errors, stderr=errors, env={**os.environ, **settings}, cwd=ROOT
        )
    life = Life(process.pid, asyncio.ensure_future(process.wait()))
    try:
        yield life
    finally:
        if not life.ended.done():
            process.kill()
        await life.ended
