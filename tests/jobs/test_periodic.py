"""Work that comes round is done once in a period, by one replica, and once after a pause."""

import asyncio
from datetime import datetime, timedelta

import pytest

from jobs.periodic import PAUSES, Job, is_at_hand, run_due
from storage.db import Database
from storage.periodic import MOST_ATTEMPTS
from storage.tables import periodic
from tests.kit.town import StandingClock

QUARTER = timedelta(minutes=15)
START = datetime.fromisoformat("2026-12-02T02:00:00+00:00")


class Work:
    """Counts how often it was done, and when; fails as often as it is told."""

    def __init__(self, clock: StandingClock, *, failures: int = 0) -> None:
        self.done: list[datetime] = []
        self.failures = failures
        self._clock = clock

    async def __call__(self) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("not this time")
        await asyncio.sleep(0.01)
        self.done.append(self._clock.now())


def job(work: Work, *, within: timedelta = timedelta(minutes=10)) -> Job:
    return Job("backup", QUARTER, work, within=within)


async def look(database: Database, clock: StandingClock, *jobs: Job) -> None:
    await run_due(database, jobs, now=clock.now)


async def test_a_period_begins_at_its_anchor() -> None:
    weekly = Job("drill", timedelta(days=7), Work(StandingClock()), anchor=START)
    assert weekly.period(START + timedelta(days=6, hours=23)) == START
    assert weekly.period(START - timedelta(seconds=1)) == START - timedelta(days=7)


async def test_replicas_that_do_not_ask_the_rows_repeat_each_other() -> None:
    """The negative control: two replicas, each with its own timer."""
    work = Work(StandingClock(START))
    await asyncio.gather(work(), work())
    assert len(work.done) == 2


async def at_hand(database: Database, job: Job, *, now: datetime) -> bool:
    async with database.read() as tx:
        return await is_at_hand(tx, job, now=now, patience=timedelta(seconds=20))


async def test_work_is_at_hand_until_it_is_done_has_failed_or_takes_too_long(database: Database) -> None:
    clock, seen = StandingClock(START), []

    async def watched() -> None:
        for seconds in (0, 19, 21):
            seen.append(await at_hand(database, watching, now=START + timedelta(seconds=seconds)))

    watching = Job("backup", QUARTER, watched)
    assert await at_hand(database, watching, now=START)
    await look(database, clock, watching)
    assert seen == [True, True, False]
    assert not await at_hand(database, watching, now=START)
    assert await at_hand(database, watching, now=START + QUARTER)

    failing = Job("drill", QUARTER, Work(clock, failures=1))
    await look(database, clock, failing)
    assert not await at_hand(database, failing, now=START)


async def test_two_replicas_do_it_once_in_each_period(database_url: str) -> None:
    clock = StandingClock(START)
    work = Work(clock)
    replicas = [Database(database_url), Database(database_url)]
    for _ in range(4):
        await asyncio.gather(*(look(replica, clock, job(work)) for replica in (*replicas, *replicas)))
        clock.advance(minutes=5)
    assert work.done == [START, START + QUARTER]
    for replica in replicas:
        await replica.close()


async def test_three_days_of_silence_are_made_good_once(database_url: str) -> None:
    clock = StandingClock(START)
    work = Work(clock)
    replicas = [Database(database_url), Database(database_url)]
    await look(replicas[0], clock, job(work))
    clock.advance(days=3, minutes=7)
    for _ in range(3):
        await asyncio.gather(*(look(replica, clock, job(work)) for replica in replicas))
    assert len(work.done) == 2
    for replica in replicas:
        await replica.close()


async def test_a_clock_that_was_put_back_repeats_nothing(database: Database) -> None:
    clock = StandingClock(START)
    work = Work(clock)
    for _ in range(4):
        await look(database, clock, job(work))
        clock.advance(minutes=15)
    clock.advance(hours=-1)
    for _ in range(4):
        await look(database, clock, job(work))
        clock.advance(minutes=15)
    assert len(work.done) == 4


@pytest.mark.parametrize("failures", [0, 1])
async def test_a_clock_that_was_far_ahead_for_a_while_holds_nothing_up(database: Database, failures: int) -> None:
    clock = StandingClock(START)
    work = Work(clock, failures=failures)
    clock.jump(days=400)
    await look(database, clock, job(work))
    clock.jump(days=-400)
    work.done.clear()
    await look(database, clock, job(work))
    assert work.done == [START]


async def test_work_that_failed_is_tried_again_after_a_pause_and_given_up_in_the_end(database: Database) -> None:
    clock = StandingClock(START)
    work = Work(clock, failures=MOST_ATTEMPTS + 1)
    daily = Job("backup", timedelta(days=1), work)
    for pause in (*PAUSES, PAUSES[-1]):
        before = work.failures
        await look(database, clock, daily)
        await look(database, clock, daily)
        assert work.failures == before - 1
        clock.advance(seconds=pause.total_seconds())
    await look(database, clock, daily)
    assert work.failures == 1, "given up for this day"
    async with database.read() as tx:
        row = (await tx.execute(periodic.select())).one()
    assert (row.attempts, row.done_at, row.error) == (MOST_ATTEMPTS, None, "RuntimeError")

    clock.advance(days=1)
    await look(database, clock, daily)
    clock.advance(minutes=6)
    await look(database, clock, daily)
    assert len(work.done) == 1


async def test_what_a_dead_process_began_is_free_after_its_time(database: Database) -> None:
    clock = StandingClock(START)
    weekly = Job("drill", timedelta(days=7), Work(clock))

    class Died(BaseException):
        """The process is gone, and nothing below the failure ran."""

    async def die() -> None:
        raise Died

    with pytest.raises(Died):
        await look(database, clock, Job("drill", timedelta(days=7), die))
    await look(database, clock, weekly)
    assert not weekly.run.done  # type: ignore[attr-defined] # a Work
    clock.advance(minutes=16)
    await look(database, clock, weekly)
    assert len(weekly.run.done) == 1  # type: ignore[attr-defined] # a Work


async def test_work_that_is_interrupted_by_a_stop_is_free_at_once(database: Database) -> None:
    clock = StandingClock(START)
    begun = asyncio.Event()

    async def slow() -> None:
        begun.set()
        await asyncio.Event().wait()

    looking = asyncio.ensure_future(look(database, clock, Job("backup", QUARTER, slow)))
    await begun.wait()
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    work = Work(clock)
    await look(database, clock, job(work))
    assert len(work.done) == 1


async def test_work_that_takes_too_long_is_stopped_and_counts_as_failed(database: Database) -> None:
    async def hang() -> None:
        await asyncio.Event().wait()

    clock = StandingClock(START)
    await look(database, clock, Job("backup", QUARTER, hang, within=timedelta(milliseconds=10)))
    async with database.read() as tx:
        row = (await tx.execute(periodic.select())).one()
    assert (row.done_at, row.error) == (None, "TimeoutError")


async def test_one_job_that_fails_does_not_keep_the_next_from_its_turn(database: Database) -> None:
    clock = StandingClock(START)
    broken, sound = Work(clock, failures=1), Work(clock)
    await look(database, clock, Job("backup", QUARTER, broken), Job("retention", QUARTER, sound))
    assert (len(broken.done), len(sound.done)) == (0, 1)
