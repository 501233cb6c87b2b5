"""The sandbox's time: it runs with the machine's, jumps when told and never goes back."""

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from sandbox.errors import ControlError

LATEST = datetime(2100, 1, 1, tzinfo=UTC).timestamp()
"""How far the clock goes; much further no date can be written any more."""


class Clock:
    """Seconds since the epoch, movable forward.

    Args:
        start: the moment to begin at; the machine's own time if absent.
        frozen: stand still between jumps, so that tests can say what time it is.

    Attributes:
        sleepers: how many wait by this clock.
    """

    def __init__(self, start: float | None = None, *, frozen: bool = False) -> None:
        self._frozen = frozen
        self._base = time.time() if start is None else start
        self._began = time.monotonic()
        self._jumped = asyncio.Event()
        self._alarms: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._timer: asyncio.TimerHandle | None = None
        self.sleepers = 0

    def now(self) -> float:
        """The present moment in seconds since the epoch."""
        return self._base if self._frozen else self._base + time.monotonic() - self._began

    def date(self) -> int:
        """The present moment as Telegram writes dates: whole seconds."""
        return int(self.now())

    def iso(self) -> str:
        """The present moment for the control API, in UTC."""
        return datetime.fromtimestamp(self.now(), UTC).isoformat()

    def advance(self, seconds: float) -> None:
        """Jump forward.

        Raises:
            ControlError: the jump would go back, or beyond ``LATEST``.
        """
        # Written so that NaN, which is neither before nor after anything, is refused too.
        if not 0 <= seconds <= LATEST - self.now():
            raise ControlError("The clock does not go back, nor beyond 2100: give seconds above 0 or a later moment.")
        self._base += seconds
        jumped, self._jumped = self._jumped, asyncio.Event()
        jumped.set()
        self.ring()

    def resume(self, now: float, *, since: float) -> None:
        """Go on from an earlier run, where it was `now` at the machine's time `since`; time passed in between."""
        passed = 0.0 if self._frozen else max(0.0, time.time() - since)
        self._base, self._began = now + passed, time.monotonic()
        self._alarms.clear()

    def set(self, moment: datetime) -> None:
        """Jump to a later moment; one without a zone is taken as UTC."""
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        self.advance(aware.timestamp() - self.now())

    def at(self, moment: float, action: Callable[[], None]) -> None:
        """Do something once a moment comes: at a jump, or by itself while a loop runs."""
        heapq.heappush(self._alarms, (moment, next(self._numbers), action))
        self.ring()

    def ring(self) -> None:
        """Do what is due, and let the running loop come back for the next."""
        while self._alarms and self._alarms[0][0] <= self.now():
            heapq.heappop(self._alarms)[2]()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._alarms and not self._frozen:
            with suppress(RuntimeError):  # no loop runs yet: whoever serves this world rings again
                loop = asyncio.get_running_loop()
                self._timer = loop.call_later(self._alarms[0][0] - self.now(), self.ring)

    async def sleep(self, seconds: float) -> None:
        """Wait by this clock: a jump shortens it, and a frozen clock ends it by nothing else."""
        until = self.now() + seconds
        self.sleepers += 1
        try:
            while (left := until - self.now()) > 0:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._jumped.wait(), None if self._frozen else left)
        finally:
            self.sleepers -= 1
