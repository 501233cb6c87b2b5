"""Cases are filed, brought forward, disputed, reopened and withdrawn, and every step leaves its event."""

import asyncio

import pytest
from sqlalchemy import select, update

from actions.cases.acting import act, new_key
from actions.cases.additions import begin_words_of
from actions.cases.drafts import ActingWith
from actions.cases.trace import CASE
from domain.cases import PARTY_OF, Case, Words
from domain.errors import CaseChanged, CaseOver, CodeMissing, Gone, NotYours, Refusal, TooLateForThat, WordsMissing
from domain.people import Role
from storage.cases import change_case, list_clocks
from storage.db import Database
from storage.tables import event, hall_case
from tests.actions.case_desk import Desk, a_desk, actor_of, at
from tests.actions.people_desk import a_citizen, a_clerk


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


async def _answered(desk: Desk) -> Case:
    case = await desk.files(when="2026-09-01 10:00")
    for name in ("accept", "find", "answer"):
        case = await desk.does(case, name, by=desk.wang, when="2026-09-02 10:00")
    return case


async def test_a_complaint_gets_a_number_and_a_date_and_comes_to_its_end(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    assert case.number == "TS2026-000001"
    case = await desk.does(case, "accept", by=desk.wang, when="2026-09-02 09:30")
    async with desk.database.read() as tx:
        acceptance, answer = await list_clocks(tx, case.id)
    assert (acceptance.stopped_at, acceptance.due_at) == (at("2026-09-02 09:30"), at("2026-09-03 17:30"))
    assert (answer.name, answer.due_at) == ("answer", at("2026-09-22 17:30"))
    case = await desk.does(case, "find", by=desk.wang, when="2026-09-03 10:00")
    case = await desk.does(case, "answer", by=desk.wang, when="2026-09-04 10:00")
    case = await desk.does(case, "confirm", by=desk.chen, when="2026-09-05 10:00")

    assert (case.state, case.owner_id, case.handler_id) == ("closed", None, desk.wang.id)
    assert [event.action for event in await desk.events(case)] == ["filed", "accept", "find", "answer", "confirm"]
    assert [event.actor for event in await desk.events(case)] == [
        "citizen",
        *3 * [f"staff:{desk.wang.id}"],
        "citizen",
    ]
    async with desk.database.read() as tx:
        clocks = await list_clocks(tx, case.id)
    assert [clock.name for clock in clocks] == ["acceptance", "answer", "after:answered"]
    assert all(clock.stopped_at for clock in clocks)
    assert await desk.clock("2027-09-01 10:00") == 0, "nothing is due of what is over"
    assert await desk.drifts() == []


async def test_the_same_draft_is_filed_once_however_often_it_is_sent(desk: Desk) -> None:
    key = new_key()

    first, second = [await desk.files(when="2026-09-01 10:00", key=key) for _ in range(2)]

    assert first == second


async def test_of_two_who_press_at_once_one_wins_and_the_other_is_told(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")

    async def presses(name: str) -> str:
        try:
            return (await desk.does(case, name, by=desk.wang, when="2026-09-02 10:00")).state
        except Refusal as refusal:
            return refusal.code

    assert sorted(await asyncio.gather(presses("accept"), presses("refuse"))) in (
        ["case_changed", "investigating"],
        ["case_changed", "refused"],
    )
    assert len(await desk.events(case)) == 2


async def test_a_disputed_answer_is_reviewed_by_somebody_else_under_a_clock_of_its_own(desk: Desk) -> None:
    case = await _answered(desk)
    case = await desk.does(case, "dispute", by=desk.chen, when="2026-09-03 10:00")

    assert (case.state, case.round, case.owner_id) == ("review", 2, None)
    with pytest.raises(NotYours):
        await desk.does(case, "decide", by=desk.wang, when="2026-09-04 10:00")
    case = await desk.does(case, "decide", by=desk.sun, when="2026-09-04 10:00")
    async with desk.database.read() as tx:
        clocks = {clock.name: clock for clock in await list_clocks(tx, case.id)}
    assert clocks["review"].due_at == at("2026-10-08 17:30"), "twenty working days, National Day skipped"
    assert clocks["answer"].due_at == at("2026-09-22 17:30"), "an earlier round's date stays"


async def test_a_supervisor_who_handled_it_may_not_review_it(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    for name in ("accept", "find", "answer"):
        case = await desk.does(case, name, by=desk.sun, when="2026-09-02 10:00")
    case = await desk.does(case, "dispute", by=desk.chen, when="2026-09-03 10:00")

    with pytest.raises(NotYours):
        await desk.does(case, "decide", by=desk.sun, when="2026-09-04 10:00")
    assert (await desk.does(case, "decide", by=desk.qian, when="2026-09-04 10:00")).state == "closed"


async def test_an_answer_nobody_disputes_closes_by_itself_and_can_be_reopened_for_a_while(desk: Desk) -> None:
    case = await _answered(desk)
    assert await desk.clock("2026-09-09 17:29") == 0
    assert await desk.clock("2026-09-09 17:30") == 1
    case = await desk.now(case)
    assert case.state == "closed"
    assert (await desk.events(case))[-1].actor == "clock"

    with pytest.raises(TooLateForThat):
        await desk.does(case, "reopen", by=desk.chen, when="2026-09-17 17:31")
    words = ActingWith(case_id=case.id, version=case.version, action="reopen")
    async with desk.database.read() as tx:
        with pytest.raises(TooLateForThat):
            await begin_words_of(tx, words, person=desk.chen, hall=desk.hall, now=at("2026-09-17 17:31"))
    case = await desk.does(case, "reopen", by=desk.chen, when="2026-09-16 17:00")

    async with desk.database.read() as tx:
        clocks = await list_clocks(tx, case.id)
    assert (case.state, case.round, case.closed_at) == ("handling", 2, None)
    assert [clock.round for clock in clocks if clock.name == "answer"] == [1, 2]
    assert await desk.drifts() == []


async def test_an_open_case_can_be_withdrawn_by_whoever_filed_it_and_by_nobody_else(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    stranger = await a_citizen(desk.database, telegram_id=999, name="路人")

    with pytest.raises(Gone):
        await desk.does(case, "withdraw", by=stranger, when="2026-09-01 11:00")
    with pytest.raises(NotYours):
        await desk.does(case, "withdraw", by=desk.qian, when="2026-09-01 11:00")
    case = await desk.does(case, "withdraw", by=desk.chen, when="2026-09-01 11:00")

    assert case.state == "withdrawn"
    with pytest.raises(CaseOver):
        await desk.does(case, "withdraw", by=desk.chen, when="2026-09-01 12:00")


async def test_who_has_seen_an_older_card_changes_nothing(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    await desk.does(case, "accept", by=desk.wang, when="2026-09-01 11:00")

    with pytest.raises(CaseChanged):
        await desk.does(case, "accept", by=desk.sun, when="2026-09-01 11:01")


async def test_a_refusal_needs_its_reason(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")

    with pytest.raises(WordsMissing):
        async with desk.database.write() as tx:
            await act(
                tx,
                case.id,
                "refuse",
                version=1,
                actor=actor_of(desk.wang),
                words=Words({}),
                hall=desk.hall,
                now=at("2026-09-01 11:00"),
            )
    assert (await desk.now(case)).state == "submitted"


async def test_a_case_goes_on_by_the_flow_it_began_with(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    complaint = desk.hall.flow("complaint")
    assert complaint is not None
    shorter = complaint.model_copy(update={"states": complaint.states[-2:], "version": "2026-2"})
    desk.hall = desk.hall.model_copy(update={"flows": (shorter,)})

    case = await desk.does(case, "accept", by=desk.wang, when="2026-09-02 10:00")

    assert case.state == "investigating"


async def test_an_auditor_is_no_party_and_a_director_may_do_a_clerks_work(desk: Desk) -> None:
    assert Role.AUDITOR not in PARTY_OF
    case = await desk.files(when="2026-09-01 10:00")

    assert (await desk.does(case, "accept", by=desk.qian, when="2026-09-01 11:00")).owner_id == desk.qian.id


async def test_a_code_that_is_not_what_the_events_say_is_found_and_history_from_before_there_were_codes_is_right(
    desk: Desk,
) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    case = await desk.does(case, "accept", by=desk.wang, when="2026-09-01 11:00")
    async with desk.database.write() as tx:
        for row in (await tx.execute(select(event).where(event.c.subject_kind == CASE))).all():
            older = {
                key: {name: told for name, told in value.items() if name != "code"}
                for key, value in row.detail.items()
                if key in ("before", "after") and value
            }
            await tx.execute(update(event).where(event.c.id == row.id).values(detail=row.detail | older))
    case = await desk.does(case, "find", by=desk.wang, when="2026-09-01 12:00")
    case = await desk.does(case, "answer", by=desk.wang, when="2026-09-01 13:00", code="partly")
    assert await desk.drifts() == []
    said = (await desk.events(case))[-1].detail
    assert (said["code"], said["before"]["code"], said["after"]["code"]) == ("partly", None, "partly")

    async with desk.database.write() as tx:
        await tx.execute(update(hall_case).where(hall_case.c.id == case.id).values(code="unfounded"))

    (drift,) = await desk.drifts()
    assert drift.found
    assert drift.found["code"] == "unfounded"


async def test_what_needs_a_code_is_not_done_without_one_nor_with_another_kinds(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    for name in ("accept", "find"):
        case = await desk.does(case, name, by=desk.wang, when="2026-09-02 10:00")
    for code in ("", "adopted"):
        with pytest.raises(CodeMissing):
            await desk.does(case, "answer", by=desk.wang, when="2026-09-03 10:00", code=code)
    assert (await desk.now(case)).code is None


async def test_a_row_that_was_changed_behind_the_events_is_found(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    other = await a_clerk(desk.database, telegram_id=300)
    assert await desk.drifts() == []

    async with desk.database.write() as tx:
        await change_case(tx, case, owner_id=other.id)

    (drift,) = await desk.drifts()
    assert (drift.number, drift.event, drift.said and drift.said["owner"], drift.found and drift.found["owner"]) == (
        case.number,
        0,
        None,
        other.id,
    )
