"""Work that comes round: done once in each period, by one replica, and once after however long a pause."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from storage.db import Database
from storage.faults import fault
from storage.periodic import claim, finish, give_back, is_open, is_unfinished, put_off
from storage.transaction import Tx

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PAUSES = (timedelta(minutes=5), timedelta(minutes=20), timedelta(minutes=80), timedelta(hours=5))
"""Between the attempts at one period."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of work.

    Attributes:
        every: the length of a period.
        run: does it; raises when it fails.
        within: how long it may take; then it is given up as failed, and another replica may take it.
        anchor: a moment at which a period begins.
        begins: tells when the period a moment lies in began, where periods are not of one length.
    """

    name: str
    every: timedelta
    run: Callable[[], Awaitable[object]]
    within: timedelta = timedelta(minutes=10)
    anchor: datetime = EPOCH
    begins: Callable[[datetime], datetime] | None = None

    def period(self, now: datetime) -> datetime:
        """The beginning of the period a moment lies in."""
        if self.begins:
            return self.begins(now)
        return self.anchor + (now - self.anchor) // self.every * self.every


async def run_due(database: Database, jobs: Sequence[Job], *, now: Callable[[], datetime]) -> None:
    """Do what nobody has done in the present period, one job after the other; ``now`` is the machine clock.

    Only the present period counts, so three days of silence are made good by doing it once. Rows hold times of day, as
    all replicas must read them: what a wrong clock wrote can hold an attempt up until the next period, and no longer.
    """
    for job in jobs:
        period = job.period(now())
        async with database.read() as tx:
            if not await is_open(tx, job.name, period=period, now=now()):
                continue
        async with database.write() as tx:
            free_at = _taken_until(job, now())
            attempt = await claim(tx, job.name, period=period, now=now(), free_at=free_at)
        if attempt:
            fault("job.claimed")
            await _do(database, job, period=period, attempt=attempt, now=now)


async def is_at_hand(tx: Tx, job: Job, *, now: datetime, patience: timedelta) -> bool:
    """Whether the present period's work is still to be begun, or was begun no longer ago than ``patience`` and goes on.

    What was begun earlier may belong to a process that died in it.
    """
    period = job.period(now)
    return await is_unfinished(tx, job.name, period=period, taken_until=_taken_until(job, now - patience))


def _taken_until(job: Job, begun: datetime) -> datetime:
    """Until when nobody else can take a period whose work began then."""
    return begun + job.within + PAUSES[0]


async def _do(database: Database, job: Job, *, period: datetime, attempt: int, now: Callable[[], datetime]) -> None:
    try:
        async with asyncio.timeout(job.within.total_seconds()):
            await job.run()
    except asyncio.CancelledError:
        async with database.write() as tx:
            await give_back(tx, job.name, period=period, now=now())
        raise
    except Exception as error:
        log.exception("job_failed", job=job.name, attempt=attempt)
        free_at = now() + PAUSES[min(attempt, len(PAUSES)) - 1]
        async with database.write() as tx:
            await put_off(tx, job.name, period=period, free_at=free_at, error=type(error).__name__)
    else:
        fault("job.done")
        async with database.write() as tx:
            await finish(tx, job.name, period=period, now=now())
