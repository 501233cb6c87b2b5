"""Cases that are not one matter after all are parted again, and what was promised in each is still promised."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from actions.cases.drafts import DraftPart, TimeWords
from actions.cases.extensions import decide_extension, offer_time, request_extension
from actions.cases.splitting import may_split
from actions.desk.naming import name_concerned
from domain.cases import Case
from domain.errors import AlreadyExtended, AlreadyTaken, CaseChanged, CaseOver
from domain.flows import RoundKind
from domain.people import Person
from domain.reports.lines import CaseLine, Judged
from domain.reports.periods import Period, period_of
from storage.db import Database
from tests.actions.case_desk import SHANGHAI, Desk, a_desk, actor_of, at
from tests.actions.merging_desk import accepted, answers, clocks, merges, ready, running, splits
from tests.actions.people_desk import a_citizen, a_clerk, words
from tests.actions.test_reports import line_of, lines

DUE = at("2026-09-23 17:30")
"""When what was promised to the second citizen is due."""


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Desk]:
    """Whatever happens there, rows and events agree in the end."""
    desk = await a_desk(database)
    yield desk
    assert await desk.drifts() == []


@pytest.fixture
async def lin(desk: Desk) -> Person:
    """Another citizen."""
    return await a_citizen(desk.database, telegram_id=101, name="林夕")


async def together(desk: Desk, lin: Person) -> tuple[Case, Case]:
    """Lin's complaint goes along with Chen's."""
    main = await accepted(desk)
    other = await desk.files(when="2026-09-03 09:00", by=lin)
    other = await merges(desk, other, main, when="2026-09-03 10:00")
    return await ready(desk, main, when="2026-09-03 11:00"), other


async def answered(desk: Desk, lin: Person, *, when: str = "2026-09-07 10:00") -> tuple[Case, Case]:
    """Both have the answer of the main case."""
    main, other = await together(desk, lin)
    return await answers(desk, main, when=when), await desk.now(other)


async def test_a_case_that_is_split_off_goes_on_where_it_stands_by_its_date(desk: Desk, lin: Person) -> None:
    main, other = await together(desk, lin)

    other = await splits(desk, other, when="2026-09-04 10:00")

    assert (other.state, other.main_id, await running(desk, other)) == ("investigating", None, {"answer": DUE})
    assert len(await clocks(desk, other)) == 2, "acceptance and answer, no third"
    [row] = await desk.said("case_split")
    assert row.chat_id == lin.telegram_id
    told = await desk.reads(row, when="2026-09-04 10:01")
    assert "编号和期限不变" in told
    assert main.number not in told
    await answers(desk, main, when="2026-09-04 11:00")
    assert (await desk.now(other)).state == "investigating"
    other = await answers(desk, await ready(desk, other, when="2026-09-04 12:00"), when="2026-09-04 13:00")
    assert other.state == "answered"


async def test_after_the_answer_the_promise_goes_on_with_the_end_it_had(desk: Desk, lin: Person) -> None:
    main, other = await answered(desk, lin)
    assert await running(desk, other) == {"after:answered": at("2026-09-14 17:30")}

    other = await splits(desk, other, when="2026-09-08 10:00")

    assert (other.state, other.round, other.main_id, other.code) == ("investigating", 1, None, None)
    assert (other.owner_id, await running(desk, other)) == (desk.wang.id, {"answer": DUE})
    assert (await desk.now(main)).state == "answered"
    [row] = await desk.said("case_split")
    assert "对不起" in await desk.reads(row, when="2026-09-08 10:01")
    other = await answers(desk, await ready(desk, other, when="2026-09-08 11:00"), when="2026-09-08 12:00")
    assert (other.state, other.code) == ("answered", "substantiated")


async def test_after_the_main_case_is_closed_it_is_opened_again_as_a_new_round_by_the_old_date(
    desk: Desk, lin: Person
) -> None:
    main, other = await answered(desk, lin)
    await desk.does(main, "confirm", by=desk.chen, when="2026-09-08 10:00")
    while await desk.clock("2026-09-14 17:30"):
        pass
    other = await desk.now(other)
    assert other.state == "closed"

    other = await splits(desk, other, when="2026-09-15 10:00")

    assert (other.state, other.round, other.closed_at) == ("investigating", 2, None)
    assert await running(desk, other) == {"answer": DUE}
    assert (await desk.now(main)).state == "closed"
    while await desk.clock("2026-09-23 17:30"):
        pass
    fired = [event.action for event in await desk.events(other) if event.action.startswith("deadline_")]
    assert fired == ["deadline_half", "deadline_reminder", "deadline_due"]


async def test_what_its_citizen_cannot_have_taken_up_any_more_is_not_opened_by_a_split(desk: Desk, lin: Person) -> None:
    _main, other = await answered(desk, lin)
    while await desk.clock("2026-09-14 17:30"):
        pass
    closed = (await desk.now(other)).closed_at
    assert closed is not None
    async with desk.database.read() as tx:
        for late, possible in ((timedelta(days=29), True), (timedelta(days=31), False)):
            assert await may_split(tx, await desk.now(other), hall=desk.hall, now=closed + late) is possible
    with pytest.raises(CaseOver):
        await splits(desk, other, when=closed + timedelta(days=31))


async def test_what_it_had_climbed_of_the_ladder_it_does_not_climb_again(desk: Desk, lin: Person) -> None:
    main, other = await together(desk, lin)
    while await desk.clock("2026-09-15 10:00"):
        pass
    assert "deadline_half" in [event.action for event in await desk.events(other)]
    await answers(desk, await desk.now(main), when="2026-09-15 11:00")

    other = await splits(desk, await desk.now(other), when="2026-09-16 10:00")
    while await desk.clock("2026-09-23 17:30"):
        pass

    fired = [event.action for event in await desk.events(other) if event.action.startswith("deadline_")]
    assert fired == ["deadline_half", "deadline_reminder", "deadline_due"]


async def test_what_is_over_by_then_is_late_at_once_and_honestly(desk: Desk, lin: Person) -> None:
    _main, other = await answered(desk, lin)
    while await desk.clock("2026-09-14 17:30"):
        pass
    other = await splits(desk, await desk.now(other), when="2026-09-28 10:00")
    while await desk.clock("2026-09-28 10:01"):
        pass
    due = [event for event in await desk.events(other) if event.action == "deadline_due"]
    assert [event.detail["due"] for event in due] == [DUE.astimezone(due[0].at.tzinfo).isoformat()]


async def test_why_an_answer_was_late_is_asked_once_although_its_period_goes_on(desk: Desk, lin: Person) -> None:
    _main, other = await answered(desk, lin, when="2026-09-24 10:00")
    assert [clock.name for clock in await clocks(desk, other) if clock.wants_cause] == ["answer"]
    other = await splits(desk, other, when="2026-09-24 11:00")
    assert [clock.stopped_at for clock in await clocks(desk, other) if clock.wants_cause] == [None]


async def test_more_time_that_was_granted_is_not_granted_again(desk: Desk, lin: Person) -> None:
    main, other = await together(desk, lin)
    async with desk.database.write() as tx:
        part = DraftPart.of(words("等鉴定。"))
        asked = TimeWords(case_id=other.id, version=other.version, amount=10, part=part)
        now = at("2026-09-04 10:00")
        request = await request_extension(tx, asked, actor=actor_of(desk.wang), hall=desk.hall, now=now)
        await decide_extension(tx, request.id, granted=True, actor=actor_of(desk.sun), hall=desk.hall, now=now)
    longer = await running(desk, other)
    await answers(desk, main, when="2026-09-07 10:00")

    other = await splits(desk, await desk.now(other), when="2026-09-08 10:00")

    assert await running(desk, other) == longer
    with pytest.raises(AlreadyExtended):
        async with desk.database.write() as tx:
            await offer_time(tx, other.id, member=desk.wang, now=at("2026-09-08 11:00"))


async def test_a_report_of_days_that_are_over_tells_the_same_after_a_split(desk: Desk, lin: Person) -> None:
    _main, other = await answered(desk, lin)
    while await desk.clock("2026-09-14 17:30"):
        pass
    first = period_of(date(2026, 9, 1), date(2026, 9, 14), zone=SHANGHAI, now=at("2026-09-15 09:00"))
    then = await told_of(desk, first)
    assert [(line.code, line.main is None) for line in then] == [("substantiated", True), ("substantiated", False)]

    other = await splits(desk, await desk.now(other), when="2026-09-15 10:00")

    assert await told_of(desk, first) == then
    rest = period_of(date(2026, 9, 15), date(2026, 9, 30), zone=SHANGHAI, now=at("2027-01-01 09:00"))
    line = await line_of(desk, other, rest)
    assert (line.state, line.main, line.begun) == ("investigating", None, (RoundKind.REOPENED,))
    assert line.judged == (Judged("answer", desk.wang.id, is_kept=False),)


async def told_of(desk: Desk, period: Period) -> list[CaseLine]:
    """The cases of a period, without what was said of them: that is awaited until the case goes on."""
    return [replace(line, opinions=()) for line in await lines(desk, period)]


async def test_whoever_ended_their_case_themselves_is_left_alone(desk: Desk, lin: Person) -> None:
    _main, other = await answered(desk, lin)
    other = await desk.does(other, "confirm", by=lin, when="2026-09-08 10:00")
    assert other.main_id is not None, "so that it can be counted"
    with pytest.raises(CaseOver):
        await splits(desk, other, when="2026-09-08 11:00")


async def test_what_goes_along_with_nothing_cannot_be_split_off(desk: Desk, lin: Person) -> None:
    main, other = await together(desk, lin)
    for case in (main, await splits(desk, other, when="2026-09-04 10:00")):
        with pytest.raises(CaseOver):
            await splits(desk, case, when="2026-09-04 11:00")


async def test_a_colleague_takes_it_over_first_and_who_has_seen_it_otherwise_changes_nothing(
    desk: Desk, lin: Person
) -> None:
    li = await a_clerk(desk.database, telegram_id=205, name="李雷")
    _main, other = await together(desk, lin)
    with pytest.raises(AlreadyTaken):
        await splits(desk, other, when="2026-09-04 10:00", by=li)
    stale = other
    other = await desk.now(await splits(desk, other, when="2026-09-04 10:00", by=desk.sun))
    with pytest.raises(CaseOver):
        await splits(desk, stale, when="2026-09-04 10:01")
    assert [event.action for event in await desk.events(other)].count("split") == 1


async def test_a_split_that_dies_has_not_happened(desk: Desk, lin: Person) -> None:
    _main, other = await answered(desk, lin)
    before = await running(desk, other)
    await splits(desk, other, when="2026-09-08 10:00", dies=True)
    assert (await desk.now(other), await running(desk, other)) == (other, before)
    assert await desk.said("case_split") == []


async def test_it_can_go_along_again_and_be_answered_again(desk: Desk, lin: Person) -> None:
    main, other = await together(desk, lin)
    other = await splits(desk, other, when="2026-09-04 10:00")
    with pytest.raises(CaseChanged):
        await merges(desk, replace(other, version=other.version - 1), main, when="2026-09-04 10:30")
    other = await merges(desk, other, main, when="2026-09-04 11:00")
    await answers(desk, main, when="2026-09-07 10:00")
    assert ((await desk.now(other)).state, await running(desk, other)) == (
        "answered",
        {"after:answered": at("2026-09-14 17:30")},
    )


@pytest.mark.parametrize("which", ["main", "other"])
async def test_what_becomes_a_matter_of_few_is_handled_alone(desk: Desk, lin: Person, which: str) -> None:
    main, other = await together(desk, lin)
    named = main if which == "main" else other
    about = await a_clerk(desk.database, telegram_id=205, name="李雷")

    async with desk.database.write() as tx:
        given = {"version": named.version, "member": desk.sun, "hall": desk.hall, "now": at("2026-09-04 10:00")}
        await name_concerned(tx, named.id, about.id, **given)

    main, other = await desk.now(main), await desk.now(other)
    assert [case.main_id for case in (main, other)] == [None, None]
    assert [case.id for case in (main, other) if case.about_id == about.id] == [named.id]
    assert await running(desk, other) == {"answer": DUE}
    [row] = await desk.said("case_split")
    assert row.chat_id == lin.telegram_id
    assert "从现在起单独办理" in await desk.reads(row, when="2026-09-04 10:01")
