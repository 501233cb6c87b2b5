"""Staff find that two citizens have one matter: they answer once, each citizen reads it under their own number."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from domain.people import Role
from storage.cases import get_case
from tests.handlers.hall import COMPLAINT, button_data, card_in, files_complaint, presses_late, replies
from tests.handlers.test_filing import begins
from tests.handlers.two_groups import SOCIAL_GROUP, open_divided_town
from tests.kit.people import Citizen, Clerk, labels_of, words_of
from tests.kit.town import Town
from views.merging_callbacks import AskSplit, MergeCase

OF_LIN = "上午十点在 C03 等了一个小时，没有一个人理我。"
ANSWER = "当班人员离岗属实，对不起，已安排替班。"
FIRST, SECOND = "TS2026-000001", "TS2026-000002"


@dataclass
class Morning:
    """Two complaints, a clerk, and the topics of both."""

    town: Town
    wang: Clerk
    chen: Citizen
    lin: Citizen
    first: int
    second: int
    topic: int
    other_topic: int


@pytest.fixture
async def morning(town: Town) -> Morning:
    """Chen's complaint was accepted; Lin's has just come in."""
    wang, chen, lin = await town.clerk("王敏"), await town.citizen("陈晓"), await town.citizen("林夕")
    first = await files_complaint(chen)
    await wang.presses_in_topic("受理")
    second = await files_complaint(lin, OF_LIN)
    one, other = [topic["message_thread_id"] for topic in await town.topics()]
    return Morning(town, wang, chen, lin, first, second, one, other)


@pytest.fixture
async def divided(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """A hall whose area B has a staff group of its own."""
    async with open_divided_town(database_url, tmp_path) as town:
        yield town


async def main_of(morning: Morning, case_id: int) -> int | None:
    """What a case goes along with."""
    async with morning.town.app.database.read() as tx:
        case = await get_case(tx, case_id)
    assert case is not None
    return case.main_id


async def merges(morning: Morning, number: str = "1") -> None:
    """Handle the second with the first, which is named by its last digits."""
    await morning.wang.presses_in_topic("同一件事", thread_id=morning.other_topic)
    await morning.wang.writes_in_topic(number, thread_id=morning.other_topic)
    await morning.wang.presses_in_topic("确认并入", thread_id=morning.other_topic)


async def writes_answer(morning: Morning) -> None:
    """Bring the first to its answer, and see the preview."""
    wang, topic = morning.wang, morning.topic
    await wang.presses_in_topic("记录调查结果", thread_id=topic)
    await wang.writes_in_topic("查过了。", thread_id=topic)
    await wang.presses_in_topic("记下", thread_id=topic)
    await wang.presses_in_topic("✍️ 答复", thread_id=topic)
    await wang.presses_in_topic("属实", thread_id=topic)
    await wang.writes_in_topic(ANSWER, thread_id=topic)


async def test_from_the_card_to_the_answer_under_both_numbers(morning: Morning) -> None:
    wang, chen, lin, town = morning.wang, morning.chen, morning.lin, morning.town
    await wang.presses_in_topic("同一件事", thread_id=morning.other_topic)
    assert "写那一件的编号" in words_of((await town.in_topic(morning.other_topic))[-1])
    await wang.writes_in_topic("1", thread_id=morning.other_topic)
    preview = words_of((await town.in_topic(morning.other_topic))[-1])
    for told in (f"{SECOND} 并入 {FIRST}？", COMPLAINT, OF_LIN, "先办这一步：受理"):
        assert told in preview
    assert "一并办理" not in await lin.reads_all(), "nothing is done before it is confirmed"
    await wang.presses_in_topic("确认并入", thread_id=morning.other_topic)

    told = await lin.reads()
    assert f"{SECOND}：您说的和 {FIRST} 是同一件事" in told
    assert COMPLAINT not in await lin.reads_all()
    assert SECOND not in await chen.reads_all()
    card = await card_in(town, morning.other_topic)
    assert f"并入 {FIRST}" in words_of(card)
    assert [label for label in labels_of(card) if "答复" in label or "记录" in label] == []
    assert "✂️ 拆分" in labels_of(card)
    assert f"一并办理：{SECOND}" in words_of(await card_in(town, morning.topic))
    assert f"把 {SECOND} 并入这件" in await wang.reads_in_topic(morning.topic)

    await writes_answer(morning)
    preview = words_of((await town.in_topic(morning.topic))[-1])
    assert f"也会按各自的编号发给并入的 1 件的市民：{SECOND}" in preview
    await wang.presses_in_topic("发给全部 2 位市民", thread_id=morning.topic)

    for citizen, own, other in ((chen, FIRST, SECOND), (lin, SECOND, FIRST)):
        answer = await citizen.reads()
        assert ANSWER in answer
        assert own in answer
        assert other not in answer
        assert "满意，结束" in " ".join(await citizen.sees())
    there = await wang.reads_in_topic(morning.other_topic)
    assert f"大厅的答复：随 {FIRST}，已按 {SECOND} 发给这件的市民" in there
    assert "已发给市民" in there
    await lin.presses("满意，结束")
    assert "已办结" in words_of(await card_in(town, morning.other_topic))
    assert "已答复，待确认" in words_of(await card_in(town, morning.topic))


async def test_only_the_main_case_is_answered_if_the_clerk_says_so(morning: Morning) -> None:
    await merges(morning)
    await writes_answer(morning)
    await morning.wang.presses_in_topic(f"只发这一件（{FIRST}）", thread_id=morning.topic)

    assert ANSWER in await morning.chen.reads()
    assert ANSWER not in await morning.lin.reads_all()
    assert "从现在起单独办理" in await morning.lin.reads()
    assert "记录调查结果" in " ".join(labels_of(await card_in(morning.town, morning.other_topic)))


async def test_who_joins_between_preview_and_sending_is_shown_before_anything_is_sent(morning: Morning) -> None:
    await writes_answer(morning)
    preview = (await morning.town.in_topic(morning.topic))[-1]
    await merges(morning)
    await presses_late(morning.wang, preview, button_data(preview, "发给市民"))
    assert ANSWER not in await morning.chen.reads_all()
    again = (await morning.town.in_topic(morning.topic))[-1]
    assert SECOND in words_of(again)

    await morning.wang.presses_in_topic("发给全部 2 位市民", thread_id=morning.topic)

    assert ANSWER in await morning.chen.reads()
    assert ANSWER in await morning.lin.reads()


async def test_what_is_likely_is_a_button_and_a_note_meanwhile_stays_a_note(morning: Morning) -> None:
    town, wang = morning.town, morning.wang
    zhao = await town.citizen("赵一")
    await files_complaint(zhao, COMPLAINT)
    third = (await town.topics())[-1]["message_thread_id"]
    await wang.presses_in_topic("同一件事", thread_id=third)
    asked = (await town.in_topic(third))[-1]
    assert any(FIRST in label for label in labels_of(asked))
    assert not any(SECOND in label for label in labels_of(asked)), "it says something else"
    await wang.writes_in_topic("先问一下李工", thread_id=third)
    assert "不能这样并" not in await wang.reads_in_topic(third)
    await wang.writes_in_topic("TS2026-000099", thread_id=third)
    assert "TS2026-000003 不能这样并" in words_of((await town.in_topic(third))[-1])
    await wang.writes_in_topic("9999", thread_id=third)
    assert "已记为内部备注" in words_of((await town.in_topic(third))[-1])
    await wang.presses_in_topic(FIRST, thread_id=third)
    await wang.presses_in_topic("确认并入", thread_id=third)
    assert "是同一件事" in await zhao.reads()


async def test_what_its_citizen_adds_is_announced_where_the_matter_is_handled(morning: Morning) -> None:
    await merges(morning)
    merged = (await morning.lin.said_by_bot())[-1]
    await morning.lin.says("我有当时的照片。", reply_to=merged["message_id"])

    assert "我有当时的照片。" in await morning.wang.reads_in_topic(morning.other_topic)
    told = await morning.wang.reads_in_topic(morning.topic)
    assert f"并入的 {SECOND} 的市民有补充" in told
    assert "照片" not in told
    await replies(morning.wang, "好的，请发来。", thread_id=morning.other_topic)
    await morning.town.later(seconds=16)
    assert "好的，请发来。" in await morning.lin.reads()


async def test_what_was_about_to_be_filed_again_is_added_and_announced_once(morning: Morning) -> None:
    town, lin, wang = morning.town, morning.lin, morning.wang
    await merges(morning)
    await begins(lin)
    await lin.says(OF_LIN)
    await lin.says("今天又来。")
    await lin.presses("✅ 提交")
    asked = (await lin.said_by_bot())[-1]
    press = {"message_id": asked["message_id"], "data": button_data(asked, f"补充到 {SECOND}")}
    _first, second = [await town.control("press", chat_id=lin.id, from_id=lin.id, **press) for _ in range(2)]
    await town.settle()

    told = await town.read(f"callbacks/{second['callback_query_id']}", wait=2)
    assert f"已经发送过了，编号 {SECOND}" in told["text"]
    assert (await wang.reads_in_topic(morning.other_topic)).count("今天又来。") == 1
    assert (await wang.reads_in_topic(morning.topic)).count(f"并入的 {SECOND} 的市民有补充") == 1


async def test_a_wrong_merge_is_split_and_the_citizen_told_also_after_the_answer(morning: Morning) -> None:
    wang, lin, town = morning.wang, morning.lin, morning.town
    await merges(morning)
    promised = [line for line in (await lin.reads()).splitlines() if "答复期限" in line]
    await writes_answer(morning)
    await wang.presses_in_topic("发给全部 2 位市民", thread_id=morning.topic)
    await wang.presses_in_topic("拆分", thread_id=morning.other_topic)
    assert "回到答复之前的那一步" in words_of((await town.in_topic(morning.other_topic))[-1])
    asked = (await town.in_topic(morning.other_topic))[-1]
    for _ in range(2):
        await presses_late(wang, asked, button_data(asked, "确认拆分"))
    assert "不能这样操作" not in await wang.reads_in_topic(morning.other_topic)

    told = await lin.reads()
    assert "核对后发现不是同一件事，对不起" in told
    assert promised[0] in told
    assert "记录调查结果" in " ".join(labels_of(await card_in(town, morning.other_topic)))
    assert await main_of(morning, morning.second) is None


async def test_a_colleague_may_not_merge_or_split_what_somebody_has(morning: Morning) -> None:
    li = await morning.town.clerk("李雷")
    await morning.wang.presses_in_topic("我来接手", thread_id=morning.other_topic)
    card = await card_in(morning.town, morning.other_topic)
    press = MergeCase(case_id=morning.second, version=2, main_id=morning.first).pack()
    await presses_late(li, card, press)
    assert await main_of(morning, morning.second) is None
    await merges(morning)
    await presses_late(li, card, AskSplit(case_id=morning.second).pack())
    assert "确认拆分" not in " ".join(labels_of((await morning.town.in_topic(morning.other_topic))[-1]))
    boss = await morning.town.clerk("孙莉", role=Role.SUPERVISOR)
    await boss.presses_in_topic("拆分", thread_id=morning.other_topic)
    await boss.presses_in_topic("确认拆分", thread_id=morning.other_topic)
    assert await main_of(morning, morning.second) is None


async def test_a_press_that_comes_twice_merges_once(morning: Morning) -> None:
    wang = morning.wang
    await wang.presses_in_topic("同一件事", thread_id=morning.other_topic)
    await wang.writes_in_topic(FIRST, thread_id=morning.other_topic)
    preview = (await morning.town.in_topic(morning.other_topic))[-1]
    for _ in range(2):
        await presses_late(wang, preview, button_data(preview, "确认并入"))
    assert (await morning.lin.reads_all()).count("我们一并办理") == 1


async def test_at_the_desk_a_case_that_goes_along_says_with_which(morning: Morning) -> None:
    await merges(morning)
    await morning.wang.says(f"/find {SECOND}")
    await morning.wang.presses("1 TS")
    assert f"并入 {FIRST}" in await morning.wang.reads()
    assert not any("记录" in label for label in await morning.wang.sees())


async def test_only_what_its_own_group_handles_is_named_and_what_is_passed_on_takes_the_others_along(
    divided: Town,
) -> None:
    town = divided
    await town.clerk("孙莉", areas=["b"])
    wang, chen, lin = await town.clerk("王敏", areas=["a"]), await town.citizen("陈晓"), await town.citizen("林夕")
    await files_complaint(chen, area="b")
    second = await files_complaint(lin, COMPLAINT)
    await wang.presses_in_topic("同一件事")
    assert not any(FIRST in label for label in labels_of((await town.in_topic())[-1])), "others read there"
    await wang.writes_in_topic(FIRST)
    assert f"{SECOND} 不能这样并" in words_of((await town.in_topic())[-1])

    zhao = await town.citizen("赵一")
    third = await files_complaint(zhao, COMPLAINT)
    await wang.presses_in_topic("同一件事")
    await wang.presses_in_topic(SECOND)
    await wang.presses_in_topic("确认并入")
    main = (await town.topics())[-2]["message_thread_id"]
    await wang.presses_in_topic("转办", thread_id=main)
    await wang.presses_in_topic("B 区", thread_id=main)
    await wang.writes_in_topic("这是社保窗口的事。", thread_id=main)
    preview = words_of((await town.in_topic(main))[-1])
    assert "发给并入的 1 件的市民：TS2026-000003，这些也一起转过去" in preview
    await wang.presses_in_topic("发给全部 2 位市民", thread_id=main)

    for citizen in (lin, zhao):
        told = await citizen.reads()
        assert "B 区" in told
        assert "原因：这是社保窗口的事。" in told
    assert all(topic["closed"] for topic in await town.topics()), "both have left this group"
    assert len(await town.topics(SOCIAL_GROUP)) == 3
    async with town.app.database.read() as tx:
        cases = [await get_case(tx, case_id) for case_id in (second, third)]
    assert [(case.area, case.owner_id) for case in cases if case] == [("b", None), ("b", None)]
