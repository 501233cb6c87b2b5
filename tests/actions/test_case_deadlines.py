"""Every promised date fires once, oldest first, says how late it was, and leaves somebody by name with the case."""

import asyncio
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select, update

from actions.cases import deadlines
from actions.cases.clocks import Longer, recompute, was_late
from content.models import CalendarYear
from domain.cases import Case
from domain.flows import Flow
from domain.people import Role
from jobs.deadlines import fire_due
from storage.cases import list_clocks, list_running
from storage.db import Database
from storage.deadlines import fire, next_deadline, take_due
from storage.tables import deadline, event, staff
from storage.transaction import Tx
from tests.actions.case_desk import Desk, a_desk, at
from tests.actions.people_desk import a_clerk

DUE = 1_000
REPLICAS = 3
BATCH = 50


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


async def _told(desk: Desk) -> list[Row[Any]]:
    """Every deadline event, in order."""
    said = select(event).where(event.c.action.like("deadline_%")).order_by(event.c.id)
    async with desk.database.read() as tx:
        return list(await tx.execute(said))


async def _steps(desk: Desk) -> list[tuple[str, int | None, int]]:
    """Action, owner and late seconds of every deadline event."""
    return [(row.action, row.detail["owner"], row.detail["late_seconds"]) for row in await _told(desk)]


