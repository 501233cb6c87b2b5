"""The composition root: everything the running bot is made of, and how it starts and stops."""

import asyncio
from collections.abc import Coroutine, Mapping
from datetime import UTC, datetime
from typing import Any

import structlog
from aiogram import Bot, Router
from aiogram.client.session.base import BaseSession
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.hall import HallInUse
from bot.health.health import Health
from bot.intake import Intake
from bot.registry import registry
from bot.schedule import Schedule, canary_job, jobs_of, morning_job, planning_job
from bot.sealing import Sealer
from bot.settings import Settings
from content.paths import sample_pack
from gateway.clock import Clock, SystemClock
from gateway.crew import Crew
from gateway.delivery import Delivery
from gateway.disk import Disk, disk_of
from gateway.intake import Poller, TokenRefused
from gateway.limiter import Limiter
from gateway.marks import Marks
from gateway.menu import publish_commands
from gateway.pace import pace_of
from gateway.parcel import Packer
from gateway.posting import Poster
from gateway.replicas import Replicas
from gateway.telegram import Telegram
from gateway.updates import prepare
from gateway.vitals import Vitals
from gateway.worker import Worker
from handlers.routers import build_router
from jobs.calendar import Calendar
from jobs.tick import BATCH, tick
from storage import inbox, outbox
from storage.chats import list_migrations
from storage.db import Database
from storage.faults import fault
from storage.held import count_held
from storage.schema import current, head

WORKERS = 4
"""Workers side by side on PostgreSQL; SQLite has one writer anyway."""
TICK = 1.0
"""Seconds between looks at what the clock has started."""

log = structlog.get_logger(__name__)


class SchemaBehind(Exception):
    """The database is not at the schema this release needs."""


class _NoNetwork(BaseSession):
    """Stands in the way of a handler that calls Telegram inside a unit of work: whatever is said is a row."""

    async def close(self) -> None:
        return None

    async def make_request(self, *_: Any, **__: Any) -> Any:
        raise RuntimeError("a unit of work must not call Telegram; say it through Reply or tx.say")

    async def stream_content(self, *_: Any, **__: Any) -> Any:  # type: ignore[override] # never yields
        raise RuntimeError("a unit of work must not call Telegram")


