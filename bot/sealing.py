"""The loop that seals what was done, beside everything else: a backup that takes an hour must not hold it up."""

import asyncio
from pathlib import Path

import structlog

from gateway.clock import Clock, wait_for
from jobs.sealing import seal
from storage.db import Database

EVERY = 30.0
"""Seconds between looks; what happened is sealed within a minute."""

log = structlog.get_logger(__name__)


class Sealer:
    """Seals with the key of a file; without one it has nothing to do."""

    def __init__(self, database: Database, *, key_file: Path | None, clock: Clock) -> None:
        self._database = database
        self._key_file = key_file
        self._clock = clock
        self._stopped = asyncio.Event()

    async def run(self) -> None:
        """Look again and again, until stopped."""
        while not self._stopped.is_set():
            if self._key_file:
                try:
                    await seal(self._database, key_file=self._key_file, now=self._clock.now())
                except Exception:
                    log.exception("sealing_failed")
            await wait_for(self._stopped, self._clock, seconds=EVERY)

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()
