"""A case goes from hand to hand: to another area, in the same group or another, and to a colleague."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.people import Role
from tests.handlers.hall import COMPLAINT, PHOTO, button_data, card_in, files_complaint, presses_late
from tests.handlers.two_groups import SOCIAL_GROUP, open_divided_town
from tests.kit.people import Clerk, labels_of, words_of
from tests.kit.town import STAFF_GROUP, Town
from views.case_callbacks import AskAssign, AssignCase

REASON = "这是社保窗口的事，转给那边核实。"


@pytest.fixture
async def two_groups(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """A hall whose area B has a staff group of its own."""
    async with open_divided_town(database_url, tmp_path) as town:
        yield town


async def passes_on(clerk: Clerk) -> None:
    """Pass the newest case on to area B, with a reason."""
    await clerk.presses_in_topic("转办")
    await clerk.presses_in_topic("B 区")
    await clerk.writes_in_topic(REASON)
    await clerk.presses_in_topic("发给市民")


async def test_a_case_is_passed_on_to_another_area_with_a_reason(town: Town) -> None:
    wang, sun = await town.clerk("王敏", areas=["a"]), await town.clerk("孙莉", areas=["b"])
    chen = await town.citizen()
    await files_complaint(chen)
    await wang.presses_in_topic("我来接手")
    await wang.presses_in_topic("转办")
    asked = (await town.in_topic())[-1]
    assert "哪个区域" in words_of(asked)
    assert not any("A 区" in label for label in labels_of(asked))
    await wang.presses_in_topic("B 区")
    await wang.writes_in_topic(REASON)
    assert "B 区" in words_of((await town.in_topic())[-1])
    assert REASON not in await chen.reads()

    await wang.presses_in_topic("发给市民")

    told = await chen.reads()
    assert "B 区" in told
    assert REASON in told
    card = words_of(await card_in(town))
    assert "B 区" in card
    assert "经办：" in card
    assert "待受理" in card
    assert "转到" in await sun.reads()
    assert "还没有人接手" in await sun.reads()
    assert "我来接手" in " ".join(labels_of(await card_in(town)))
    assert "王敏 把 TS2026-000001 转到B 区" in await wang.reads_in_topic()


async def test_the_words_wait_until_an_area_is_chosen(town: Town) -> None:
    wang, chen = await town.clerk("王敏", areas=["a"]), await town.citizen()
    await files_complaint(chen)
    await wang.presses_in_topic("转办")
    await wang.writes_in_topic(REASON)
    assert "哪个区域" in words_of((await town.in_topic())[-1])
    await wang.presses_in_topic("B 区")
    await wang.writes_in_topic(REASON)
    await wang.presses_in_topic("发给市民")
    assert REASON in await chen.reads()


async def test_the_area_of_one_case_is_not_chosen_by_the_button_of_another(town: Town) -> None:
    wang, chen = await town.clerk("王敏"), await town.citizen()
    await files_complaint(chen)
    await wang.presses_in_topic("转办")
    old = (await town.in_topic())[-1]
    await wang.presses_in_topic("取消")
    await presses_late(wang, old, button_data(old, "B 区"))
    assert "王敏 把" not in await wang.reads_in_topic()
    assert "待受理" in words_of(await card_in(town))


async def test_another_area_chosen_after_the_preview_asks_for_the_words_anew(town: Town) -> None:
    wang, chen = await town.clerk("王敏", areas=["a"]), await town.citizen()
    await files_complaint(chen)
    await wang.presses_in_topic("转办")
    areas = (await town.in_topic())[-1]
    await wang.presses_in_topic("B 区")
    await wang.writes_in_topic(REASON)
    preview = (await town.in_topic())[-1]
    await presses_late(wang, areas, button_data(areas, "C 区"))

    await presses_late(wang, preview, button_data(preview, "发给市民"))

    assert REASON not in await chen.reads_all()
    assert "A 区" in words_of(await card_in(town))
    await wang.writes_in_topic("这是 C 区的事。")
    await wang.presses_in_topic("发给市民")
    assert "C 区" in await chen.reads()
    assert REASON not in await chen.reads()


async def test_the_topic_follows_to_the_group_of_the_area_with_everything_said(two_groups: Town) -> None:
    town = two_groups
    wang, sun, chen = await town.clerk("王敏", areas=["a"]), await town.clerk("孙莉", areas=["b"]), await town.citizen()
    await town.control("member", chat_id=SOCIAL_GROUP, user_id=sun.id, status="member")
    await files_complaint(chen)
    sent = await chen.sends(PHOTO, kind="photo", reply_to_message_id=(await chen.said_by_bot())[-1]["message_id"])
    assert sent
    await passes_on(wang)

    [left] = await town.topics()
    assert left["closed"]
    assert "已转到B 区" in await wang.reads_in_topic()
    [topic] = await town.topics(SOCIAL_GROUP)
    read = await town.read("messages", chat_id=SOCIAL_GROUP, message_thread_id=topic["message_thread_id"])
    there = read["messages"]
    cards = [message for message in there if COMPLAINT in words_of(message) and labels_of(message)]
    assert len(cards) == 1
    assert "从别的群转来。TS2026-000001 此前的往来" in "\n".join(map(words_of, there))
    assert REASON in "\n".join(map(words_of, there))
    assert "还没有人接手" in await sun.reads()
    assert REASON in await chen.reads()

    pressed = button_data(cards[0], "我来接手")
    await town.press(sun, chat_id=SOCIAL_GROUP, message_id=cards[0]["message_id"], data=pressed)
    read = await town.read("messages", chat_id=SOCIAL_GROUP, message_thread_id=topic["message_thread_id"])
    card = next(message for message in read["messages"] if message["message_id"] == cards[0]["message_id"])
    assert "经办：孙莉" in words_of(card)


async def test_a_supervisor_gives_a_case_to_whom_they_choose(town: Town) -> None:
    boss, wang, sun = (
        await town.clerk("孙主管", role=Role.SUPERVISOR),
        await town.clerk("王敏", areas=["a"]),
        await town.clerk("孙莉", areas=["b"]),
    )
    await files_complaint(await town.citizen())
    await boss.presses_in_topic("指派")
    labels = labels_of((await town.in_topic())[-1])
    assert [label.partition(" · ")[0] for label in labels[:3]] == ["孙主管", "王敏", "孙莉"]
    await boss.presses_in_topic("王敏 · 在办 0 件")
    assert "经办：王敏" in words_of(await card_in(town))
    assert "孙主管 把 TS2026-000001 指派给 王敏" in await boss.reads_in_topic()
    assert "指派给您" in await wang.reads()
    assert "指派" not in await sun.reads()
    await wang.presses("打开 TS2026-000001")
    assert "💬 打开话题" in await wang.sees()


async def test_a_clerk_gives_nobody_a_case(town: Town) -> None:
    wang, sun = await town.clerk("王敏"), await town.clerk("孙莉")
    case_id = await files_complaint(await town.citizen())
    await wang.presses_in_topic("指派")
    assert wang.alerted
    card = await card_in(town)
    await presses_late(wang, card, AskAssign(case_id=case_id).pack())
    await presses_late(wang, card, AssignCase(case_id=case_id, version=1, staff_id=2).pack())
    assert "等待接手" in words_of(await card_in(town))
    assert "指派" not in await sun.reads()


async def test_a_case_that_changed_is_given_to_nobody_by_an_old_button(town: Town) -> None:
    boss, wang = await town.clerk("孙主管", role=Role.SUPERVISOR), await town.clerk("王敏")
    await files_complaint(await town.citizen())
    await boss.presses_in_topic("指派")
    listed = (await town.in_topic())[-1]
    await wang.presses_in_topic("我来接手")
    await presses_late(boss, listed, button_data(listed, "孙主管"))
    assert "经办：王敏" in words_of(await card_in(town))


async def test_a_case_goes_to_and_fro_between_groups_as_often_as_it_must(two_groups: Town) -> None:
    town = two_groups
    wang, chen = await town.clerk("王敏"), await town.citizen()
    await files_complaint(chen)
    for area, group in (("B 区", SOCIAL_GROUP), ("A 区", STAFF_GROUP), ("B 区", SOCIAL_GROUP), ("A 区", STAFF_GROUP)):
        await wang.presses_in_topic("转办")
        await wang.presses_in_topic(area)
        await wang.writes_in_topic(REASON)
        await wang.presses_in_topic("发给市民")
        await wang.goes_to(group)
        assert words_of(await card_in(town, group=group)).startswith("🆕")
    assert [topic["closed"] for topic in await town.topics(STAFF_GROUP)] == [True, True, False]
    assert [topic["closed"] for topic in await town.topics(SOCIAL_GROUP)] == [True, True]


async def test_a_topic_that_somebody_deleted_is_not_made_again_for_a_case_that_leaves_it(two_groups: Town) -> None:
    town, wang = two_groups, await two_groups.clerk("王敏")
    await files_complaint(await town.citizen())
    await wang.presses_in_topic("转办")
    await wang.presses_in_topic("B 区")
    await wang.writes_in_topic(REASON)
    preview = (await town.in_topic())[-1]
    [topic] = await town.topics()
    await town.control("topics", chat_id=STAFF_GROUP, action="delete", message_thread_id=topic["message_thread_id"])

    await presses_late(wang, preview, button_data(preview, "发给市民"))

    assert len(await town.topics(SOCIAL_GROUP)) == 1
    assert await town.topics() == []
