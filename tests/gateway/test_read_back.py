"""What the bot sends is read back with python-telegram-bot's types: a second, independent reading of the Bot API."""

from typing import Any

import telegram

from tests.kit.town import STAFF_GROUP, Town


async def test_everything_the_bot_says_in_the_main_story_is_understood_by_another_library(town: Town) -> None:
    clerk = await town.clerk()
    chen = await town.citizen()
    await chen.starts()
    await chen.says("孩子上户口要带什么")
    await chen.says("楼下的路灯坏了找谁修")
    await chen.presses("交给工作人员")
    await chen.presses("发送")
    await clerk.presses_in_topic("接手")

    group = (await town.read("messages", chat_id=STAFF_GROUP))["messages"]
    said = [message for message in [*await chen.messages(), *group] if message["from"]["is_bot"]]
    assert len(said) >= 5
    for message in said:
        understood = telegram.Message.de_json(message, None)
        assert understood.text == message.get("text")
        if understood.text:
            assert_entities_lie_within(understood)
        if markup := message.get("reply_markup"):
            assert_buttons_survive(markup)


def assert_entities_lie_within(message: telegram.Message) -> None:
    for entity, words in message.parse_entities().items():
        assert words.strip(), f"an empty {entity.type}"
        assert len(words.encode("utf-16-le")) // 2 == entity.length


def assert_buttons_survive(markup: dict[str, Any]) -> None:
    if "inline_keyboard" in markup:
        read = telegram.InlineKeyboardMarkup.de_json(markup, None)
        for row in read.inline_keyboard:
            for button in row:
                assert button.text
                assert button.url or 1 <= len(str(button.callback_data).encode()) <= 64
