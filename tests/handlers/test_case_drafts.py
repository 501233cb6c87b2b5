"""What a citizen has begun to write and not sent yet survives whatever is pressed and edited meanwhile."""

from tests.handlers.hall import asks_staff, card_in, presses_late
from tests.kit.people import words_of
from tests.kit.town import Town
from views.own_case_callbacks import AddToCase, HandOver, OpenCase


async def test_pressing_twice_to_hand_over_keeps_what_was_asked(town: Town) -> None:
    await town.clerk()
    chen = await town.citizen()
    await chen.starts()
    await chen.says("小区门口的路灯坏了，应该找谁修？")
    asked = (await chen.said_by_bot())[-1]
    await chen.presses(HandOver())
    await presses_late(chen, asked, HandOver().pack())
    assert "路灯" in await chen.reads()
    await chen.presses("发送")
    assert "路灯" in words_of(await card_in(town))


async def test_a_message_edited_while_the_bot_asks_which_question_is_meant_is_kept_as_edited(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen, "第一件事，材料不齐能登记吗？")
    await asks_staff(chen, "第二件事，周六上班吗？")
    kept = await chen.says("出生证丢了")
    await chen.edits(kept["message_id"], "出生证找到了")
    assert "补充哪一件" in await chen.reads()
    await chen.presses("第二件事")
    assert "出生证找到了" in await clerk.reads_in_topic()


async def test_an_old_message_edited_while_an_addition_is_awaited_takes_nothing_away(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await chen.starts()
    old = await chen.says("小区门口的路灯坏了，应该找谁修？")
    await asks_staff(chen, "第一件事，材料不齐能登记吗？")
    await asks_staff(chen, "第二件事，周六上班吗？")
    await chen.presses(OpenCase(case_id=2))
    await chen.presses(AddToCase(case_id=2))
    await chen.edits(old["message_id"], "小区门口的路灯坏了，找谁？")
    await chen.says("中午也开门吗？")
    assert "中午也开门吗？" in await clerk.reads_in_topic()
