"""What this bot does round by round, and the loop that looks whether it is time."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial

import structlog

from bot.settings import Settings
from content.calendars import work_calendar
from content.models import Hall
from domain.canary import EVERY
from gateway.clock import Clock, wait_for
from gateway.present import Present
from jobs.canary import send_canary
from jobs.morning import opened_at, tell_morning
from jobs.periodic import Job, run_due
from jobs.planning import plan_slots
from jobs.retention import forget
from storage.db import Database

LOOK = 15.0
"""Seconds between looks whether a period has begun."""
DRILL = COMPACTION = timedelta(days=7)
NIGHT = datetime(2024, 1, 7, 3, 0)  # noqa: DTZ001 # a Sunday by the hall's clock, whose zone it gets
"""When days and weeks of this work begin: nobody is at the hall."""
AN_HOUR = timedelta(hours=1)
GRACE = 5.0
"""Seconds a command gets to end in order before it is killed."""

log = structlog.get_logger(__name__)


class CommandFailed(Exception):
    """A command of ours, run beside the bot, ended with an error."""


def time_between_backups(*, is_sqlite: bool) -> timedelta:
    """How much may be lost with the disk; PostgreSQL has its own ways to lose less, see docs/operations.md."""
    return timedelta(minutes=15) if is_sqlite else timedelta(days=1)


def jobs_of(settings: Settings, database: Database, *, clock: Clock, zone: tzinfo) -> tuple[Job, ...]:
    """Everything a running bot does round by round, in the order in which it is looked at."""
    # In UTC, because counting by a zone's own clock goes wrong where that is put forward and back.
    night = NIGHT.replace(tzinfo=zone).astimezone(UTC)
    jobs = [Job("retention", timedelta(minutes=10), lambda: forget(database, now=clock.now()))]
    if database.is_sqlite:
        jobs.append(Job("compaction", COMPACTION, database.compact, within=AN_HOUR, anchor=night))
    if settings.backs_up:
        every = time_between_backups(is_sqlite=database.is_sqlite)
        jobs.append(Job("backup", every, partial(_command, "backup", settings), within=AN_HOUR, anchor=night))
        jobs.append(Job("drill", DRILL, partial(_command, "drill", settings), within=AN_HOUR, anchor=night))
    return tuple(jobs)


def canary_job(database: Database, *, present: Callable[[], Present], zone: tzinfo) -> Job:
    """The trial of the deadlines, which every running bot makes each day."""

    async def send() -> None:
        now = present()
        await send_canary(database, hall=now.hall, now=now.now)

    return Job("canary", EVERY, send, anchor=NIGHT.replace(tzinfo=zone).astimezone(UTC))


def morning_job(database: Database, *, present: Callable[[], Present]) -> Job:
    """What staff are told when work begins; a period lasts until work begins again."""

    async def tell() -> None:
        now = present()
        await tell_morning(database, hall=now.hall, staff_chats=now.staff_chats, now=now.now)

    return _mornings(tell, hall=lambda: present().hall)


def planning_job(database: Database, *, present: Callable[[], Present], zone: tzinfo) -> Job:
    """The coming days become times that can be booked, every night."""

    async def plan() -> None:
        now = present()
        await plan_slots(database, hall=now.hall, now=now.now)

    return _nights(plan, zone=zone)


def rounds_people_notice(hall: Callable[[], Hall], *, zone: tzinfo) -> tuple[Job, ...]:
    """The work of which people hear or see what came of it, for whoever only asks whether it is done."""

    async def run() -> None:
        raise AssertionError("the bot does this, nobody beside it")

    return _mornings(run, hall=hall), _nights(run, zone=zone)


def _mornings(run: Callable[[], Awaitable[object]], *, hall: Callable[[], Hall]) -> Job:
    def began(now: datetime) -> datetime:
        return opened_at(now, calendar=work_calendar(hall())).astimezone(UTC)

    return Job("morning", EVERY, run, begins=began)


def _nights(run: Callable[[], Awaitable[object]], *, zone: tzinfo) -> Job:
    return Job("slots", EVERY, run, anchor=NIGHT.replace(tzinfo=zone).astimezone(UTC))


async def _command(name: str, settings: Settings) -> None:
    """Run a command of ours as a process beside the bot, so that neither its loop nor its memory is burdened.

    Raises:
        CommandFailed: it did not end with 0; the log has what it said.
    """
    ours = {
        "BANSHI_DATABASE_URL": settings.database_url,
        "BANSHI_HALL": settings.hall,
        "BANSHI_BACKUP_DIR": settings.backup_dir,
        "BANSHI_BACKUP_KEY_FILE": settings.backup_key_file,
        "BANSHI_POSTGRES_BIN": settings.postgres_bin,
    }
    environment = {**os.environ, **{variable: str(value) for variable, value in ours.items() if value}}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", name),
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, said = await process.communicate()
    finally:
        await _end(process)
    if process.returncode:
        log.error("command_failed", command=name, code=process.returncode, reason=said.decode(errors="replace")[:300])
        raise CommandFailed(name)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Ask a process to stop, and see to it that it does."""
    if process.returncode is None:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), GRACE)
        except TimeoutError:
            process.kill()
            await process.wait()


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
