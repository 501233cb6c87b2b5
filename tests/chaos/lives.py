"""Processes of the bot, as a supervisor sees them."""

import asyncio
import json
import os
import signal
import sys
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

    def seconds_in_queue(self) -> float:
        """How long it was ready to run while the machine did something else; Linux counts that for every process."""
        return int(Path(f"/proc/{self.pid}/schedstat").read_text().split()[1]) / 1e9

    async def end(self, *, within: float) -> int:
        """Its exit code, or minus the signal that killed it.

        Raises:
            TimeoutError: it lives on.
        """
        return await asyncio.wait_for(asyncio.shield(self.ended), within)


class Nursery:
    """The process that forks bots, begun with the first of them; one lives at a time."""

    def __init__(self, settings: Mapping[str, str], *, log: Path) -> None:
        self.settings = dict(settings)
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    async def bear(self, fault: str = "", *, armed: bool = False) -> Life:
        """Start a bot that, once armed, dies at ``fault``."""
        if self._process is None:
            self._process = await self._open()
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"fault": fault, "armed": armed}).encode() + b"\n")
        await self._process.stdin.drain()
        born = await self._hear()
        return Life(born["pid"], asyncio.ensure_future(self._wait()))

    async def _wait(self) -> int:
        return int((await self._hear()).get("ended", -signal.SIGKILL))

    async def _hear(self) -> dict[str, Any]:
        """The next words; none when the nursery is closed."""
        assert self._process
        assert self._process.stdout
        words: dict[str, Any] = json.loads(await self._process.stdout.readline() or "{}")
        return words

    async def _open(self) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        with self._log.open("ab") as errors:
            return await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.chaos.nursery",
                stdin=pipe,
                stdout=pipe,
                stderr=errors,
                env={**os.environ, **self.settings},
                cwd=ROOT,
                start_new_session=True,
            )

    async def close(self) -> None:
        """End it, and whoever it bore."""
        if self._process:
            os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.wait()


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
