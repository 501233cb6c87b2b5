"""What is read of an update: all of a message, and of a pressed message what somebody looks at."""

import json
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import CallbackQuery, InaccessibleMessage, Message

from gateway.updates import Unreadable, read_event

BOT = Bot("700001:" + "b" * 35)
CHEN = {"id": 7, "is_bot": False, "first_name": "陈晓"}
TOPIC = {"id": -100, "type": "supergroup", "title": "T", "is_forum": True}
BUTTON = {"text": "首页", "callback_data": "h"}
CARD = {
    "message_id": 10,
    "date": 1,
    "chat": TOPIC,
    "message_thread_id": 5,
    "is_topic_message": True,
    "text": "words",
    "reply_markup": {"inline_keyboard": [[BUTTON]]},
}


def press(message: Any) -> str:
    query = {"id": "1", "from": CHEN, "chat_instance": "1", "data": "h", "message": message}
    return json.dumps({"update_id": 1, "callback_query": query})


def read_press(message: Any) -> CallbackQuery:
    query = read_event(press(message), kind="callback_query", bot=BOT)
    assert isinstance(query, CallbackQuery)
    return query


def test_of_a_pressed_message_its_place_is_read_and_neither_words_nor_buttons() -> None:
    query = read_press(CARD)
    assert query.data == "h"
    assert isinstance(query.message, Message)
    assert (query.message.message_id, query.message.chat.id) == (10, -100)
    assert (query.message.message_thread_id, query.message.is_topic_message) == (5, True)
    assert query.message.text is None
    assert query.message.reply_markup is None


def test_a_broken_button_under_a_pressed_message_keeps_nobody_from_pressing() -> None:
    broken = {**CARD, "reply_markup": {"inline_keyboard": [[{"text": None}]]}}
    assert read_press(broken).message


def test_a_pressed_message_that_is_out_of_reach_is_still_one() -> None:
    query = read_press({"message_id": 10, "chat": TOPIC, "date": 0})
    assert isinstance(query.message, InaccessibleMessage)


def test_a_message_is_read_whole() -> None:
    written = {**CARD, "from": CHEN}
    message = read_event(json.dumps({"update_id": 1, "message": written}), kind="message", bot=BOT)
    assert isinstance(message, Message)
    assert message.text == "words"
    assert message.reply_markup


@pytest.mark.parametrize(
    "raw",
    ["", "[]", "7", "{}", press(7), press({"message_id": 10}), press({**CARD, "chat": 7}), press([CARD])],
    ids=[
        "no json",
        "a list",
        "a number",
        "nothing",
        "a message that is a number",
        "no date",
        "no chat",
        "two messages",
    ],
)
def test_what_has_not_the_promised_shape_is_unreadable(raw: str) -> None:
    with pytest.raises(Unreadable):
        read_event(raw, kind="callback_query", bot=BOT)


def test_a_kind_nobody_handles_is_nothing_to_read() -> None:
    assert read_event('{"update_id": 1, "poll": {"id": 7}}', kind="poll", bot=BOT) is None
