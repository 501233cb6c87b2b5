"""What is confidential lives in the group of a few: everybody else reads nothing of it, not even a number."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from domain.people import Role
from jobs.morning import tell_morning
from tests.handlers.few import FEW_GROUP, open_discreet_town
from tests.handlers.hall import button_data, card_in, presses_late
from tests.handlers.test_filing import begins
from tests.kit.people import Citizen, Clerk, words_of
from tests.kit.town import STAFF_GROUP, Town
from views.case_callbacks import AskTakeOver, TakeCase

SECRET = "C03 窗口的人把我的材料给了别人看。"
NUMBER = "TS2026-000001"


@pytest.fixture
async def discreet(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """A hall with a group of few."""
    async with open_discreet_town(database_url, tmp_path) as town:
        yield town


async def confides(citizen: Citizen, words: str = SECRET, *, area: str = "C 区") -> None:
    """File a confidential complaint about an area."""
    await begins(citizen)
    await citizen.says(words)
    await citizen.presses("地点")
    await citizen.presses(area)
    await citizen.presses("身份保护")
    await citizen.presses("保密")
    await citizen.presses("✅ 提交")


async def everything_in(town: Town, group: int) -> list[dict[str, Any]]:
    """Whatever stands in a group."""
    answer = await town.read("messages", chat_id=group)
    return [message for message in answer["messages"] if message["from"]["is_bot"]]


async def tells_the_morning(town: Town) -> None:
    """Work begins."""
    present = town.app.hall.present()
    await tell_morning(town.app.database, hall=present.hall, staff_chats=present.staff_chats, now=present.now)
    await town.settle()


async def hears_nothing(clerk: Clerk, before: str) -> None:
    """Neither told nor found nor on the desk."""
    await clerk.says("/desk")
    assert "现在没有要办的事" in await clerk.reads()
    for wanted in (NUMBER, "材料给了别人"):
        await clerk.says(f"/find {wanted}")
        assert "没有找到" in await clerk.reads()
    told = (await clerk.reads_all()).removeprefix(before)
    assert NUMBER not in told.replace(f"🔍 {NUMBER}", "")


async def test_a_confidential_complaint_is_in_the_group_of_few_and_nothing_of_it_in_any_other(discreet: Town) -> None:
    town = discreet
    boss, chen = await town.clerk("孙莉", role=Role.SUPERVISOR), await town.citizen()
    await confides(chen)
    assert "TS2026-000001" in await chen.reads()

    assert await town.topics(STAFF_GROUP) == []
    assert SECRET in words_of(await card_in(town, group=FEW_GROUP))
    await tells_the_morning(town)
    said = "\n".join(map(words_of, await everything_in(town, STAFF_GROUP)))
    assert "本群在办 0 件" in said
    assert "TS2026" not in said
    assert "本群在办 1 件" in words_of((await everything_in(town, FEW_GROUP))[-1])
    for words in (NUMBER, "材料给了别人"):
        await town.control("say", chat_id=STAFF_GROUP, from_id=boss.id, text=f"/find {words}")
        await town.settle()
        assert "没有找到" in words_of((await everything_in(town, STAFF_GROUP))[-1])
    await town.joins(boss, FEW_GROUP)
    await town.control("say", chat_id=FEW_GROUP, from_id=boss.id, text=f"/find {NUMBER}")
    await town.settle()
    assert NUMBER in str((await everything_in(town, FEW_GROUP))[-1])


async def test_clerks_hear_nothing_of_it_and_those_above_are_named_and_told(discreet: Town) -> None:
    town = discreet
    wang, boss, chen = await town.clerk("王敏"), await town.clerk("孙莉", role=Role.SUPERVISOR), await town.citizen()
    before = await wang.reads_all()
    await confides(chen)
    for _ in range(6):
        await town.later(days=1)
        await tells_the_morning(town)
    await hears_nothing(wang, before)
    assert "经办：孙莉" in words_of(await card_in(town, group=FEW_GROUP))
    assert NUMBER in await boss.reads_all()
    await boss.says(f"/find {NUMBER}")
    assert SECRET[:5] in await boss.reads()


@pytest.mark.parametrize(("by", "knows"), [("supervisor", True), ("director", False)])
async def test_the_pack_says_from_which_role_upwards(database_url: str, tmp_path: Path, by: str, knows: bool) -> None:
    async with open_discreet_town(database_url, tmp_path, by=by) as town:
        boss, top = await town.clerk("孙莉", role=Role.SUPERVISOR), await town.clerk("钱伟", role=Role.DIRECTOR)
        chen = await town.citizen()
        await confides(chen)
        for _ in range(6):
            await town.later(days=1)
        await boss.says(f"/find {NUMBER}")
        assert ("没有找到" not in await boss.reads()) is knows
        assert (NUMBER in (await boss.reads_all()).replace(f"🔍 {NUMBER}", "")) is knows
        await top.says(f"/find {NUMBER}")
        assert "没有找到" not in await top.reads()


async def test_a_clerk_of_the_few_may_take_it_and_reads_no_more_of_it_once_it_is_another_s(discreet: Town) -> None:
    town = discreet
    wang, boss = await town.clerk("王敏"), await town.clerk("孙莉", role=Role.SUPERVISOR)
    await confides(await town.citizen())
    for somebody in (wang, boss):
        await somebody.goes_to(FEW_GROUP)
    await wang.presses_in_topic("受理")
    await wang.says("/find 000001")
    assert SECRET[:5] in await wang.reads()

    await boss.presses_in_topic("接替同事")
    await boss.presses_in_topic("确认接手")

    await wang.says("/find 000001")
    assert "没有找到" in await wang.reads()
    assert SECRET[:5] not in await wang.reads()


async def test_it_can_be_given_to_those_who_may_know_alone(discreet: Town) -> None:
    town = discreet
    await town.clerk("王敏")
    boss, top = await town.clerk("孙莉", role=Role.SUPERVISOR), await town.clerk("钱伟", role=Role.DIRECTOR)
    await confides(await town.citizen())
    await boss.goes_to(FEW_GROUP)
    await boss.presses_in_topic("指派")
    listed = (await town.in_topic(group=FEW_GROUP))[-1]
    assert "王敏" not in str(listed["reply_markup"])
    await boss.presses_in_topic("钱伟")
    assert NUMBER in await top.reads()


async def test_no_button_of_another_group_reaches_into_that_of_the_few(discreet: Town) -> None:
    town = discreet
    wang, lin = await town.clerk("王敏"), await town.citizen("林夕")
    await confides(await town.citizen())
    await begins(lin, "建议")
    await lin.says("大厅里多放几把椅子。")
    await lin.presses("✅ 提交")
    open_card = await card_in(town)
    secret = button_data(await card_in(town, group=FEW_GROUP), "我来接手")
    case_id = TakeCase.unpack(secret).case_id
    for data in (secret, AskTakeOver(case_id=case_id).pack()):
        await presses_late(wang, open_card, data)
    assert "等待接手" in words_of(await card_in(town, group=FEW_GROUP))
    assert NUMBER not in str(await everything_in(town, STAFF_GROUP))
