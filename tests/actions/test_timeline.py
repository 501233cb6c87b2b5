"""What the events of a case tell its citizen: dates that moved, what ended by itself, what they took back."""

import pytest

from actions.cases.timeline import list_milestones
from content.cases import Mark, Milestone
from domain.cases import Case
from jobs.calendar import Calendar
from storage.db import Database
from tests.actions.case_desk import Desk, a_desk, at
from tests.actions.test_case_ledger import with_rest

NOON = "2026-09-01 12:00"


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


async def told(desk: Desk, case: Case) -> list[Milestone]:
    """What its citizen reads, without the filing."""
    async with desk.database.read() as tx:
        first, *rest = await list_milestones(tx, case, hall=desk.hall, now=at("2026-12-01 10:00"))
    assert first == Milestone(case.filed_at.astimezone(first.at.tzinfo), Mark.FILED)
    return rest


async def test_a_date_that_moved_is_told_and_one_that_only_became_certain_is_not(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    for days, provisional in ((1, True), (1, False), (2, False)):
        desk.hall = with_rest(desk.hall, first="2026-09-02", days=days, provisional=provisional)
        await Calendar().look(desk.database, hall=desk.hall, now=at(NOON), limit=50)

    moved = await told(desk, case)

    assert [(one.mark, one.name.zh if one.name else "", one.due) for one in moved] == [
        (Mark.MOVED, "受理", at("2026-09-04 17:30")),
        (Mark.MOVED, "受理", at("2026-09-07 17:30")),
    ]
    assert moved[0].is_provisional


async def test_what_ends_by_itself_is_told_and_not_that_its_end_moved(desk: Desk) -> None:
    case = await desk.files("enquiry", when="2026-09-01 10:00")
    case = await desk.does(case, "answer", by=desk.wang, when="2026-09-01 11:00")
    desk.hall = with_rest(desk.hall, first="2026-09-02", days=1)
    await Calendar().look(desk.database, hall=desk.hall, now=at(NOON), limit=50)
    await desk.clock("2026-09-10 10:00")

    names = [(one.mark, one.name.zh if one.name else "") for one in await told(desk, case)]

    assert names == [(Mark.DONE, "大厅的答复"), (Mark.STATE, "已结束")]


async def test_a_step_the_citizen_is_not_told_of_is_told_as_the_new_state_and_a_withdrawal_as_their_own(
    desk: Desk,
) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    for name in ("accept", "find"):
        case = await desk.does(case, name, by=desk.wang, when="2026-09-01 11:00")
    case = await desk.does(case, "withdraw", by=desk.chen, when="2026-09-01 12:00")

    marks = [(one.mark, one.name.zh if one.name else None) for one in await told(desk, case)]

    assert marks == [(Mark.DONE, "已受理"), (Mark.STATE, "处理中"), (Mark.OWN, None)]
