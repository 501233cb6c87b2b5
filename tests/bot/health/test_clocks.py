"""A clock that somebody sets, or that disagrees with another, is noticed and does not stop what time starts."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from bot.health import watch
from bot.health.pulse import BEAT, Pulse
from bot.settings import Settings, load_settings
from gateway.clock import SystemClock
from storage.db import Database, present
from tests.bot.health.ward import open_ward
from tests.kit.town import TOKEN, StandingClock


def heart(clock: StandingClock) -> tuple[Pulse, list[int]]:
    """A pulse, and how often it let know of a jump."""
    jumps: list[int] = []
    return Pulse(clock, jumped=lambda: jumps.append(1)), jumps


@pytest.mark.parametrize(("hours", "noticed"), [(1, 1), (-1, 1), (24, 1), (0, 0)])
def test_a_clock_that_was_set_is_noticed_at_the_next_beat(
    hours: float, noticed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = StandingClock()
    pulse, jumps = heart(clock)
    clock.advance(seconds=BEAT)
    pulse.beat()
    clock.jump(hours=hours)
    clock.advance(seconds=BEAT)
    pulse.beat()

    assert (len(jumps), pulse.jumps) == (noticed, noticed)
    assert capsys.readouterr().err.count('"event": "clock_jumped"') == noticed


def test_a_loop_that_was_blocked_for_long_is_no_clock_that_was_set() -> None:
    clock = StandingClock()
    pulse, jumps = heart(clock)
    clock.advance(minutes=5)
    pulse.beat()

    assert jumps == []
    assert pulse.lag == pytest.approx(300 - BEAT)


def test_a_correction_by_the_database_is_no_clock_that_was_set() -> None:
    clock = StandingClock()
    pulse, jumps = heart(clock)
    clock.offset = timedelta(minutes=10)
    clock.advance(seconds=BEAT)
    pulse.beat()

    assert jumps == []


async def test_a_clock_set_back_would_stop_the_ticks_for_as_long(database_url: str) -> None:
    """The negative control: what is planned by the time of day waits until that time comes again."""
    async with open_ward(database_url) as ward:
        app = ward.town.app
        hour = timedelta(hours=1)
        app._scheduler.add_job(app.tick, "interval", seconds=1)
        app._scheduler.start(paused=True)
        [job] = app._scheduler.get_jobs()
        job.modify(next_run_time=datetime.now(UTC) + hour)  # as it is after the clock was set back by that
        assert job.next_run_time - datetime.now(UTC) > hour / 2

        app.health.pulse.beat()
        ward.town.clock.jump(hours=-1)
        app.health.pulse.beat()
        [job] = app._scheduler.get_jobs()
        assert job.next_run_time <= datetime.now(UTC), "and with the pulse they go on at once"


def settings_for(database_url: str) -> Settings:
    """Of a bot that talks to its database alone."""
    return load_settings(
        token=TOKEN, api_url="http://127.0.0.1:1", database_url=database_url, health_listen="off", _env_file=None
    )


async def test_replicas_go_by_the_clock_of_their_database(postgres_url: str) -> None:
    clock = SystemClock()
    wrong = timedelta(hours=3)
    clock.now = lambda: datetime.now(UTC) + wrong + clock.offset  # type: ignore[method-assign] # a machine that is ahead
    app = App(settings_for(postgres_url), clock=clock)
    await app.health.watch.compare_with_database()

    database = Database(postgres_url)
    async with database.read() as tx:
        theirs = await present(tx)
    await database.close()
    assert abs(app.clock.now() - theirs) < timedelta(seconds=30)
    [(whose, ahead)] = app.health.watch.skews
    assert whose == ("database",)
    assert ahead == pytest.approx(wrong.total_seconds(), abs=30)
    await app.stop()


@pytest.mark.parametrize(("ahead", "corrected"), [(0, 0), (4, 0), (-4, 0), (100, -95), (-100, 95)])
async def test_how_long_the_database_takes_to_say_the_time_is_no_difference_of_clocks(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, ahead: float, corrected: float
) -> None:
    clock = StandingClock()
    theirs = clock.now() + timedelta(seconds=5 - ahead)

    async def in_ten_seconds(_: object) -> datetime:
        clock.advance(seconds=10)
        return theirs

    monkeypatch.setattr(watch, "present", in_ten_seconds)
    app = App(settings_for(postgres_url), clock=clock)
    await app.health.watch.compare_with_database()
    await app.stop()

    assert clock.offset == timedelta(seconds=corrected)


async def test_a_server_that_does_not_say_the_time_is_no_alert(database_url: str) -> None:
    async with open_ward(database_url) as ward:
        await ward.town.control("faults", kind="500", method="getwebhookinfo")
        await ward.look(seconds=61)
        assert await ward.alerts() == []
