"""Whoever must know of a promised date is told in words, by day, once, and of many cases in one message."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from actions.staff import dismiss
from domain.cases import Privacy
from domain.people import Role
from storage.db import Database
from storage.tables import case_clock, hall_case, ladder_word
from tests.actions.case_desk import Desk, a_desk, at
from tests.actions.people_desk import a_clerk
from tests.actions.test_case_ledger import reckons_anew, with_rest

TOPICS = 0
WORDS = ("case_word", "case_digest", "case_overdue")


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await a_desk(database)


async def told(desk: Desk, *, when: str) -> dict[int, list[str]]:
    """What everybody reads in private, by their number at Telegram."""
    return {chat: words for chat, words in (await told_everywhere(desk, when=when)).items() if chat != TOPICS}


async def told_everywhere(desk: Desk, *, when: str) -> dict[int, list[str]]:
    """The same, and what topics show, under ``TOPICS``."""
    read: dict[int, list[str]] = {}
    for row in [row for message in WORDS for row in await desk.said(message)]:
        if words := await desk.reads(row, when=when):
            read.setdefault(row.chat_id or TOPICS, []).append(words)
    return read


async def test_the_owner_is_reminded_and_nobody_else(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    await desk.ticks("2026-09-02 09:00")

    read = await told(desk, when="2026-09-02 09:00")
    assert list(read) == [desk.wang.person.telegram_id]
    [words] = read[desk.wang.person.telegram_id]
    assert words.startswith(f"🔔 投诉 {case.number} 快到期了")
    assert "期限：9月3日（周四） 17:30" in words
    assert "经办：王敏（您）" in words


async def test_more_time_is_spoken_of_only_where_it_can_be_asked_for(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    await desk.ticks("2026-09-02 09:00")
    [about_acceptance] = (await told(desk, when="2026-09-02 09:00"))[desk.wang.person.telegram_id]
    assert "延期" not in about_acceptance

    await desk.does(await desk.now(case), "accept", by=desk.wang, when="2026-09-02 10:00")
    await desk.ticks("2026-09-22 09:00")

    [about_answer] = (await told(desk, when="2026-09-22 09:00"))[desk.wang.person.telegram_id]
    assert "请在到期之前申请延期" in about_answer


@pytest.mark.parametrize("small", [True, False])
async def test_a_citizen_reads_that_a_supervisor_knows_only_where_one_does(desk: Desk, small: bool) -> None:
    if small:
        async with desk.database.write() as tx:
            for above in (desk.sun, desk.qian):
                await dismiss(tx, telegram_id=above.person.telegram_id, now=at("2026-09-01 09:00"))
    await desk.files(when="2026-09-01 10:00")
    await desk.ticks("2026-09-03 17:30")

    [words] = (await told(desk, when="2026-09-03 17:30"))[desk.chen.telegram_id]

    assert ("主管" in words) is not small
    assert "有了结果马上告诉您" in words


async def test_at_the_due_moment_the_handler_the_supervisor_and_the_citizen_learn_that_the_hall_is_late(
    desk: Desk,
) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    await desk.ticks("2026-09-02 09:00")
    await desk.ticks(at("2026-09-03 17:30") - timedelta(seconds=1))
    assert await desk.said("case_overdue") == []
    await desk.ticks("2026-09-03 17:30", times=2)

    read = await told(desk, when="2026-09-03 17:30")
    assert "到期未办结" in read[desk.wang.person.telegram_id][-1]
    assert "经办：王敏\n" in read[desk.sun.person.telegram_id][0]
    [citizen] = read[desk.chen.telegram_id]
    assert f"投诉 {case.number} 办晚了" in citizen
    assert "前完成“受理”" in citizen
    assert "向您道歉" in citizen
    assert "主管" in citizen
    assert desk.qian.person.telegram_id not in read


async def test_an_urging_also_goes_to_those_who_inspect_and_the_last_step_to_the_director(desk: Desk) -> None:
    auditor = await a_clerk(desk.database, telegram_id=302, name="韩梅", role=Role.AUDITOR)
    await desk.files(when="2026-09-01 10:00")
    for moment in ("2026-09-02 09:00", "2026-09-03 17:30", "2026-09-07 09:00", "2026-09-11 09:00"):
        await desk.ticks(moment)

    read = await told(desk, when="2026-09-11 09:00")
    assert [len(read[chat]) for chat in (200, 201, 202, 100)] == [4, 2, 1, 1]
    assert "书面催办" in read[auditor.person.telegram_id][0]
    assert "报负责人" in read[desk.qian.person.telegram_id][0]


async def test_what_fires_at_night_is_said_in_the_morning(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    await desk.ticks("2026-09-03 23:00")
    assert await told(desk, when="2026-09-03 23:00") == {}
    assert [event.action for event in await desk.events(case)][-1] == "deadline_due"

    await desk.ticks("2026-09-04 08:59")
    assert await told(desk, when="2026-09-04 08:59") == {}
    await desk.ticks("2026-09-04 09:00")
    assert set(await told(desk, when="2026-09-04 09:00")) == {200, 201, 100}


async def test_after_days_of_silence_everybody_gets_one_list_that_says_how_late_it_comes(desk: Desk) -> None:
    await desk.files_many("complaint", number=40, when="2026-09-01 10:00")
    await desk.ticks("2026-09-04 10:00", times=4)

    read = await told(desk, when="2026-09-04 10:00")
    assert [len(read[chat]) for chat in (200, 201)] == [1, 1]
    [words] = read[200]
    assert words.startswith("📌 您有 40 件要留意")
    assert "最多晚了 16 小时" in words, "only the highest step of each case is told"
    assert words.count("TS2026-") == 25
    assert "另有 15 件" in words
    assert len(words) < 4096
    assert len(read[100]) == 40, "a citizen hears of each case"
    async with desk.database.read() as tx:
        assert (await tx.execute(select(ladder_word))).all() == []


async def test_a_list_is_cut_only_after_what_is_done_and_what_is_not_for_their_ears_is_left_out(desk: Desk) -> None:
    await desk.files_many("complaint", number=32, when="2026-09-01 10:00")
    await desk.ticks("2026-09-04 10:00", times=4)
    async with desk.database.write() as tx:
        numbers = dict((await tx.execute(select(hall_case.c.id, hall_case.c.number).order_by(hall_case.c.id))).all())
        confidential, about, *others = list(numbers)[:8]
        for case_id, change in (
            (confidential, {"privacy": Privacy.CONFIDENTIAL, "owner_id": desk.sun.id}),
            (about, {"about_id": desk.wang.id}),
        ):
            await tx.execute(update(hall_case).where(hall_case.c.id == case_id).values(**change))
        await tx.execute(
            update(case_clock).where(case_clock.c.case_id.in_(others)).values(stopped_at=at("2026-09-04 10:00"))
        )

    read = await told(desk, when="2026-09-04 10:00")

    [words] = read[desk.wang.person.telegram_id]
    assert words.startswith("📌 您有 24 件要留意")
    assert words.count("TS2026-") == 24
    assert "另有" not in words
    [words] = read[desk.sun.person.telegram_id]
    assert words.startswith("📌 您有 26 件要留意")
    assert words.count("TS2026-") == 25
    assert numbers[confidential] in words
    assert numbers[about] in words
    assert "另有 1 件" in words


async def test_what_is_done_before_anybody_may_be_told_is_not_said(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    await desk.ticks("2026-09-03 23:00")
    await desk.does(await desk.now(case), "accept", by=desk.wang, when="2026-09-04 08:00")
    await desk.ticks("2026-09-04 09:00")

    assert await told(desk, when="2026-09-04 09:00") == {}


async def test_what_is_done_while_the_message_waits_is_not_said_either(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    await desk.ticks("2026-09-03 17:30")
    assert await desk.said("case_overdue") != []
    await desk.does(await desk.now(case), "accept", by=desk.wang, when="2026-09-03 17:31")

    assert await told(desk, when="2026-09-03 17:32") == {}


async def test_nobody_hears_that_a_date_was_missed_which_has_moved_meanwhile(desk: Desk) -> None:
    case = await desk.files(when="2026-09-01 10:00")
    await desk.ticks("2026-09-03 23:00")
    desk.hall = with_rest(desk.hall, first="2026-09-03", days=1)
    await reckons_anew(desk, await desk.now(case), when=at("2026-09-04 08:00"))
    await desk.ticks("2026-09-04 09:00")

    [words] = (await told(desk, when="2026-09-04 09:00"))[200]
    assert "快到期了" in words


async def test_the_topic_of_a_case_shows_each_step(desk: Desk) -> None:
    await desk.files(when="2026-09-01 10:00")
    await desk.ticks("2026-09-02 09:00")
    await desk.ticks("2026-09-03 17:30")

    words = (await told_everywhere(desk, when="2026-09-03 17:30"))[TOPICS]
    assert [line.partition(" ")[0] for line in words] == ["🔔", "⛔"]
