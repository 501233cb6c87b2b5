"""The heartbeat of the event loop: how late it runs, and whether somebody has set the machine's clock."""

from collections.abc import Callable
from datetime import timedelta

import structlog

from gateway.clock import Clock

BEAT = 0.5
"""Seconds between heartbeats."""
JUMP = timedelta(seconds=60)
"""What the clock may move against the seconds that passed before it counts as set."""

log = structlog.get_logger(__name__)


class Pulse:
    """Beats by the seconds that pass, never by the time of day: a clock set back an hour must not stop it."""

    def __init__(self, clock: Clock, *, jumped: Callable[[], None]) -> None:
        self._clock = clock
        self._jumped = jumped
        self._passed = clock.monotonic()
        self._time = clock.now() - clock.offset
        self._late = 0.0
        self.jumps = 0

    async def run(self) -> None:
        """Beat until cancelled."""
        while True:
            await self._clock.sleep(BEAT)
            self.beat()

    def beat(self) -> None:
        """Compare what passed with what should have passed since the last beat."""
        passed, time = self._clock.monotonic(), self._clock.now() - self._clock.offset
        elapsed, self._passed = passed - self._passed, passed
        self._late = max(0.0, elapsed - BEAT)
        moved, self._time = time - self._time - timedelta(seconds=elapsed), time
        if abs(moved) > JUMP:
            self.jumps += 1
            log.error("clock_jumped", seconds=round(moved.total_seconds()))
            self._jumped()

    @property
    def lag(self) -> float:
        """Seconds the loop is late now: by its last beat, or by the one that does not come."""
        return max(self._late, self._clock.monotonic() - self._passed - BEAT, 0.0)
