"""The bot's own health, put together: what measures, what answers, what raises alarms."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from bot.hall import HallInUse
from bot.health.alarms import Alarms
from bot.health.ballast import Ballast, ballast_of
from bot.health.checks import Phase
from bot.health.gauge import Gauge
from bot.health.outside import Outside
from bot.health.pulse import Pulse
from bot.health.readings import FIRST_START
from bot.health.server import HealthServer
from bot.health.watch import EVERY, Watch
from bot.settings import Settings
from gateway.clock import Clock, wait_for
from gateway.disk import Disk
from gateway.telegram import Telegram
from gateway.vitals import Vitals
from storage.db import Database
from storage.readings import note_first

LOOK = 10.0
"""Seconds between looks for something to raise an alarm about."""

log = structlog.get_logger(__name__)


class Health:
    """Opened before anything is taken in, closed after everything is finished."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        telegram: Telegram,
        *,
        clock: Clock,
        hall: HallInUse,
        vitals: Vitals,
        disk: Disk,
        bot_id: int,
        polls: Callable[[], bool],
        jumped: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._database = database
        self.pulse = Pulse(clock, jumped=jumped)
        self.watch = Watch(database, telegram, clock=clock, hall=hall, bot_id=bot_id)
        self.gauge = Gauge(
            database,
            clock=clock,
            hall_now=hall.clock.now,
            polls=polls,
            vitals=vitals,
            pulse=self.pulse,
            watch=self.watch,
            disk=disk,
            backs_up=settings.backs_up,
        )
        outside = Outside.of(settings)
        self.alarms = Alarms(database, self.gauge, clock=clock, hall=hall, outside=outside)
        self.server = HealthServer(self.gauge, listen=settings.health_listen)
        file = database.url.database if database.is_sqlite else None
        self._ballast = Ballast(ballast_of(file), disk=disk) if file else None
        self._stopped = asyncio.Event()
        self._watching: asyncio.Future[Any] | None = None

    async def open(self) -> None:
        """Answer, not ready yet; and let the clock agree with the database's."""
        await self.watch.compare_with_database()
        async with self._database.write() as tx:
            await note_first(tx, FIRST_START, now=self._clock.now())
        await self.server.open()

    def ready(self) -> None:
        """Updates may come."""
        self.server.phase = Phase.RUNNING

    def refuse(self) -> None:
        """Nothing more is taken in."""
        self.server.phase = Phase.STOPPING

    async def run(self) -> None:
        """Watch until stopped."""
        watching = self._watching = asyncio.gather(
            self.pulse.run(),
            self._again(self.watch.look, every=EVERY.total_seconds()),
            self._again(self.look, every=LOOK),
        )
        try:
            await watching
        except asyncio.CancelledError:
            if not self._stopped.is_set():
                raise

    async def look(self) -> None:
        """Look once whether something is wrong."""
        if self._ballast:
            await self._ballast.tend()
        await self.alarms.look()

    async def _again(self, look: Callable[[], Awaitable[None]], *, every: float) -> None:
        while not self._stopped.is_set():
            try:
                await look()
            except Exception:
                log.exception("look_failed")
            await wait_for(self._stopped, self._clock, seconds=every)

    def stop(self) -> None:
        """Watch no more: a mail server that does not answer must not hold up the end. What is untold stays a row."""
        self._stopped.set()
        if self._watching:
            self._watching.cancel()

    async def close(self) -> None:
        """Answer no more."""
        await self.server.close()
