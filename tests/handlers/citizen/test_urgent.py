"""Words of danger get the emergency numbers first, and still go where they would have gone."""

from typing import Any

import pytest

from domain.people import Role
from tests.handlers.hall import PHOTO, asks_staff, files_complaint
from tests.kit.people import Citizen, Clerk
from tests.kit.town import Town


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "我不想活了"), ("zh-hant", "樓下起火了"), ("en", "I want to DIE")]
)
async def test_danger_gets_the_numbers_first_and_then_an_answer(town: Town, language: str, words: str) -> None:
    citizen = await town.citizen(language=language)
    await citizen.says(words)
    *_, numbers, answer = [message["text"] for message in await citizen.said_by_bot()]
    assert all(number in numbers for number in ("110", "119", "120"))
    assert "110" not in answer


async def test_words_of_danger_in_an_open_conversation_reach_staff_too(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await chen.starts()
    await chen.presses("问工作人员")
    await chen.says("我的材料被退了三次")
    await chen.presses("发送")
    await chen.says("我真的不想活了")
    assert "120" in await chen.reads_all()
    assert "不想活" in await clerk.reads_in_topic()


DANGER = "我真的不想活了"


async def alerts(clerk: Clerk) -> int:
    """How often the newest topic was told of danger."""
    return (await clerk.reads_in_topic()).count("🆘")


async def test_danger_in_a_question_for_staff_is_told_to_them_when_it_is_sent(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await chen.starts()
    await chen.presses("问工作人员")
    await chen.says(DANGER)
    assert "120" in await chen.reads_all()
    await chen.presses("发送")
    assert await alerts(clerk) == 1


async def test_danger_in_an_addition_is_told_to_staff_once_for_each_message(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    receipt = (await chen.said_by_bot())[-1]
    written = await brought_twice(town, chen, DANGER)
    assert await alerts(clerk) == 1
    await chen.edits(written["message_id"], f"{DANGER}。")
    assert await alerts(clerk) == 1
    calm = await chen.says("没事了", reply_to=receipt["message_id"])
    await chen.edits(calm["message_id"], "没事了，想自杀")
    assert await alerts(clerk) == 2
    await chen.sends(PHOTO, caption="窗口有人持刀")
    assert await alerts(clerk) == 3
    assert (await chen.reads_all()).count("12356") == 4


async def brought_twice(town: Town, chen: Citizen, text: str) -> dict[str, Any]:
    """The citizen writes, and Telegram brings it again to a bot that died before it confirmed."""
    before = town.app.poller.offset
    written: dict[str, Any] = await town.control("say", chat_id=chen.id, from_id=chen.id, text=text)
    await town.app.poller.fetch(wait=1)
    town.app.poller.offset = before
    await town.settle()
    return written


async def test_danger_is_told_in_private_to_whoever_has_the_case_and_to_the_supervisors_of_its_area(town: Town) -> None:
    wang, sun, chen = await town.clerk(), await town.clerk("孙莉"), await town.citizen()
    near = await town.clerk("主管", role=Role.SUPERVISOR, areas=["a"])
    far = await town.clerk("吴主管", role=Role.SUPERVISOR, areas=["b"])
    await files_complaint(chen)
    await wang.presses_in_topic("受理")
    receipt = (await chen.said_by_bot())[-1]
    await chen.says(DANGER, reply_to=receipt["message_id"])

    for one in (wang, near):
        assert "🆘" in await one.reads()
        assert "TS2026-000001" in await one.reads()
    assert "🆘" not in await sun.reads_all() + await far.reads_all()
    await near.presses("🗂 打开")
    assert "经办：王敏" in await near.reads()


async def test_danger_where_there_is_neither_is_told_to_the_directors(town: Town) -> None:
    director, chen = await town.clerk("负责", role=Role.DIRECTOR), await town.citizen()
    await asks_staff(chen)
    receipt = (await chen.said_by_bot())[-1]
    await chen.says(DANGER, reply_to=receipt["message_id"])
    assert "还没有人接手" in await director.reads()


async def test_danger_in_words_for_a_step_of_the_case_is_told_to_staff(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await files_complaint(chen)
    for press in ("受理", "记录调查结果", "已查。", "记下", "答复", "不属实", "没有问题。", "发给市民"):
        await (clerk.writes_in_topic(press) if press.endswith("。") else clerk.presses_in_topic(press))
    await chen.presses("不认可，要求复核")
    await chen.says(DANGER)
    assert await alerts(clerk) == 1
    assert "120" in await chen.reads_all()


async def test_danger_in_a_comment_on_a_rating_is_told_to_staff(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    await clerk.presses_in_topic("结束")
    await clerk.presses_in_topic("不写，直接办理")
    await town.later(seconds=2)
    await chen.presses("😐")
    await chen.presses("写几句")
    await chen.says(DANGER)
    assert await alerts(clerk) == 1
    assert "120" in await chen.reads_all()


async def test_everyday_words_are_not_taken_for_danger(town: Town) -> None:
    chen = await town.citizen()
    await chen.says("孩子上户口要带什么")
    await chen.says("消防验收怎么办理")
    assert "110" not in await chen.reads_all()
