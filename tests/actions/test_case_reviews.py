"""Who may have a case: never whoever handled it before its review, never whom it is about."""

from datetime import datetime

import pytest

from actions.cases import verifying
from actions.cases.acting import Matter, file_case, new_key
from actions.cases.loaders import load_card
from domain.cases import Case
from domain.errors import NotYours
from domain.languages import Language
from domain.people import Role
from storage.cases import change_case
from storage.db import Database
from storage.events import Event
from storage.transaction import Tx
from tests.actions.case_desk import Desk, a_desk, at
from tests.actions.people_desk import a_clerk


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


async def files_about(desk: Desk, staff_id: int, *, now: datetime) -> Case:
    """The citizen complains about somebody of staff."""
    flow = desk.hall.flow("complaint")
    assert flow is not None
    matter = Matter(person=desk.chen, language=Language.ZH_HANS, text="态度不好。", about_id=staff_id)
    async with desk.database.write() as tx:
        return await file_case(tx, flow, matter, key=new_key(), hall=desk.hall, now=now)


async def test_every_earlier_handler_is_kept_out_of_a_review_and_the_clock_names_somebody_else(desk: Desk) -> None:
    zhou = await a_clerk(desk.database, telegram_id=303, name="周立", role=Role.SUPERVISOR)
    case = await desk.files(when="2026-09-01 10:00")
    case = await desk.does(case, "accept", by=desk.sun, when="2026-09-01 11:00")
    case = await desk.does(case, "find", by=desk.qian, when="2026-09-01 12:00")
    case = await desk.does(case, "answer", by=desk.wang, when="2026-09-01 14:00")
    case = await desk.does(case, "dispute", by=desk.chen, when="2026-09-02 10:00")

    assert (case.owner_id, case.handlers) == (None, tuple(sorted((desk.sun.id, desk.qian.id, desk.wang.id))))
    for earlier in (desk.sun, desk.qian):
        with pytest.raises(NotYours):
            await desk.does(case, "decide", by=earlier, when="2026-09-02 11:00")
    while await desk.clock("2026-10-29 10:00"):
        pass
    assert (await desk.now(case)).owner_id == zhou.id
    await desk.does(await desk.now(case), "decide", by=zhou, when="2026-10-29 11:00")
    assert await desk.drifts() == []


async def test_the_card_of_a_review_names_nobody_until_somebody_takes_it_and_offers_no_other_case(desk: Desk) -> None:
    async def card(case: Case) -> tuple[str, bool]:
        async with desk.database.read() as tx:
            loaded = await load_card(tx, hall=desk.hall, now=at("2026-09-02 10:00"), case_id=case.id)
        assert loaded
        return loaded[1]["shown"].owner, loaded[1]["may_merge"]

    case = await desk.does(await desk.files(when="2026-09-01 10:00"), "accept", by=desk.wang, when="2026-09-01 11:00")
    assert await card(case) == (desk.wang.person.first_name, True)
    case = await desk.does(case, "find", by=desk.wang, when="2026-09-01 12:00")
    case = await desk.does(case, "answer", by=desk.wang, when="2026-09-01 14:00")
    assert await card(case) == (desk.wang.person.first_name, False), "it has left the staff"
    case = await desk.does(case, "dispute", by=desk.chen, when="2026-09-02 10:00")
    assert await card(case) == ("", False)


async def test_whom_a_case_is_about_never_owns_it_nor_acts_nor_hears_of_it(desk: Desk) -> None:
    case = await files_about(desk, desk.sun.id, now=at("2026-09-01 10:00"))
    with pytest.raises(NotYours):
        await desk.does(case, "accept", by=desk.sun, when="2026-09-01 11:00")
    for moment in ("2026-09-02 09:00", "2026-09-03 17:30", "2026-09-07 09:00"):
        await desk.ticks(moment)

    told = {row.chat_id for row in await desk.said("case_word") if row.chat_id}
    assert told == {desk.qian.person.telegram_id}, "the director in the supervisor's place, and no clerk"
    assert (await desk.now(case)).owner_id == desk.qian.id


async def test_a_case_that_came_into_the_wrong_hands_is_given_to_others_by_the_clock(desk: Desk) -> None:
    case = await files_about(desk, desk.wang.id, now=at("2026-09-01 10:00"))
    async with desk.database.write() as tx:
        await change_case(tx, case, owner_id=desk.wang.id)

    await desk.ticks("2026-09-02 09:00")

    assert (await desk.now(case)).owner_id == desk.sun.id


async def test_what_is_done_while_cases_are_verified_is_no_difference(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    real = verifying.list_events

    async def meanwhile(tx: Tx, *, subject_kind: str, subject_id: int) -> list[Event]:
        await desk.does(case, "accept", by=desk.wang, when="2026-09-01 11:00")
        return await real(tx, subject_kind=subject_kind, subject_id=subject_id)

    monkeypatch.setattr(verifying, "list_events", meanwhile)
    assert await desk.drifts() == []
    assert (await desk.now(case)).state == "investigating"
