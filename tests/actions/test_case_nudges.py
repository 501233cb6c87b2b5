"""A citizen pushes their case: who hears of it, how often, and what nobody hears."""

import asyncio

import pytest

from actions.cases.nudging import Nudged, nudge
from domain.cases import Case
from domain.errors import Gone, NudgedToday, Refusal
from domain.people import Person
from storage.db import Database
from tests.actions.case_desk import Desk, a_desk, at
from tests.actions.people_desk import a_citizen


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


async def nudges(desk: Desk, case: Case, *, when: str, by: Person | None = None) -> Nudged:
    """The citizen pushes it."""
    async with desk.database.write() as tx:
        return await nudge(tx, case.id, person=by or desk.chen, hall=desk.hall, now=at(when))


async def heard(desk: Desk) -> list[int]:
    """The staff ids that nudges were said to, in order; 0 is the topic."""
    return [row.params["staff_id"] for row in await desk.said("case_nudged")]


async def test_whoever_has_it_and_the_topic_hear_of_it_and_those_above_once_it_is_late(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    case = await desk.does(case, "accept", by=desk.wang, when="2026-09-01 11:00")
    await nudges(desk, case, when="2026-09-02 10:00")
    assert await heard(desk) == [0, desk.wang.id]

    late = await nudges(desk, case, when="2026-10-09 10:00")
    assert late.above
    assert (await heard(desk))[2:] == [0, desk.wang.id, desk.sun.id]
    said = await desk.reads((await desk.said("case_nudged"))[3], when="2026-10-09 10:01")
    assert all(part in said for part in (case.number, "第 2 次", "已超期", "请尽快办理"))
    assert await desk.drifts() == []


async def test_a_second_one_in_a_working_day_is_refused_and_says_when_next(desk: Desk) -> None:
    case = await desk.files(when="2026-09-04 10:00")
    await nudges(desk, case, when="2026-09-05 10:00")
    with pytest.raises(NudgedToday) as refused:
        await nudges(desk, case, when="2026-09-07 17:00")
    assert refused.value.params["again"].isoformat() == "2026-09-08"
    await nudges(desk, case, when="2026-09-08 00:01")


async def test_of_many_taps_at_once_one_counts(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")

    async def taps() -> bool:
        try:
            await nudges(desk, case, when="2026-09-02 10:00")
        except Refusal:
            return False
        return True

    assert sorted(await asyncio.gather(*(taps() for _ in range(4)))) == [False, False, False, True]
    assert await heard(desk) == [0]


async def test_at_night_no_phone_rings(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    await nudges(desk, case, when="2026-09-01 23:00")
    await nudges(desk, case, when="2026-09-02 10:00")

    night, day = await desk.said("case_nudged")
    assert "disable_notification" in str(night.body)
    assert "disable_notification" not in str(day.body)


async def test_nobody_nudges_for_somebody_else(desk: Desk) -> None:
    case, lin = await desk.files(when="2026-09-01 10:00"), await a_citizen(desk.database, telegram_id=105, name="林夕")
    with pytest.raises(Gone):
        await nudges(desk, case, when="2026-09-02 10:00", by=lin)
