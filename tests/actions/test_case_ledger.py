"""However often the end of a period is reckoned anew, each step fires once for each end, and none is left out."""

import asyncio
from collections.abc import Coroutine
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from actions.cases.clocks import Longer, recompute
from content.calendars import work_calendar
from content.models import CalendarYear, Hall
from domain.cases import Case
from domain.ladder import rungs
from domain.limits import Limit, Unit
from domain.working_time import due
from storage.cases import list_running
from storage.db import Database
from storage.tables import deadline
from tests.actions.case_desk import Desk, a_desk, at

T = TypeVar("T")
Fired = list[tuple[str, datetime]]


def with_rest(hall: Hall, *, first: str, days: int, provisional: bool = False) -> Hall:
    """The hall with a holiday of so many days."""
    last = date.fromisoformat(first) + timedelta(days=days - 1)
    rest = {"name": {"zh": "假", "en": "Rest"}, "first": first, "last": last.isoformat()}
    year = CalendarYear.model_validate(
        {
            "year": 2026,
            "provisional": provisional,
            "source": {"name": {"zh": "通知", "en": "Notice"}},
            "checked_on": date(2026, 8, 1),
            "holidays": [rest],
        },
        context={},
    )
    return hall.model_copy(update={"years": (year,)})


async def reckons_anew(desk: Desk, case: Case, *, when: datetime, longer: int = 0) -> None:
    """The ends of the case's clocks are reckoned by the calendar the desk has now."""
    async with desk.database.write() as tx:
        [clock, *_] = await list_running(tx, case.id)
        more = Longer(clock.id, longer) if longer else None
        await recompute(tx, case, hall=desk.hall, now=when, longer=more)


async def fired(desk: Desk, case: Case) -> Fired:
    """Every step that fired, with the end it fired for, in the order of firing."""
    rows = select(deadline).where(deadline.c.case_id == case.id, deadline.c.fired_at.is_not(None))
    async with desk.database.read() as tx:
        found = await tx.execute(rows.order_by(deadline.c.fired_at, deadline.c.due_at))
    return [(row.step, row.ends_at) for row in found]


async def test_a_step_whose_moment_is_over_when_the_end_is_reckoned_anew_fires_late(database: Database) -> None:
    desk = await a_desk(database)
    case = await desk.files(when="2026-09-01 10:00")
    desk.hall = with_rest(desk.hall, first="2026-12-01", days=1)

    await reckons_anew(desk, case, when=at("2026-09-02 12:00"))

    assert await desk.clock("2026-09-02 12:00") == 1, "the reminder was due while nobody looked"


async def test_the_due_moment_does_not_come_again_when_only_its_certainty_changes(database: Database) -> None:
    desk = await a_desk(database)
    desk.hall = with_rest(desk.hall, first="2026-12-01", days=1, provisional=True)
    case = await desk.files(when="2026-09-01 10:00")
    assert await desk.clock("2026-09-03 18:00") == 2
    desk.hall = with_rest(desk.hall, first="2026-12-01", days=1)

    await reckons_anew(desk, case, when=at("2026-09-03 19:00"))

    assert await desk.clock("2026-09-03 19:01") == 0
    assert await desk.clock("2026-09-07 09:00") == 1, "the steps after it still come"


RESTS = (("2026-12-01", 1), ("2026-09-02", 1), ("2026-09-02", 2), ("2026-09-03", 6))
OPERATIONS = st.one_of(
    st.tuples(st.just("calendar"), st.integers(0, len(RESTS) - 1), st.booleans()),
    st.tuples(st.just("longer"), st.integers(1, 2), st.just(False)),
    st.tuples(st.just("time"), st.integers(1, 50), st.booleans()),
)


class Model:
    """What must have fired, told in a few lines: at each look, every step of the present end that has not yet."""

    def __init__(self, received: datetime) -> None:
        self.received = received
        self.amount = 2
        self.fired: Fired = []

    def looks(self, hall: Hall, *, now: datetime) -> None:
        calendar = work_calendar(hall)
        limit = Limit(self.amount, Unit.WORKING_DAYS)
        ends = due(limit, received=self.received, calendar=calendar).at
        for step in rungs(received=self.received, ends=ends, calendar=calendar):
            if step.at <= now and (step.step, ends) not in self.fired:
                self.fired.append((step.step, ends))


async def _follow(desk: Desk, operations: list[tuple[str, int, bool]]) -> None:
    sound, now = desk.hall, at("2026-09-01 10:00")
    case = await desk.files(when="2026-09-01 10:00")
    model = Model(now)
    for what, number, flag in operations:
        if what == "time":
            now += timedelta(hours=number)
            if flag:
                continue
            while await desk.clock(now):
                pass
            model.looks(desk.hall, now=now)
        elif what == "longer":
            model.amount += number
            await reckons_anew(desk, case, when=now, longer=number)
        else:
            first, days = RESTS[number]
            desk.hall = with_rest(sound, first=first, days=days, provisional=flag)
            await reckons_anew(desk, case, when=now)
        found = await fired(desk, case)
        assert sorted(found) == sorted(model.fired)
        assert len(set(found)) == len(found), "none twice for one end"
    desk.hall = sound


def test_what_fires_is_what_a_small_model_says(database_url: str) -> None:
    with asyncio.Runner() as runner:

        def run(work: Coroutine[Any, Any, T]) -> T:
            return runner.run(work)

        database = Database(database_url)
        desk = run(a_desk(database))
        desk.hall = with_rest(desk.hall, first="2026-12-01", days=1)

        @settings(phases=(Phase.generate,), max_examples=25, suppress_health_check=list(HealthCheck))
        @given(operations=st.lists(OPERATIONS, min_size=3, max_size=14))
        def follows(operations: list[tuple[str, int, bool]]) -> None:
            run(_follow(desk, operations))

        try:
            follows()
        finally:
            run(database.close())
