"""A complaint that nobody takes climbs to the director over National Day and the Saturday that is worked for it."""

from datetime import timedelta

import pytest

from domain.ladder import Step
from storage.db import Database
from tests.actions.case_desk import Desk, a_desk, at


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


async def test_it_climbs_on_working_days_only_and_the_worked_saturday_is_one(desk: Desk) -> None:
    case = await desk.files(when="2026-09-28 10:00")
    moment = at("2026-09-28 10:00")
    while moment < at("2026-10-20 00:00"):
        moment += timedelta(minutes=30)
        await desk.clock(moment)

    climbed = [event for event in await desk.events(case) if event.action.startswith("deadline_")]

    assert [(Step(event.action.removeprefix("deadline_")), event.at) for event in climbed] == [
        (Step.REMINDER, at("2026-09-29 09:00")),
        (Step.DUE, at("2026-09-30 17:30")),
        (Step.URGING, at("2026-10-09 09:00")),
        # The 8th, 9th, 10th, a worked Saturday, 12th and 13th.
        (Step.DIRECTOR, at("2026-10-14 09:00")),
    ]
    assert [event.detail["late_seconds"] for event in climbed] == [0, 0, 0, 0]
    assert {event.detail["owner"] for event in climbed} == {desk.wang.id}, "the clerk it was given to keeps it"
    above = [None, desk.sun.id, desk.sun.id, desk.qian.id]
    assert [event.detail["also"] for event in climbed] == above, "and whoever stands above learns of it"
