"""The demo's bot as a process of its own, started again whenever it dies."""

import asyncio
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

COMMAND = (sys.executable, "-m", "bot", "run")
RESTART_PAUSE = 0.5
"""Seconds before a bot that died is started again."""


class BotProcess:
    """Runs ``banshi run``, or another command that does; what it prints goes to ``log``.

    Attributes:
        starts: how often it was started.
    """

    def __init__(self, *, log: Path, cwd: Path | None, command: Sequence[str] = COMMAND) -> None:
        self._command = command
        self._log = log
        self._cwd = cwd
        self._process: asyncio.subprocess.Process | None = None
        self.starts = 0

    @property
    def running(self) -> bool:
        """Whether there is a process now."""
        return self._process is not None and self._process.returncode is None

    async def run(self, environment: Mapping[str, str]) -> None:
        """Keep the bot running until cancelled, then end it."""
        try:
            while True:
                self._process = await self._start(environment)
                code = await self._process.wait()
                print(f"The bot ended with {code}; it starts again. Its log: {self._log}", flush=True)
                await asyncio.sleep(RESTART_PAUSE)
        finally:
            if self._process and self.running:
                self._process.send_signal(signal.SIGTERM)
                await self._process.wait()

    async def _start(self, environment: Mapping[str, str]) -> asyncio.subprocess.Process:
        self.starts += 1
        with self._log.open("ab") as log:  # once a start
            return await asyncio.create_subprocess_exec(
                *self._command, env=environment, stdout=log, stderr=log, cwd=self._cwd
            )

    async def kill(self) -> None:
        """End it as a power cut would; it is started again."""
        if self._process and self.running:
            self._process.kill()
            await self._process.wait()

    def reload(self) -> None:
        """Let it take a changed pack, as ``banshi reload`` does."""
        if self._process and self.running:
            self._process.send_signal(signal.SIGHUP)