class App:
    """One bot on one database. ``bot.process`` makes it a process."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        limiter: Limiter | None = None,
        router: Router | None = None,
    ) -> None:
        token = settings.token.get_secret_value()
        self.clock = clock or SystemClock()
        self.vitals = Vitals()
        self.bot = Bot(token, session=_NoNetwork())
        self.database = Database(settings.database_url, now=self.clock.now)
        self.disk = Disk(disk_of(self.database.url))
        self.telegram = Telegram(api_url=str(settings.api_url), token=token)
        moved: dict[int, int] = {}
        self.hall = HallInUse(
            settings.hall or sample_pack(), machine=self.clock, staff_chats=settings.staff_chats, moved=moved
        )
        self._moved, polls = moved, settings.webhook_url is None
        self.replicas = Replicas(
            self.database, clock=self.clock, polls=polls, heard=self._hear, refresh=self._learn_moves
        )
        self.delivery = self._delivery(settings.staff_chats, limiter or Limiter())
        features = router or build_router()
        self.workers = [self._worker(features) for _ in range(1 if self.database.is_sqlite else WORKERS)]
        self._crew = Crew(self.workers)
        self.intake = self._intake(settings)
        self.schedule = self._schedule(settings)
        self.sealer = Sealer(self.database, key_file=settings.backup_key_file, clock=self.clock)
        self._calendar = Calendar()
        self.health = self._health(settings)
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._tasks: list[asyncio.Task[None]] = []
        self._working: list[asyncio.Task[None]] = []
        self._menu: asyncio.Future[None] | None = None

    def _delivery(self, staff_chats: Mapping[str, int], limiter: Limiter) -> Delivery:
        present, name = self.hall.present, self.telegram.username
        packer = Packer(
            self.database, registry, present=present, staff_chats=staff_chats, moved=self._moved, username=name
        )
        database, clock, vitals = self.database, self.clock, self.vitals
        pace = pace_of(database, limiter, clock=clock)
        marks = Marks(database, clock=clock)
        self.poster = Poster(
            self.telegram, packer, pace, marks, registry, clock=clock, present=self.hall.present, vitals=vitals
        )
        return Delivery(database, self.poster, marks, clock=clock, vitals=vitals, standing=self.replicas)

    def _worker(self, features: Router) -> Worker:
        database, clock, present = self.database, self.clock, self.hall.present
        return Worker(database, self.telegram, features, self.bot, clock=clock, present=present, vitals=self.vitals)

    def _intake(self, settings: Settings) -> Intake:
        return Intake(
            settings,
            self.database,
            self.telegram,
            bot_id=self.bot.id,
            clock=self.clock,
            stored=self._crew.wake,
            takes_more=self.disk.takes_more,
            vitals=self.vitals,
            refused=self.poster.refused,
            replicas=self.replicas,
        )

    def _schedule(self, settings: Settings) -> Schedule:
        zone = self.hall.clock.zone
        canary = canary_job(self.database, present=self.hall.present, zone=zone)
        morning = morning_job(self.database, present=self.hall.present)
        jobs = jobs_of(settings, self.database, clock=self.clock, zone=zone)
        planning = planning_job(self.database, present=self.hall.present, zone=zone)
        return Schedule(self.database, (canary, morning, planning, *jobs), clock=self.clock)

    def _health(self, settings: Settings) -> Health:
        return Health(
            settings,
            self.database,
            self.telegram,
            clock=self.clock,
            hall=self.hall,
            vitals=self.vitals,
            disk=self.disk,
            bot_id=self.bot.id,
            polls=lambda: self.intake.webhook is None and self.replicas.leads,
            jumped=self._look_at_the_clock_again,
        )

    async def start(self) -> None:
        """Take the lock, check the schema, take over what an earlier process left, and go.

        Raises:
            AlreadyRunning: another bot uses the database.
            CannotListen: the webhook's address is taken.
            SchemaBehind: `banshi migrate` has not been run.
        """
        if (found := await current(self.database)) != head():
            await self.database.close()
            raise SchemaBehind(f"the database is at schema {found or 'none'}, this release needs {head()}")
        await self.health.open()
        prepare()
        async with self.database.read() as tx:
            updates, messages, held = await inbox.count_open(tx), await outbox.count_open(tx), await count_held(tx)
        await self.replicas.open()
        self._begin(self.replicas.run())
        if asking := await self.intake.open():
            self._tasks.append(asking)
        fault("start.intake_opened")
        if held:
            log.warning("messages_held", count=held, hint="of a restored backup; nobody gets them: banshi held list")
        # What was left over goes first: a new answer must not overtake it.
        await self.delivery.take_over()
        fault("start.taken_over")
        self.database.hand_over = self.delivery.take
        for work in (self.delivery.run(), self.schedule.run(), self.sealer.run(), self.health.run()):
            self._begin(work)
        self._working = [self._begin(worker.run()) for worker in self.workers]
        self._scheduler.add_job(
            self.tick, "interval", seconds=TICK, coalesce=True, misfire_grace_time=None, max_instances=1
        )
        self._scheduler.start()
        self._menu = asyncio.ensure_future(publish_commands(self.telegram, self.database))
        self.health.ready()
        log.info("started", updates_left_over=updates, messages_left_over=messages)

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._tasks.append(task)
        return task

    async def _learn_moves(self) -> None:
        """Learn which groups have another number now, whichever process found out."""
        async with self.database.read() as tx:
            self._moved.update(await list_migrations(tx))

    def _hear(self, news: str) -> None:
        """Another process has stored updates, or left messages to whoever takes them."""
        if news == "inbox":
            self._crew.wake()
        elif news == "outbox":
            self.delivery.wake()

    @property
    def poller(self) -> Poller:
        """What polls, for tests that fetch updates step by step."""
        return self.intake.poller

    @property
    def worker(self) -> Worker:
        """The first worker, for tests that handle updates step by step."""
        return self.workers[0]

    async def tick(self) -> None:
        """Do what the clock has started, and leave out guides that have expired."""
        try:
            self.hall.refresh_index()
            present = self.hall.present()
            await tick(self.database, hall=present.hall, now=present.now)
            self.vitals.tick(self.clock.monotonic(), every=TICK)
            await self._calendar.look(self.database, hall=present.hall, now=present.now, limit=BATCH)
        except Exception:
            log.exception("tick_failed")

    def _look_at_the_clock_again(self) -> None:
        """Somebody has set the machine's clock: what was planned by the old one is planned anew, beginning at once."""
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))

    async def stop(self) -> None:
        """Take no more, finish what runs, give back the rest."""
        self.health.refuse()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        self.schedule.stop()
        self.sealer.stop()
        if self._menu:
            self._menu.cancel()
        await self.intake.refuse()
        for worker in self.workers:
            worker.stop()
        # What the last units of work say is handed to delivery before that stops.
        await asyncio.gather(*self._working, return_exceptions=True)
        fault("stop.work_done")
        await self.delivery.stop()
        self.health.stop()
        await self.replicas.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.intake.close()
        await self.health.close()
        await self.telegram.close()
        await self.database.close()
        log.info("stopped")

    async def ended(self) -> None:
        """Return once something has ended that runs for as long as the bot does.

        Raises:
            TokenRefused: Telegram does not know the token.
        """
        refused = asyncio.ensure_future(self.poster.refused.wait())
        try:
            done, _ = await asyncio.wait([refused, *self._tasks], return_when=asyncio.FIRST_COMPLETED)
        finally:
            refused.cancel()
        if self.poster.refused.is_set():
            raise TokenRefused
        for task in done:
            task.result()
