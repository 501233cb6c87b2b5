"""The hidden case of every day shows that the clock is at work, and nobody sees it."""

import pytest

from actions.cases.canary import file_canary
from actions.cases.trace import CASE
from domain.cases import Case
from storage.cases import count_cases, count_open_by_owner, get_case, newest_canary
from storage.db import Database
from storage.deadlines import next_deadline
from storage.events import list_events
from tests.actions.case_desk import Desk, a_desk, at
from tests.actions.test_case_words import WORDS


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


async def files_canary(desk: Desk, *, when: str) -> Case:
    """The bot files its own case."""
    async with desk.database.write() as tx:
        return await file_canary(tx, hall=desk.hall, now=at(when))


async def test_it_ends_by_itself_after_ten_minutes_and_nobody_is_told(desk: Desk) -> None:
    canary = await files_canary(desk, when="2026-09-01 03:00")
    await desk.ticks("2026-09-01 03:09")
    assert (await desk.now(canary)).closed_at is None
    await desk.ticks("2026-09-01 03:10", times=2)

    async with desk.database.read() as tx:
        newest = await newest_canary(tx)
        events = await list_events(tx, subject_kind=CASE, subject_id=canary.id)
    assert newest is not None
    assert (newest.filed_at, newest.ended_at) == (at("2026-09-01 03:00"), at("2026-09-01 03:10"))
    assert [event.action for event in events] == ["filed", "after"]
    assert [row for message in WORDS for row in await desk.said(message)] == []
    assert await desk.drifts() == []


async def test_it_takes_no_number_and_counts_nowhere(desk: Desk) -> None:
    await files_canary(desk, when="2026-09-01 03:00")
    case = await desk.files(when="2026-09-01 10:00")
    await files_canary(desk, when="2026-09-02 03:00")
    second = await desk.files(when="2026-09-02 10:00")

    assert [case.number, second.number] == ["TS2026-000001", "TS2026-000002"]
    async with desk.database.read() as tx:
        assert await count_cases(tx) == 2
        assert await count_open_by_owner(tx) == {}
        assert await next_deadline(tx, after=at("2026-09-01 03:00")) == at("2026-09-02 09:00")
        assert await get_case(tx, case.id) is not None
