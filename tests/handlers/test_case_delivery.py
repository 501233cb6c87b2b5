"""What Telegram does not deliver: blocked bots, deleted topics, vanished attachments."""

from tests.handlers.hall import PHOTO, asks_staff, button_data, card_in, copies_in, presses_late, replies
from tests.kit.people import words_of
from tests.kit.town import STAFF_GROUP, Town


async def test_a_citizen_who_blocked_the_bot_is_named_unreachable(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    await chen.blocks_the_bot()
    await replies(clerk, "可以办。")
    await town.later(seconds=15)
    assert "联系不上" in words_of((await town.in_topic())[-1])
    assert "未送达" in words_of(await card_in(town))
    assert "停用了机器人" in await clerk.reads_in_topic()


async def test_staff_learn_that_a_citizen_whom_words_did_not_reach_is_back(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    await chen.blocks_the_bot()
    await replies(clerk, "可以办。")
    await town.later(seconds=15)
    await chen.starts()
    assert "可以联系上了" in words_of((await town.in_topic())[-1])
    assert "⚠️" not in words_of(await card_in(town))


async def test_who_only_blocked_the_bot_for_a_while_is_no_news_for_staff(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    await chen.blocks_the_bot()
    await chen.starts()
    assert "可以联系上了" not in await clerk.reads_in_topic()


async def test_a_deleted_topic_is_made_again_with_card_and_history(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen, "第一个问题")
    await chen.sends(PHOTO, kind="photo")
    thread = (await town.topics())[-1]["message_thread_id"]
    await town.control("topics", chat_id=STAFF_GROUP, action="delete", message_thread_id=thread)
    await chen.says("还在吗？")
    again = [topic["message_thread_id"] for topic in await town.topics()]
    assert len(again) == 1
    assert again[0] != thread
    words = await clerk.reads_in_topic(again[0])
    assert "还在吗？" in words
    assert "此前的往来" in words
    cards = [m for m in await town.in_topic(again[0]) if "等待接手" in words_of(m)]
    assert len(cards) == 1
    assert len(await copies_in(town, again[0])) == 1

    await replies(clerk, "在的。", thread_id=again[0])
    await town.later(seconds=15)
    assert "在的。" in await chen.reads()


async def test_the_history_of_a_topic_made_again_says_what_never_arrived(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    await chen.blocks_the_bot()
    await replies(clerk, "可以办。")
    await town.later(seconds=15)
    thread = (await town.topics())[-1]["message_thread_id"]
    await town.control("topics", chat_id=STAFF_GROUP, action="delete", message_thread_id=thread)
    await chen.starts()
    await chen.says("我回来了")
    assert "→市民（未送达）：可以办。" in await clerk.reads_in_topic()


async def test_a_press_in_a_deleted_topics_place_makes_one_card(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    card = await card_in(town)
    thread = (await town.topics())[-1]["message_thread_id"]
    await town.control("topics", chat_id=STAFF_GROUP, action="delete", message_thread_id=thread)
    await presses_late(clerk, card, button_data(card, "我来接手"))
    again = (await town.topics())[-1]["message_thread_id"]
    cards = [m for m in await town.in_topic(again) if " · " in words_of(m) and m.get("reply_markup")]
    assert len(cards) == 1
    assert "经办：" in words_of(cards[0])


async def test_an_attachment_the_citizen_deleted_leaves_its_caption(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen)
    body = {"chat_id": chen.id, "from_id": chen.id, "kind": "photo", "caption": "我的证明"}
    sent = await town.upload(PHOTO, name="a.png", **body)
    await town.control("delete", chat_id=chen.id, message_id=sent["message_id"])
    await town.settle()
    assert "我的证明" in await clerk.reads_in_topic()
    assert "无法取得" in await clerk.reads_in_topic()
