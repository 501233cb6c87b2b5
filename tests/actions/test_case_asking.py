"""Staff ask a citizen about their complaint: what they write brings it back, and the promised date stays."""

import pytest

from actions.cases.additions import add_to_case
from domain.errors import CaseOver
from storage.cases import list_listening, list_running
from storage.db import Database
from tests.actions.case_desk import Desk, a_desk, at
from tests.actions.people_desk import words


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


async def test_the_citizens_answer_brings_it_back_and_the_period_of_the_answer_went_on(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    case = await desk.does(case, "accept", by=desk.wang, when="2026-09-01 11:00")
    async with desk.database.read() as tx:
        before = await list_running(tx, case.id)
    case = await desk.does(case, "ask", by=desk.wang, when="2026-09-02 10:00")
    async with desk.database.write() as tx:
        assert [listening.id for listening in await list_listening(tx, desk.chen.id)] == [case.id]
        now = at("2026-09-03 10:00")
        added = await add_to_case(
            tx, case.id, words("是八月三号，二号窗口。"), person=desk.chen, hall=desk.hall, now=now
        )

    assert (added.reopened, added.case.state, added.case.owner_id) == (False, "investigating", desk.wang.id)
    async with desk.database.read() as tx:
        assert await list_running(tx, case.id) == before
    assert await desk.drifts() == []


async def test_who_gets_no_answer_goes_on_without_it_and_asks_no_more_once_it_is_answered(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    for name, moment in (("accept", "11:00"), ("find", "12:00"), ("ask", "14:00"), ("go-on", "15:00")):
        case = await desk.does(case, name, by=desk.wang, when=f"2026-09-01 {moment}")
    assert (case.state, case.listens) == ("investigating", False)
    for name, moment in (("find", "16:00"), ("answer", "16:30")):
        case = await desk.does(case, name, by=desk.wang, when=f"2026-09-01 {moment}")
    with pytest.raises(CaseOver):
        await desk.does(case, "ask", by=desk.wang, when="2026-09-01 17:00")
