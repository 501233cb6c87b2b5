"""What this bot does round by round, and the loop that looks whether it is time."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog

from gateway.clock import Clock, wait_for
from jobs.periodic import Job, run_due
from jobs.retention import forget
from storage.db import Database

LOOK = 15.0
"""Seconds between looks whether a period has begun."""

log = structlog.get_logger(__name__)


def jobs_of(database: Database, *, clock: Clock) -> tuple[Job, ...]:
    """Everything a running bot does round by round, in the order in which it is looked at."""
    return (Job("retention", timedelta(minutes=10), lambda: forget(database, now=clock.now())),)


class Schedule:
    """Runs periodic jobs one after the other, beside everything else."""

    def __init__(self, database: Database, jobs: Sequence[Job], *, clock: Clock) -> None:
        self._database = database
        self._jobs = jobs
        self._clock = clock
        self._stopped = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Look again and again, until stopped."""
        while not self._stopped.is_set():
            self._looking = asyncio.ensure_future(run_due(self._database, self._jobs, now=self._clock.now))
            try:
                await self._looking
            except asyncio.CancelledError:
                if not self._stopped.is_set():
                    raise
            except Exception:
                log.exception("schedule_failed")
            await wait_for(self._stopped, self._clock, seconds=LOOK)

    def stop(self) -> None:
        """Give up what runs; its period is free for whoever starts next."""
        self._stopped.set()
        if self._looking:
            self._looking.cancel()
