"""Whose case somebody above puts right hears of it, or whoever stands in for them."""

import pytest

from actions.cases.work import give
from actions.desk.correcting import correct
from domain.cases import Case, acting_staff
from domain.people import Member
from storage.db import Database
from tests.actions.away_desk import DURING, leaves, owns
from tests.actions.case_desk import Desk, a_desk, at
from tests.actions.people_desk import a_clerk


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


@pytest.fixture
async def case(desk: Desk) -> Case:
    return await owns(desk, desk.wang)


@pytest.fixture
async def zhao(desk: Desk) -> Member:
    return await a_clerk(desk.database, telegram_id=203, name="赵强")


async def corrects(desk: Desk, case: Case, service: str, *, by: Member) -> Case:
    async with desk.database.write() as tx:
        about = {"version": case.version, "member": by, "hall": desk.hall, "now": at(DURING)}
        return (await correct(tx, case.id, service, **about)).case


async def test_whoever_stands_in_hears_of_it_and_not_the_absent_unless_they_did_it_themselves(
    desk: Desk, case: Case, zhao: Member
) -> None:
    await leaves(desk, desk.wang, zhao)
    case = await corrects(desk, case, "id-card", by=zhao)
    assert await desk.said("case_corrected") == []

    await corrects(desk, case, "sole-trader", by=desk.sun)

    [told] = await desk.said("case_corrected")
    assert told.chat_id == 203
    assert "孙莉" in await desk.reads(told, when=DURING)


async def test_nobody_is_told_of_a_case_that_went_to_a_colleague_meanwhile(
    desk: Desk, case: Case, zhao: Member
) -> None:
    case = await corrects(desk, case, "sole-trader", by=desk.sun)
    async with desk.database.write() as tx:
        await give(tx, case, to=zhao.id, actor=acting_staff(desk.sun), action="assigned", now=at(DURING))

    [told] = await desk.said("case_corrected")
    assert not await desk.reads(told, when=DURING)
