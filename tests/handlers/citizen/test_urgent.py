"""Words of danger get the emergency numbers first, and still go where they would have gone."""

import pytest

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


async def test_everyday_words_are_not_taken_for_danger(town: Town) -> None:
    chen = await town.citizen()
    await chen.says("孩子上户口要带什么")
    await chen.says("消防验收怎么办理")
    assert "110" not in await chen.reads_all()
