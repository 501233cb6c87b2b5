"""A clock that several processes share and that may run faster than time, so that minutes of limits take seconds."""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from sandbox.clock import Clock


@dataclass(slots=True)
class Pace:
    """The bot's clock (gateway.clock.Clock), and whoever pretends to be Telegram runs on the same.

    Both sides go faster together, so limits stay what they are. What the machine itself takes does not go faster:
    measured in this time it seems ``speed`` times as long, so a wait is never told shorter than it is.

    Attributes:
        epoch: the moment at which the clocks were set, in seconds.
        origin: what Linux's monotonic clock, the same for all processes, showed then.
    """

    epoch: float
    origin: float
    speed: float

    @classmethod
    def begin(cls, *, speed: float) -> Self:
        """Set the clock."""
        return cls(time.time(), time.monotonic(), speed)

    @classmethod
    def read(cls, written: str) -> Self:
        """The clock another process has written down."""
        return cls(*map(float, written.split(",")))

    def write(self) -> str:
        """For another process."""
        return f"{self.epoch!r},{self.origin!r},{self.speed!r}"

    @property
    def offset(self) -> timedelta:
        """Nothing: a database whose clock does not run at this pace must not set it."""
        return timedelta()

    @offset.setter
    def offset(self, _: timedelta) -> None: ...

    def monotonic(self) -> float:
        """Seconds since the clocks were set."""
        return (time.monotonic() - self.origin) * self.speed

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        return datetime.fromtimestamp(self.epoch + self.monotonic(), UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait so many seconds of this clock."""
        await asyncio.sleep(seconds / self.speed)

    def limit(self, seconds: float | None) -> asyncio.Timeout:
        """As ``asyncio.timeout``, of so many seconds of this clock."""
        return asyncio.timeout(seconds and seconds / self.speed)


class SandboxClock(Clock):
    """The same for the sandbox, which keeps its own kind of clock."""

    def __init__(self, pace: Pace) -> None:
        super().__init__(pace.epoch)
        self._pace = pace

    def now(self) -> float:
        """The present moment in seconds since the epoch."""
        return self._base + self._pace.monotonic()
