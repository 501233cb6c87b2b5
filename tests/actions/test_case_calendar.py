"""When the hall's calendar changes, every promised date follows once, and whoever waits is told which moved."""

from typing import Any

import pytest
from sqlalchemy import event

from actions.cases.flows import file_of, pin
from content.calendars import calendar_version, work_calendar
from content.flows import FlowFile
from jobs.calendar import Calendar
from storage.db import Database
from tests.actions.case_desk import Desk, a_desk, at
from tests.actions.test_case_ledger import with_rest
from tests.views.halls import sample_hall

NOON = "2026-09-01 12:00"


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


async def test_dates_that_move_are_told_once_with_both_and_others_move_silently(desk: Desk) -> None:
    moves = await desk.files(when="2026-09-01 10:00")
    stays = await desk.files("suggestion", when="2026-08-03 10:00")
    desk.hall = with_rest(desk.hall, first="2026-09-02", days=1)
    calendar = Calendar()
    for _ in range(3):
        await calendar.look(desk.database, hall=desk.hall, now=at(NOON), limit=50)

    assert (await desk.running(moves)).due_at == at("2026-09-04 17:30")
    assert (await desk.running(stays)).calendar == calendar_version(desk.hall)
    assert [event.action for event in await desk.events(moves)] == ["filed", "due_moved", "told"]
    assert [event.action for event in await desk.events(stays)] == ["filed"]
    [told] = await desk.said("case_date_moved")
    words = await desk.reads(told, when=NOON)
    assert moves.number in words
    assert "9月3日（周四） 17:30" in words
    assert "9月4日（周五） 17:30" in words


async def test_whoever_hears_after_the_date_moved_back_is_told_nothing(desk: Desk) -> None:
    await desk.files(when="2026-09-01 10:00")
    before, after = desk.hall, with_rest(desk.hall, first="2026-09-02", days=1)
    for hall in (after, before):
        await Calendar().look(desk.database, hall=hall, now=at(NOON), limit=50)
    first, second = await desk.said("case_date_moved")
    assert await desk.reads(first, when=NOON) == ""
    assert "9月3日" in await desk.reads(second, when=NOON)


async def test_whose_date_moved_is_called_if_they_have_no_telegram(desk: Desk) -> None:
    await desk.files(when="2026-09-01 10:00", calls=True)
    desk.hall = with_rest(desk.hall, first="2026-09-02", days=1)
    for _ in range(2):
        await Calendar().look(desk.database, hall=desk.hall, now=at(NOON), limit=50)

    assert await desk.said("case_date_moved") == []
    [task] = await desk.said("call_task")
    words = await desk.reads(task, when=NOON)
    assert "“受理”的期限由 9月3日（周四） 17:30 改为 9月4日（周五） 17:30" in words


async def test_many_cases_follow_step_by_step_and_then_nobody_looks_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.files_many("complaint", number=5, when="2026-09-01 10:00")
    desk.hall = with_rest(desk.hall, first="2026-09-02", days=1)
    calendar = Calendar()
    seen = []
    for _ in range(4):
        await calendar.look(desk.database, hall=desk.hall, now=at(NOON), limit=2)
        seen.append(len(await desk.said("case_date_moved")))
    assert seen == [2, 4, 5, 5]

    monkeypatch.setattr(desk.database, "write", None)
    await calendar.look(desk.database, hall=desk.hall, now=at(NOON), limit=2)


def test_the_calendar_of_a_pack_is_reckoned_once_and_that_of_another_anew() -> None:
    hall = with_rest(sample_hall(), first="2026-09-02", days=1)

    assert work_calendar(hall) is work_calendar(hall)
    other = with_rest(hall, first="2026-09-03", days=1)
    assert work_calendar(other) is not work_calendar(hall)
    assert calendar_version(other) != calendar_version(hall)


async def test_a_flow_is_kept_and_read_once_however_many_cases_go_by_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements: list[str] = []

    def note(*said: Any) -> None:
        statements.append(said[2])

    # Both the document's statements go by SQLAlchemy; what looks for it does not.
    event.listen(desk.database._pool._engine.sync_engine, "before_cursor_execute", note)
    first = await desk.files(when="2026-09-01 10:00")
    assert [one for one in statements if one.startswith("INSERT INTO flow_document")]
    second = await desk.files(when="2026-09-01 10:01")
    assert first.flow_id == second.flow_id
    async with desk.database.read() as tx:
        read = await file_of(tx, first)
    monkeypatch.setattr(FlowFile, "model_validate", None)
    statements.clear()
    flow = desk.hall.flow("complaint")
    assert flow is not None
    async with desk.database.write() as tx:
        assert await file_of(tx, second) is read
        assert await pin(tx, flow, now=at(NOON)) == first.flow_id
    assert statements == []