async def test_an_overdue_case_climbs_to_the_director_with_an_owner_by_name_on_every_step(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    assert case.owner_id is None
    for moment in ("2026-09-02 09:00", "2026-09-03 17:30", "2026-09-07 09:00", "2026-09-11 09:00"):
        assert await desk.clock(at(moment) - timedelta(seconds=1)) == 0, moment
        assert await desk.clock(moment) == 1, moment
        assert await desk.clock(moment) == 0, "each once"

    wang = desk.wang.id
    assert await _steps(desk) == [(f"deadline_{step}", wang, 0) for step in ("reminder", "due", "urging", "director")]
    events = [event for event in await desk.events(case) if event.action.startswith("deadline")]
    assert [event.detail["also"] for event in events] == [None, desk.sun.id, desk.sun.id, desk.qian.id]
    assert await desk.drifts() == []


async def test_who_has_fewest_cases_is_named_and_whoever_left_is_not(desk: Desk) -> None:
    li = await a_clerk(desk.database, telegram_id=301, name="李雷")
    await a_clerk(desk.database, telegram_id=302, name="韩梅", role=Role.AUDITOR)
    first = await desk.files(when="2026-09-01 10:00")
    second = await desk.files(when="2026-09-01 10:01")
    third = await desk.files(when="2026-09-01 10:02")

    assert await desk.clock("2026-09-02 09:00") == 3

    owners = [(await desk.now(case)).owner_id for case in (first, second, third)]
    assert owners == [desk.wang.id, li.id, desk.wang.id]


async def test_a_case_of_an_area_is_given_to_whoever_takes_care_of_it(desk: Desk) -> None:
    async with desk.database.write() as tx:
        await tx.execute(update(staff).where(staff.c.id == desk.wang.id).values(areas="a b"))
    li = await a_clerk(desk.database, telegram_id=301, name="李雷")
    async with desk.database.write() as tx:
        await tx.execute(update(staff).where(staff.c.id == li.id).values(areas="c"))
    cases = [await desk.files(when="2026-09-01 10:00", area=area) for area in ("b", "c", "d", None)]

    assert await desk.clock("2026-09-02 09:00") == 4

    owners = [(await desk.now(case)).owner_id for case in cases]
    assert owners == [desk.wang.id, li.id, desk.sun.id, desk.wang.id], "the supervisor where no clerk is"


async def test_after_three_days_of_silence_everything_fires_once_and_says_how_late(desk: Desk) -> None:
    await desk.files(when="2026-09-01 10:00")

    assert await desk.clock("2026-09-06 17:30") == 2

    assert [(action, late) for action, _, late in await _steps(desk)] == [
        ("deadline_reminder", 4 * 86_400 + 8 * 3600 + 1800),
        ("deadline_due", 3 * 86_400),
    ]


async def test_the_next_moment_is_known_so_that_a_demo_can_jump_there(desk: Desk) -> None:
    await desk.files(when="2026-09-01 10:00")

    async with desk.database.read() as tx:
        assert await next_deadline(tx, after=at("2026-09-01 10:00")) == at("2026-09-02 09:00")
        assert await next_deadline(tx, after=at("2026-09-30 10:00")) is None


async def test_a_calendar_that_changes_moves_the_date_once_with_an_event_and_fires_at_the_new_one(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    rest = CalendarYear.model_validate(
        {
            "year": 2026,
            "source": {"name": {"zh": "通知", "en": "Notice"}},
            "checked_on": date(2026, 8, 1),
            "holidays": [{"name": {"zh": "假", "en": "Rest"}, "first": "2026-09-02", "last": "2026-09-03"}],
        },
        context={},
    )
    desk.hall = desk.hall.model_copy(update={"years": (rest,)})
    for _ in range(2):
        async with desk.database.write() as tx:
            await recompute(tx, case, hall=desk.hall, now=at("2026-09-01 12:00"))

    async with desk.database.read() as tx:
        (clock,) = await list_running(tx, case.id)
    assert (clock.due_at, clock.due_version) == (at("2026-09-07 17:30"), 2)
    moved = [event for event in await desk.events(case) if event.action == "due_moved"]
    assert [(event.detail["from"], event.detail["to"]) for event in moved] == [
        ("2026-09-03T09:30:00+00:00", "2026-09-07T09:30:00+00:00")
    ]
    assert await desk.clock("2026-09-03 17:30") == 0, "the earlier date is void"
    assert await desk.clock("2026-09-07 17:30") == 2, "the reminder and the due moment"


async def test_an_extension_moves_only_what_was_promised_and_is_counted(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    case = await desk.does(case, "accept", by=desk.wang, when="2026-09-02 10:00")
    async with desk.database.write() as tx:
        [running] = await list_running(tx, case.id)
        await recompute(tx, case, hall=desk.hall, now=at("2026-09-14 10:00"), longer=Longer(running.id, 10))

    async with desk.database.read() as tx:
        (clock,) = await list_running(tx, case.id)
    assert (clock.limit.amount, clock.extensions, clock.due_at) == (25, 1, at("2026-10-13 17:30"))


async def test_stopped_clocks_say_whether_the_promise_was_kept(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    await desk.clock("2026-09-04 10:00")
    await desk.does(await desk.now(case), "accept", by=desk.wang, when="2026-09-04 10:00")

    async with desk.database.read() as tx:
        acceptance, answer = await list_clocks(tx, case.id)
    assert was_late(acceptance) == at("2026-09-04 10:00") - at("2026-09-03 17:30")
    assert was_late(answer) is None


class Killed(Exception):
    """A replica that dies in the middle of its batch: what it did is rolled back."""


async def _replica(database: Database, desk: Desk, *, now: datetime, dies: bool) -> int:
    """One process that looks until nothing is due; the first batch of one that dies is lost with it."""
    fired, empty = 0, 0
    while empty < 2:
        try:
            async with database.write() as tx:
                batch = await fire_due(tx, hall=desk.hall, now=now, limit=BATCH)
                if dies:
                    raise Killed
        except Killed:
            return fired
        fired += batch
        empty = 0 if batch else empty + 1
        await asyncio.sleep(0)
    return fired


async def test_a_thousand_deadlines_fire_once_with_three_at_work_one_dying_and_clocks_apart(
    desk: Desk, database_url: str
) -> None:
    await desk.files_many("praise", number=DUE // 2, when="2026-09-01 10:00")
    others = [Database(database_url) for _ in range(REPLICAS - 1)] if "postgresql" in database_url else []
    moment = at("2026-09-14 10:00")
    clocks = (timedelta(hours=-1), timedelta(hours=1), timedelta(days=3))

    await asyncio.gather(
        *(
            _replica(database, desk, now=moment + apart, dies=number == 0)
            for number, (database, apart) in enumerate(zip([desk.database, *others], clocks, strict=False))
        )
    )
    await _replica(desk.database, desk, now=moment, dies=False)

    for other in others:
        await other.close()
    async with desk.database.read() as tx:
        rows = (await tx.execute(select(deadline).where(deadline.c.due_at <= moment))).all()
    assert all(row.fired_at is not None for row in rows)
    assert all(row.late_seconds == int((row.fired_at - row.due_at).total_seconds()) for row in rows)
    told = Counter((row.subject_id, row.action) for row in await _told(desk))
    assert set(told.values()) == {1}, "none twice"
    assert {(row.case_id, f"deadline_{row.step}") for row in rows} <= set(told), "none missing"
    assert len(rows) >= DUE
    assert await desk.drifts() == []


async def test_without_the_mark_a_step_taken_by_two_fires_twice(desk: Desk) -> None:
    """The control: two look at the same row, and only the mark tells the second that it is done."""
    await desk.files(when="2026-09-01 10:00")
    async with desk.database.write() as tx:
        (seen,) = await take_due(tx, now=at("2026-09-02 09:00"), limit=5)
    async with desk.database.write() as tx:
        assert await fire(tx, seen, now=at("2026-09-02 09:00")) == timedelta()
    async with desk.database.write() as tx:
        assert await fire(tx, seen, now=at("2026-09-02 09:01")) is None


async def test_a_case_that_cannot_be_seen_to_does_not_keep_others_waiting(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = await desk.files(when="2026-09-01 10:00")
    sound = await desk.files(when="2026-09-01 10:01")
    real = deadlines.flow_of

    async def flow_of(tx: Tx, case: Case) -> Flow:
        if case.id == broken.id:
            raise ValueError("no such flow")
        return await real(tx, case)

    monkeypatch.setattr(deadlines, "flow_of", flow_of)
    assert await desk.clock("2026-09-02 09:00", limit=1) == 1
    monkeypatch.undo()

    assert [event.action for event in await desk.events(sound)] == ["filed", "deadline_reminder"]
    assert [event.action for event in await desk.events(broken)] == ["filed"]
    assert await desk.clock("2026-09-02 09:01", limit=1) == 1, "and it is tried again"
