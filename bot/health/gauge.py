"""Takes the figures: from the database by a look now and then, from everything else when asked."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.health.figures import Figures, Stored
from bot.health.pulse import Pulse
from bot.health.readings import FIRST_START
from bot.health.watch import Watch
from domain.canary import is_silent
from gateway.clock import Clock
from gateway.disk import Disk
from gateway.vitals import Vitals
from storage.alerts import list_open
from storage.backlog import read_backlog
from storage.backup_runs import Kind, last_run
from storage.cases import newest_canary
from storage.db import Database
from storage.readings import PROBE, list_readings, note_reading
from storage.schema import current
from storage.transaction import Tx

FRESH = 2.0
"""Seconds for which one look into the database serves everybody who asks."""
PATIENCE = 5.0
"""Seconds the database may take before it counts as away."""


class Gauge:
    """Figures of one process. ``polls`` tells whether it asks Telegram for updates now."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock,
        hall_now: Callable[[], datetime],
        polls: Callable[[], bool],
        vitals: Vitals,
        pulse: Pulse,
        watch: Watch,
        disk: Disk,
        backs_up: bool,
    ) -> None:
        self._backs_up = backs_up
        self._database = database
        self._clock = clock
        self._hall_now = hall_now
        self._polls = polls
        self._vitals = vitals
        self._pulse = pulse
        self._watch = watch
        self._disk = disk
        self._began = clock.monotonic()
        self._looking = asyncio.Lock()
        self._looked_at: float | None = None
        self._stored: Stored | None = None
        self._away = "not asked yet"
        self._silent_since: float | None = None

    @property
    def lag(self) -> float:
        """Seconds the event loop is late."""
        return self._pulse.lag

    async def read(self) -> Figures:
        """The figures of now."""
        async with self._looking:
            if self._looked_at is None or self._clock.monotonic() - self._looked_at >= FRESH:
                await self._look()
                # When it ended: a look that takes long serves all who waited for it.
                self._looked_at = self._clock.monotonic()
        passed = self._clock.monotonic()
        return Figures(
            now=self._clock.now(),
            passed=passed,
            up=passed - self._began,
            stored=self._stored,
            away=self._away,
            vitals=self._vitals,
            lag=self._pulse.lag,
            jumps=self._pulse.jumps,
            disk_free=self._disk.free(),
            disk_size=self._disk.size(),
            is_sqlite=self._database.is_sqlite,
            polls=self._polls(),
            backs_up=self._backs_up,
            skews=self._watch.skews,
            canary_silent=0.0 if self._silent_since is None else passed - self._silent_since,
        )

    async def _look(self) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.timeout(PATIENCE):
                # A real write, because a full or read-only disk still answers questions.
                async with self._database.write() as tx:
                    await note_reading(tx, PROBE, value=None, now=self._clock.now())
                seconds = loop.time() - began
                async with self._database.read() as tx:
                    self._stored = await self._ask(tx, seconds=seconds)
                self._listen(self._stored)
        except Exception as error:
            # Whatever it is, it is told by its name; the next look may succeed.
            self._stored, self._away = None, type(error).__name__

    def _listen(self, stored: Stored) -> None:
        """Note since when the canary is silent: after a start or a jump of the clock it may be late for a moment."""
        first = stored.readings.get(FIRST_START)
        now = self._hall_now()
        if not is_silent(stored.canary, since=first.at if first else now, now=now):
            self._silent_since = None
        elif self._silent_since is None:
            self._silent_since = self._clock.monotonic()

    async def _ask(self, tx: Tx, *, seconds: float) -> Stored:
        backup, drill = [await last_run(tx, kind, good=True) for kind in (Kind.BACKUP, Kind.DRILL)]
        return Stored(
            schema=await current(self._database),
            backlog=await read_backlog(tx, hall_now=self._hall_now()),
            readings=await list_readings(tx),
            seconds=seconds,
            alerts=tuple(alert.name for alert in await list_open(tx)),
            backup_at=backup.ended_at if backup else None,
            drill_at=drill.ended_at if drill else None,
            canary=await newest_canary(tx),
        )
