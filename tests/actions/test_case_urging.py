"""Those above a clerk push whoever has a case: who may, how often, who hears of it, and what stays to be read."""

import pytest

from actions.cases.remarks import remarks_on
from actions.cases.urging import urge
from actions.cases.work import give
from domain.cases import Case, acting_staff
from domain.errors import CaseOver, NobodyToUrge, NothingToSend, NotYours, UrgedToday, WordsMissing
from domain.people import Member, Role
from domain.revealing import MAX_REASON
from storage.db import Database
from tests.actions.away_desk import DURING, changes, leaves
from tests.actions.case_desk import Desk, a_desk, at
from tests.actions.people_desk import a_clerk

WHY = "市民等了很久，请今天给个说法。"


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


async def in_hand(desk: Desk) -> Case:
    """A complaint that a clerk has accepted."""
    case = await desk.files(when="2026-09-01 10:00")
    return await desk.does(case, "accept", by=desk.wang, when="2026-09-01 11:00")


async def urges(desk: Desk, case: Case, *, when: str, by: Member | None = None, words: str = WHY) -> None:
    """The supervisor does, if nobody is named."""
    async with desk.database.write() as tx:
        await urge(tx, case.id, words, member=by or desk.sun, hall=desk.hall, now=at(when))


async def test_whoever_has_it_and_the_topic_hear_why_and_the_last_time_is_kept(desk: Desk) -> None:
    case = await in_hand(desk)
    await urges(desk, case, when="2026-09-02 10:00")
    await urges(desk, case, when="2026-09-03 23:00", words=f"  {WHY} ")

    said = await desk.said("case_urged")
    assert [row.params["staff_id"] for row in said] == [0, desk.wang.id] * 2
    assert ["disable_notification" in str(row.body) for row in said] == [False, False, True, True]
    read = await desk.reads(said[3], when="2026-09-03 23:01")
    assert all(part in read for part in (case.number, "第 2 次", WHY, "请尽快办理"))
    async with desk.database.read() as tx:
        last = (await remarks_on(tx, case, zone=at("2026-09-03 23:00").tzinfo)).urging
    assert last is not None
    assert (last.by, last.at, last.words, last.times) == ("孙莉", at("2026-09-03 23:00"), WHY, 2)
    assert (await desk.now(case)).version == case.version
    assert await desk.drifts() == []


async def test_one_counts_for_a_working_day_whoever_urges(desk: Desk) -> None:
    case = await in_hand(desk)
    await urges(desk, case, when="2026-09-05 10:00")
    with pytest.raises(UrgedToday) as refused:
        await urges(desk, case, when="2026-09-07 17:00", by=desk.qian)
    assert refused.value.params["again"].isoformat() == "2026-09-08"
    await urges(desk, case, when="2026-09-08 00:01", by=desk.qian)


async def test_whoever_had_the_case_when_it_was_urged_is_not_told_once_a_colleague_has_it(desk: Desk) -> None:
    case, zhao = await in_hand(desk), await a_clerk(desk.database, telegram_id=203, name="赵强")
    await urges(desk, case, when="2026-09-02 10:00")
    async with desk.database.write() as tx:
        given = acting_staff(desk.sun)
        await give(tx, case, to=zhao.id, actor=given, action="assigned", now=at("2026-09-02 10:01"))

    topic, private = await desk.said("case_urged")
    assert WHY in await desk.reads(topic, when="2026-09-02 10:02")
    assert not await desk.reads(private, when="2026-09-02 10:02")


async def test_of_what_whoever_stands_in_must_not_know_somebody_above_reads_the_urging(desk: Desk) -> None:
    case, zhao = await in_hand(desk), await a_clerk(desk.database, telegram_id=203, name="赵强")
    await leaves(desk, desk.wang, zhao)
    case = await changes(desk, case, about_id=zhao.id)
    await urges(desk, case, when=DURING)

    _, private = await desk.said("case_urged")
    assert private.chat_id not in (203, desk.wang.person.telegram_id)
    assert WHY in await desk.reads(private, when=DURING)


@pytest.mark.parametrize(("words", "refusal"), [("  ", NothingToSend), ("长" * (MAX_REASON + 1), WordsMissing)])
async def test_words_are_needed_and_have_a_measure(desk: Desk, words: str, refusal: type[Exception]) -> None:
    case = await in_hand(desk)
    with pytest.raises(refusal):
        await urges(desk, case, when="2026-09-02 10:00", words=words)
    assert await desk.said("case_urged") == []


async def test_nobody_urges_who_may_not_or_where_nobody_could_do_anything(desk: Desk) -> None:
    case, free = await in_hand(desk), await desk.files(when="2026-09-01 10:00")
    own = await a_clerk(desk.database, telegram_id=desk.chen.telegram_id, name="陈晓", role=Role.SUPERVISOR)
    for by in (desk.wang, own):
        with pytest.raises(NotYours):
            await urges(desk, case, when="2026-09-02 10:00", by=by)
    with pytest.raises(NobodyToUrge):
        await urges(desk, free, when="2026-09-02 10:00")
    theirs = await desk.does(free, "accept", by=desk.sun, when="2026-09-02 11:00")
    with pytest.raises(NobodyToUrge):
        await urges(desk, theirs, when="2026-09-02 12:00")
    case = await desk.does(case, "find", by=desk.wang, when="2026-09-02 11:00")
    case = await desk.does(case, "answer", by=desk.wang, when="2026-09-02 12:00")
    with pytest.raises(CaseOver):
        await urges(desk, case, when="2026-09-03 10:00")
    assert await desk.said("case_urged") == []
