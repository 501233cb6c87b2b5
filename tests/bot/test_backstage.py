"""What the demo shows of the bot from outside: whether it is quiet is read from the rows, not from what it says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from actions.cases.replies import hold_reply
from bot.demo.backstage import DemoBackstage, before_holiday
from bot.schedule import rounds_people_notice
from content.calendars import work_calendar
from domain.conversation import REPLY_HOLD
from jobs.periodic import run_due
from jobs.replies import release_held_replies
from storage.db import Database
from tests.actions.people_desk import a_citizen, a_clerk, a_question, words
from tests.kit.booking import BookingDesk
from tests.views.halls import NOW, sample_hall


def seen_from_outside(database: Database) -> DemoBackstage:
    """A demo of the sample hall, of which only the rows are looked at."""
    process: Any = SimpleNamespace(running=True, starts=1)
    pack: Any = SimpleNamespace(hall=sample_hall(), problems=())
    return DemoBackstage(process, database, pack)


@pytest.mark.parametrize(
    ("now", "eve"),
    [
        ("2026-12-30T10:00", "2026-12-31T09:00"),
        ("2026-12-31T08:59", "2026-12-31T09:00"),
        ("2026-12-31T09:00", "2027-02-04T09:00"),
        ("2027-04-05T10:00", "2027-04-30T09:00"),
        ("2028-04-20T10:00", "2028-04-28T09:00"),
    ],
)
def test_the_day_before_a_holiday_is_the_last_one_that_is_worked(now: str, eve: str) -> None:
    moments = [datetime.fromisoformat(f"{moment}+08:00") for moment in (now, eve)]
    assert before_holiday(work_calendar(sample_hall()), now=moments[0]) == moments[1]


async def test_what_people_notice_each_morning_and_night_is_waited_for_until_it_is_done(database: Database) -> None:
    backstage = seen_from_outside(database)
    assert (await backstage.look(now=NOW)).waiting == 2

    async def work() -> None:
        assert (await backstage.look(now=NOW)).waiting > 0

    rounds = [replace(job, run=work) for job in rounds_people_notice(sample_hall, zone=NOW.tzinfo or UTC)]
    await run_due(database, rounds, now=lambda: NOW)
    assert (await backstage.look(now=NOW)).waiting == 0
    assert (await backstage.look(now=NOW + timedelta(days=1))).waiting == 2


async def test_what_was_closed_is_waited_for_until_nobody_books_there(database: Database) -> None:
    backstage, desk = seen_from_outside(database), BookingDesk(database)
    await desk.opens()
    before = (await backstage.look(now=desk.now)).waiting
    await desk.closes()
    assert (await backstage.look(now=desk.now)).waiting == before + 1
    await desk.later(seconds=1)
    assert (await backstage.look(now=desk.now)).waiting == before


async def test_a_reply_that_is_due_is_waited_for_before_anybody_has_looked_at_it(database: Database) -> None:
    backstage = seen_from_outside(database)
    case, clerk = await a_question(database, await a_citizen(database)), await a_clerk(database)
    async with database.write() as tx:
        await hold_reply(tx, case.id, words("可以"), member=clerk, now=NOW)
    held = (await backstage.look(now=NOW)).waiting

    due = NOW + REPLY_HOLD
    assert (await backstage.look(now=due - timedelta(seconds=1))).waiting == held, "it is not due yet"
    assert (await backstage.look(now=due)).waiting == held + 1

    async with database.write() as tx:
        await release_held_replies(tx, now=due, limit=10)
        told = len(tx.outgoing)
    assert (await backstage.look(now=due)).waiting == held + told, "now it is a message on its way"
