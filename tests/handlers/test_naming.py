"""A supervisor says whom of the staff a complaint is about; from then on that person has no part in it, anywhere."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from domain.people import Role
from storage.tables import event
from tests.handlers.few import FEW_GROUP, open_discreet_town
from tests.handlers.hall import COMPLAINT, card_in, files_complaint, presses_late, replies
from tests.handlers.test_restricted import confides
from tests.kit.people import Citizen, Clerk, labels_of, words_of
from tests.kit.town import STAFF_GROUP, Town

NUMBER = "TS2026-000001"


@pytest.fixture
async def discreet(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """A hall with a group of few."""
    async with open_discreet_town(database_url, tmp_path) as town:
        yield town


async def taken(town: Town) -> tuple[Clerk, Clerk, Citizen]:
    """A complaint that a clerk has taken and answered a word to; the clerk, a supervisor and the citizen."""
    wang, boss, chen = await town.clerk("王敏"), await town.clerk("孙莉", role=Role.SUPERVISOR), await town.citizen()
    await files_complaint(chen)
    await wang.presses_in_topic("我来接手")
    await replies(wang, "正在了解。")
    await town.later(seconds=16)
    return wang, boss, chen


async def names(boss: Clerk, whom: str) -> None:
    """Find the complaint at the desk and say whom it is about."""
    await boss.says(f"/find {NUMBER}")
    await boss.presses(f"1 {NUMBER}")
    await boss.presses("涉及同事")
    await boss.presses(whom)
    await boss.presses("确定")


async def is_out(clerk: Clerk, *, since: str) -> None:
    """Nothing at the desk, nothing found, nothing told."""
    await clerk.says("/desk")
    assert "现在没有要办的事" in await clerk.reads()
    await clerk.says(f"/find {NUMBER}")
    assert "没有找到" in await clerk.reads()
    told = (await clerk.reads_all()).removeprefix(since)
    assert COMPLAINT not in told
    assert NUMBER not in told.replace(f"🔍 {NUMBER}", "")


async def ordinary_topics(town: Town) -> list[dict[str, Any]]:
    """What topics the group of everybody has."""
    return await town.topics(STAFF_GROUP)


async def test_whom_it_is_about_loses_the_case_and_every_sight_of_it(discreet: Town) -> None:
    town = discreet
    wang, boss, chen = await taken(town)
    old, before, told = await card_in(town), await wang.reads_all(), await chen.reads_all()

    await names(boss, "王敏")

    assert "已记下涉及 王敏" in await boss.reads()
    assert "现在由 孙莉 经办" in await boss.reads()
    assert await ordinary_topics(town) == []
    card = words_of(await card_in(town, group=FEW_GROUP))
    assert "涉及同事：王敏" in card
    assert "经办：孙莉" in card
    assert "正在了解。" in "\n".join(map(words_of, await town.in_topic(group=FEW_GROUP)))
    for data in [one["callback_data"] for row in old["reply_markup"]["inline_keyboard"] for one in row]:
        await presses_late(wang, old, data)
    assert words_of(await card_in(town, group=FEW_GROUP)) == card, "no old button reaches it"
    for _ in range(6):
        await town.later(days=1)
    await is_out(wang, since=before)
    assert "办晚了" in (await chen.reads_all()).removeprefix(told), "the ladder went on"
    async with town.app.database.read() as tx:
        [noted] = await tx.execute(select(event).where(event.c.action == "about_named"))
    assert noted.actor.startswith("staff:")
    assert noted.detail["after"]["owner"] != noted.detail["before"]["owner"]


async def test_it_goes_to_somebody_above_who_is_told_if_whoever_names_has_it_not_themselves(discreet: Town) -> None:
    town = discreet
    _wang, boss, _chen = await taken(town)
    top = await town.clerk("钱伟", role=Role.DIRECTOR)
    await town.enrols(boss, role=Role.SUPERVISOR)
    await names(top, "王敏")
    assert "现在由 孙莉 经办" in await top.reads()
    assert "钱伟 把投诉" in await boss.reads()


async def test_a_supervisor_who_is_named_is_out_as_well_and_a_director_has_it(discreet: Town) -> None:
    town = discreet
    boss, top, chen = (
        await town.clerk("孙莉", role=Role.SUPERVISOR),
        await town.clerk("钱伟", role=Role.DIRECTOR),
        await town.citizen(),
    )
    await files_complaint(chen)
    await boss.presses_in_topic("受理")
    before = await boss.reads_all()
    await names(top, "孙莉")
    await town.later(days=2)
    await town.later(days=3)
    await is_out(boss, since=before)
    assert "经办：钱伟" in words_of(await card_in(town, group=FEW_GROUP))


async def test_nothing_quoted_of_it_beside_another_case_stays_where_everybody_reads(discreet: Town) -> None:
    town = discreet
    _wang, boss, _chen = await taken(town)
    await files_complaint(await town.citizen("林夕"), COMPLAINT)
    beside = (await town.topics())[-1]["message_thread_id"]
    await boss.presses_in_topic("同一件事", thread_id=beside)
    asked = (await town.in_topic(beside))[-1]
    assert labels_of(asked) == [NUMBER, "取消"], "numbers alone"
    await boss.presses_in_topic(NUMBER, thread_id=beside)
    await boss.presses_in_topic("同一件事", thread_id=beside)
    await boss.writes_in_topic(NUMBER, thread_id=beside)
    quoted = [message for message in await town.in_topic(beside) if "并入" in words_of(message)]
    assert [words_of(message).count(COMPLAINT) for message in quoted] == [2, 2]

    await names(boss, "王敏")

    left = [message for message in await town.in_topic(beside) if "移出本群" in words_of(message)]
    assert [message["message_id"] for message in left] == [message["message_id"] for message in quoted]
    assert not any("reply_markup" in message for message in left)


async def test_without_a_group_of_few_the_topic_stays_says_no_name_and_the_person_is_out_all_the_same(
    town: Town,
) -> None:
    wang, boss, _chen = await taken(town)
    before = await wang.reads_all()
    await boss.says(f"/find {NUMBER}")
    await boss.presses(f"1 {NUMBER}")
    await boss.presses("涉及同事")
    await boss.presses("王敏")
    assert "没有专门的群" in await boss.reads()
    await boss.presses("确定")

    topic = await boss.reads_in_topic()
    assert "涉及" not in topic
    assert "经办：孙莉" in words_of(await card_in(town))
    await wang.presses_in_topic("接替同事")
    assert "不由您来办" in wang.toast
    await is_out(wang, since=before)


async def test_what_was_chosen_wrongly_is_put_right_and_said_once(discreet: Town) -> None:
    town = discreet
    wang, boss, _chen = await taken(town)
    await town.clerk("李雷")
    await names(boss, "李雷")
    assert "经办：王敏" in words_of(await card_in(town, group=FEW_GROUP)), "who had it and is not meant keeps it"
    await names(boss, "王敏")
    assert "涉及同事：王敏" in words_of(await card_in(town, group=FEW_GROUP))
    await boss.says(f"/find {NUMBER}")
    await boss.presses(f"1 {NUMBER}")
    await boss.presses("涉及同事")
    assert "王敏" not in str(await boss.sees()), "she is named already"
    assert len(await town.topics(FEW_GROUP)) == 1
    await is_out(wang, since=await wang.reads_all())


async def test_everybody_who_works_here_can_be_named_page_by_page(discreet: Town) -> None:
    town = discreet
    _wang, boss, _chen = await taken(town)
    for number in range(9):
        await town.clerk(f"同事{number}", role=Role.EDITOR)
    await boss.says(f"/find {NUMBER}")
    await boss.presses(f"1 {NUMBER}")
    await boss.presses("涉及同事")
    listed = [label for label in await boss.sees() if "同事" in label]
    await boss.presses("下一页")
    listed += [label for label in await boss.sees() if "同事" in label]
    assert listed == [f"同事{number}" for number in range(9)]
    assert "王敏" in await boss.sees()


async def test_who_changed_the_case_meanwhile_is_seen_first(discreet: Town) -> None:
    town = discreet
    wang, boss, _chen = await taken(town)
    await boss.says(f"/find {NUMBER}")
    await boss.presses(f"1 {NUMBER}")
    await boss.presses("涉及同事")
    await boss.presses("王敏")
    await wang.presses_in_topic("退回待接手")
    await boss.presses("确定")
    assert "刚刚有了变化" in boss.toast
    assert len(await ordinary_topics(town)) == 1


async def test_a_case_of_the_group_of_few_stays_where_it_is_when_somebody_is_named(discreet: Town) -> None:
    town = discreet
    boss, _wang = await town.clerk("孙莉", role=Role.SUPERVISOR), await town.clerk("王敏")
    await confides(await town.citizen())
    await names(boss, "王敏")
    [topic] = await town.topics(FEW_GROUP)
    assert not topic["closed"]
    assert "涉及同事：王敏" in words_of(await card_in(town, group=FEW_GROUP))
