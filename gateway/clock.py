"""The machine clock: leases, limits, back-off. Promises to people run on the hall clock instead."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """The time of this machine, so that tests can hold it."""

    offset: timedelta
    """What is added to the machine's time of day, so that replicas agree with their database and each other."""

    def now(self) -> datetime:
        """The present, aware, in UTC."""

    def monotonic(self) -> float:
        """Seconds that only grow, whatever happens to the time of day; for how long something takes."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""

    def limit(self, seconds: float | None) -> asyncio.Timeout:
        """As ``asyncio.timeout``, but of this clock's seconds."""


class SystemClock:
    """The real one."""

    def __init__(self) -> None:
        self.offset = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def limit(self, seconds: float | None) -> asyncio.Timeout:
        return asyncio.timeout(seconds)


async def wait_for(event: asyncio.Event, clock: Clock, *, seconds: float) -> None:
    """Wait until the event is set or the time is over, and leave the event as it is."""
    alarm = asyncio.ensure_future(clock.sleep(seconds))
    rung = asyncio.ensure_future(event.wait())
    try:
        await asyncio.wait((alarm, rung), return_when=asyncio.FIRST_COMPLETED)
    finally:
        alarm.cancel()
        rung.cancel()
