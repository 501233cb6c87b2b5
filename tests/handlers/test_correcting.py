"""Whoever has a case puts right which service it is about; its dates follow, and its citizen reads both."""

import pytest

from domain.people import Role
from tests.handlers.hall import button_data, card_in, files_complaint, presses_late
from tests.handlers.test_timeline import opens
from tests.kit.people import Citizen, Clerk, words_of
from tests.kit.town import Town

NUMBER = "TS2026-000001"
FOR_BUSINESS = "个体工商户"
"""Part of the title of a service of the category that the sample hall answers sooner."""


async def looks_at(clerk: Clerk) -> list[str]:
    """Open the case at the desk; the labels of its buttons."""
    await clerk.says(f"/find {NUMBER}")
    await clerk.presses(f"1 {NUMBER}")
    return await clerk.sees()


async def chooses(clerk: Clerk, shelf: str, service: str) -> None:
    """Find the case at the desk and choose a service; the next press confirms it."""
    assert any("更正事项" in label for label in await looks_at(clerk))
    await clerk.presses("更正事项")
    await clerk.presses(shelf)
    await clerk.presses(service)


@pytest.fixture
async def wang(town: Town) -> Clerk:
    return await town.clerk("王敏")


@pytest.fixture
async def chen(town: Town, wang: Clerk) -> Citizen:
    """The citizen of a complaint about no service, which Wang looks into."""
    chen = await town.citizen()
    await files_complaint(chen)
    await wang.presses_in_topic("受理")
    return chen


async def test_the_card_the_topic_the_dates_and_the_citizen_follow(town: Town, wang: Clerk, chen: Citizen) -> None:
    before = await chen.reads_all()
    await chooses(wang, "经营", FOR_BUSINESS)
    asked = await wang.reads()
    assert "确定吗" in asked
    assert "事项：" not in words_of(await card_in(town)), "nothing happens before it is confirmed"

    await wang.presses("确定")

    assert "事项已记为" in await wang.reads()
    assert FOR_BUSINESS in words_of(await card_in(town))
    assert "王敏 更正了 TS2026-000001 的事项" in await wang.reads_in_topic()
    assert "王敏 更正了" not in await wang.reads_all(), "they know"
    told = (await chen.reads_all()).removeprefix(before)
    assert told.count("这类事项的期限不一样") == 1
    assert "王敏" not in told
    card = await opens(chen)
    assert "工作人员更正了事项" in card
    await chooses(wang, "经营", FOR_BUSINESS)
    assert "事项已记为" in await wang.reads(), "there is nothing to confirm in what is so already"
    await looks_at(wang)
    assert FOR_BUSINESS in await wang.reads()


async def test_a_double_press_corrects_once_and_a_card_that_changed_since_is_shown_as_it_is(
    town: Town, wang: Clerk, chen: Citizen
) -> None:
    await chooses(wang, "经营", FOR_BUSINESS)
    asked = (await wang.said_by_bot())[-1]
    confirm = button_data(asked, "确定")
    await chooses(wang, "户籍", "居民身份证")
    other = (await wang.said_by_bot())[-1]
    later = button_data(other, "确定")
    for _ in range(2):
        await presses_late(wang, asked, confirm)
    lines = [line for message in await town.in_topic() if "更正了" in (line := words_of(message))]
    assert len(lines) == 1

    await presses_late(wang, other, later)

    assert FOR_BUSINESS in words_of(await card_in(town)), "the second was chosen before the first was known"


async def test_a_colleague_who_does_not_have_it_cannot_and_somebody_above_can(
    town: Town, wang: Clerk, chen: Citizen
) -> None:
    await chooses(wang, "经营", FOR_BUSINESS)
    asked = (await wang.said_by_bot())[-1]
    li, boss = await town.clerk("李静"), await town.clerk("孙莉", role=Role.SUPERVISOR)
    await li.says(f"/find {NUMBER}")
    assert "没有找到" in await li.reads()
    await presses_late(li, asked, button_data(asked, "确定"))
    assert "事项：" not in words_of(await card_in(town))

    await chooses(boss, "经营", FOR_BUSINESS)
    await boss.presses("确定")

    assert FOR_BUSINESS in words_of(await card_in(town))


async def test_whose_it_is_hears_once_in_private_that_somebody_above_did_it(
    town: Town, wang: Clerk, chen: Citizen
) -> None:
    boss = await town.clerk("孙莉", role=Role.SUPERVISOR)
    await chooses(boss, "经营", FOR_BUSINESS)
    asked = (await boss.said_by_bot())[-1]
    for _ in range(2):
        await presses_late(boss, asked, button_data(asked, "确定"))

    [told] = [words for words in map(words_of, await wang.said_by_bot()) if "更正了" in words]
    assert f"孙莉 更正了投诉 {NUMBER} 的事项：{FOR_BUSINESS}" in told
    assert "答复期限：12月16日" in told
    await wang.presses(f"打开 {NUMBER}")
    assert any("更正事项" in label for label in await wang.sees()), "where they can put it right again"
    assert "更正了" not in await boss.reads_all()


async def test_of_what_nobody_has_nobody_hears_in_private(town: Town, wang: Clerk) -> None:
    boss = await town.clerk("孙莉", role=Role.SUPERVISOR)
    await files_complaint(await town.citizen())
    await chooses(boss, "经营", FOR_BUSINESS)
    await boss.presses("确定")

    assert "孙莉 更正了" in await boss.reads_in_topic()
    assert "更正了" not in await wang.reads_all()


async def test_what_is_over_stays_as_it_is(town: Town, wang: Clerk, chen: Citizen) -> None:
    await chooses(wang, "经营", FOR_BUSINESS)
    asked = (await wang.said_by_bot())[-1]
    await opens(chen)
    await chen.presses("撤回")
    await chen.presses("确定撤回")
    assert not any("更正事项" in label for label in await looks_at(wang))
    await presses_late(wang, asked, button_data(asked, "确定"))
    assert "事项：" not in words_of(await card_in(town))
