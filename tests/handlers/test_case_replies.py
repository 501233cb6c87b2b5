"""What staff write in a topic: replies that wait, notes that never leave, and who may not reply at all."""

from typing import Any

import pytest

from tests.handlers.hall import PHOTO, asks_staff, button_data, card_in, presses_late, replies
from tests.kit.people import words_of
from tests.kit.town import STAFF_GROUP, Town


async def test_a_reply_can_be_stopped_while_it_waits(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    await replies(clerk, "说错了的回复")
    await clerk.presses_in_topic("停止发送")
    assert "没有发给市民" in clerk.toast
    await town.later(seconds=60)
    assert "说错了的回复" not in await chen.reads_all()
    assert "已停止" in words_of((await town.in_topic())[-1])


async def test_a_reply_can_become_a_note_while_it_waits(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    await replies(clerk, "这个人上周来过")
    await clerk.presses_in_topic("改为内部备注")
    await town.later(seconds=60)
    assert "这个人上周来过" not in await chen.reads_all()
    assert "内部备注" in words_of((await town.in_topic())[-1])


async def test_a_reply_leaves_after_fifteen_seconds_and_not_before(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    await replies(clerk, "可以办。")
    await town.later(seconds=14)
    assert "可以办。" not in await chen.reads_all()
    await town.later(seconds=1)
    assert "可以办。" in await chen.reads()


async def test_stopping_too_late_says_so(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    await replies(clerk, "可以办。")
    held = (await town.in_topic())[-1]
    await town.later(seconds=20)
    await presses_late(clerk, held, button_data(held, "停止"))
    assert "可以办。" in await chen.reads()
    assert "已发给市民" in words_of((await town.in_topic())[-1])


async def test_editing_a_waiting_reply_changes_it_and_starts_the_wait_anew(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    written = await replies(clerk, "明天来")
    await town.later(seconds=10)
    await town.control("edit", chat_id=STAFF_GROUP, from_id=clerk.id, message_id=written["message_id"], text="后天来")
    await town.settle()
    await town.later(seconds=10)
    assert "来" not in await chen.reads()
    await town.later(seconds=5)
    assert "后天来" in await chen.reads()
    assert "明天来" not in await chen.reads_all()


async def test_editing_a_sent_reply_is_answered_with_a_hint(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    written = await replies(clerk, "明天来")
    await town.later(seconds=20)
    await town.control("edit", chat_id=STAFF_GROUP, from_id=clerk.id, message_id=written["message_id"], text="后天来")
    await town.settle()
    assert "改动不会送达" in words_of((await town.in_topic())[-1])
    assert "后天来" not in await chen.reads_all()


async def cards_in(town: Town) -> list[dict[str, Any]]:
    """The bot's messages of the newest topic that have buttons."""
    return [message for message in await town.in_topic() if "reply_markup" in message]


@pytest.mark.parametrize("answers_lost", [1, 2])
async def test_a_reply_to_either_copy_of_a_card_reaches_the_citizen(town: Town, answers_lost: int) -> None:
    for copy in (0, 1):
        clerk, chen = await town.clerk(), await town.citizen()
        await town.control("faults", kind="lost", method="sendMessage", chat_id=STAFF_GROUP, times=answers_lost)
        await asks_staff(chen)
        await town.later(seconds=5)
        cards = await cards_in(town)
        assert len(cards) == 2
        await clerk.writes_in_topic("可以办。", reply_to=cards[copy]["message_id"])
        await town.later(seconds=15)
        assert "可以办。" in await chen.reads()


async def test_a_reply_to_another_message_of_a_topic_with_copies_is_a_note(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await town.control("faults", kind="lost", method="sendMessage", chat_id=STAFF_GROUP)
    await asks_staff(chen)
    await town.later(seconds=300)
    await clerk.writes_in_topic("先记一下")
    hint = (await town.in_topic())[-1]
    assert "已记为内部备注" in words_of(hint)
    await clerk.writes_in_topic("也只是备注", reply_to=hint["message_id"])
    await town.later(seconds=60)
    assert "备注" not in await chen.reads_all()


async def test_a_note_on_a_line_that_came_with_the_copies_can_be_kept_in_the_house(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await town.control("faults", kind="lost", method="sendMessage", chat_id=STAFF_GROUP)
    await asks_staff(chen)
    await town.later(seconds=5)
    await clerk.writes_in_topic("先记一下")
    hint = (await town.in_topic())[-1]
    await clerk.writes_in_topic("也只是备注", reply_to=hint["message_id"])
    await clerk.presses_in_topic("改为内部备注")
    await town.later(seconds=60)
    assert "备注" not in await chen.reads_all()


async def test_words_in_a_topic_that_answer_nothing_are_a_note(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    await clerk.writes_in_topic("有人认识这位吗？")
    await clerk.writes_in_topic("我认识")
    await town.later(seconds=60)
    assert "认识" not in await chen.reads_all()
    assert (await clerk.reads_in_topic()).count("已记为内部备注") == 1


async def test_a_reply_to_the_topics_creation_is_a_note(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    [created] = [message for message in await town.in_topic() if "forum_topic_created" in message]
    await clerk.writes_in_topic("只是备注", reply_to=created["message_id"])
    await town.later(seconds=60)
    assert "只是备注" not in await chen.reads_all()


async def test_a_reply_to_a_colleague_is_a_note(town: Town) -> None:
    wang, zhao, chen = await town.clerk("王敏"), await town.clerk("赵强"), await town.citizen()
    await asks_staff(chen)
    sent = await replies(wang, "可以办。")
    await zhao.writes_in_topic("你确定吗？", reply_to=sent["message_id"])
    status = next(message for message in await town.in_topic() if "⏳" in words_of(message))
    await zhao.writes_in_topic("再想想", reply_to=status["message_id"])
    await town.later(seconds=60)
    assert "可以办。" in await chen.reads_all()
    assert "你确定吗？" not in await chen.reads_all()
    assert "再想想" not in await chen.reads_all()


async def test_a_reply_to_what_the_citizen_added_reaches_them(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    await chen.says("还有一件事")
    copy = next(message for message in reversed(await town.in_topic()) if "还有一件事" in words_of(message))
    await clerk.writes_in_topic("请讲。", reply_to=copy["message_id"])
    await town.later(seconds=15)
    assert "请讲。" in await chen.reads()


async def test_a_photo_as_reply_arrives_below_the_number(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    card = await card_in(town)
    place = {"chat_id": STAFF_GROUP, "message_thread_id": card["message_thread_id"]}
    await town.upload(
        PHOTO, name="a.png", from_id=clerk.id, kind="photo", reply_to_message_id=card["message_id"], **place
    )
    await town.settle()
    await town.later(seconds=15)
    heading, photo = (await chen.said_by_bot())[-2:]
    assert "ZX2026-000001" in words_of(heading)
    assert "photo" in photo


async def test_an_outsiders_reply_reaches_nobody_and_is_hinted_at_once(town: Town) -> None:
    await town.clerk()
    outsider, chen = await town.outsider(), await town.citizen()
    await asks_staff(chen)
    await replies(outsider, "我也来说两句")
    await replies(outsider, "再说两句")
    await town.later(seconds=60)
    assert "两句" not in await chen.reads_all()
    assert (await outsider.reads_in_topic()).count("还没有登记") == 1
    await outsider.presses_in_topic("我来接手")
    assert "登记" in outsider.toast
    assert "等待接手" in words_of(await card_in(town))


async def test_an_anonymous_admin_cannot_reply(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    card = await card_in(town)
    await town.control("member", chat_id=STAFF_GROUP, user_id=clerk.id, status="administrator")
    await clerk.writes_in_topic("匿名回复", reply_to=card["message_id"], anonymous=True)
    await town.later(seconds=60)
    assert "匿名回复" not in await chen.reads_all()
    assert "匿名" in words_of((await town.in_topic())[-1])


async def test_the_last_word_does_not_overtake_a_reply_that_is_still_held(town: Town) -> None:
    clerk, chen = await town.clerk("王敏"), await town.citizen("陈晓")
    await asks_staff(chen)
    await replies(clerk, "先说一句。")
    await clerk.presses_in_topic("正式答复")
    await clerk.writes_in_topic("再说结论。")
    await clerk.presses_in_topic("发给市民")
    said = await chen.reads_all()
    assert 0 < said.index("先说一句。") < said.index("再说结论。")
    await town.later(seconds=30)
    assert (await chen.reads_all()).count("先说一句。") == 1


async def test_the_buttons_under_an_answer_can_be_typed(town: Town) -> None:
    clerk, chen = await town.clerk("王敏"), await town.citizen("陈晓")
    await asks_staff(chen)
    await clerk.presses_in_topic("正式答复")
    await clerk.writes_in_topic("可以。")
    await clerk.presses_in_topic("发给市民")
    assert any("已解决" in label for label in await chen.sees())
    await chen.says("已解决，谢谢")
    assert "已结束" in await chen.reads()


async def test_the_card_of_an_old_enquiry_still_answers_in_its_topic(town: Town) -> None:
    clerk, chen = await town.clerk("王敏"), await town.citizen("陈晓")
    await asks_staff(chen)
    card = await card_in(town)
    # After two days Telegram sends of a pressed message only its number and chat.
    inaccessible = {"message_id": card["message_id"], "chat": card["chat"], "date": 0}
    await presses_late(clerk, inaccessible, button_data(card, "正式答复"))
    assert "写下内容" in await clerk.reads_in_topic()
    await clerk.writes_in_topic("可以。")
    await clerk.presses_in_topic("发给市民")
    assert "可以。" in await chen.reads()
