"""Screens and rows as the Bot API takes them."""

from gateway.parcel import Parcel, without_target
from gateway.telegram import TelegramError, _result
from gateway.wire import bodies
from views.markup import parse_html
from views.screen import Button, Screen

ROWS = ((Button("one", press="p"), Button("site", url="https://example.org")),)


def test_a_screen_is_one_message_with_its_entities_and_buttons() -> None:
    [body] = bodies(Screen(parse_html("<b>办事</b>大厅"), rows=ROWS))
    assert body == {
        "text": "办事大厅",
        "entities": [{"type": "bold", "offset": 0, "length": 2}],
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {
            "inline_keyboard": [[{"text": "one", "callback_data": "p"}, {"text": "site", "url": "https://example.org"}]]
        },
    }


def test_of_a_long_screen_the_first_message_answers_and_the_last_has_the_buttons() -> None:
    parts = bodies(Screen(parse_html("x" * 9000), rows=ROWS), quotes=5)
    assert [len(part["text"]) for part in parts] == [4096, 4096, 808]
    assert [part.get("reply_parameters") for part in parts] == [
        {"message_id": 5, "allow_sending_without_reply": True}, None, None,
    ]  # fmt: skip
    assert ["reply_markup" in part for part in parts] == [False, False, True]


def test_a_call_names_its_chat_and_thread_before_its_own_parameters() -> None:
    parcel = Parcel(chat_id=-5, topic=None, thread_id=9, method="sendMessage", bodies=('{"text":"x"}', "{}"))
    assert parcel.calls(9) == [
        '{"chat_id":-5,"message_thread_id":9,"text":"x"}',
        '{"chat_id":-5,"message_thread_id":9}',
    ]
    edit = Parcel(chat_id=-5, topic=None, thread_id=9, method="editMessageText", bodies=('{"text":"x"}',))
    assert edit.calls(9) == ['{"chat_id":-5,"text":"x"}'], "an edit knows its message"


def test_an_edit_without_its_target_is_a_message() -> None:
    assert without_target('{"message_id":7,"text":"x"}') == '{"text":"x"}'
    assert without_target(None) is None


def refusal(status: int, answer: bytes) -> tuple[int, str, int | None, int | None]:
    try:
        _result(status, answer)
    except TelegramError as error:
        return error.code, error.description, error.retry_after, error.migrate_to
    raise AssertionError("it was no refusal")


def test_answers_of_telegram_and_of_what_stands_before_it_are_told_apart() -> None:
    assert _result(200, b'{"ok":true,"result":[1]}') == [1]
    slow = b'{"ok":false,"error_code":429,"description":"slowly","parameters":{"retry_after":9}}'
    assert refusal(429, slow) == (429, "slowly", 9, None)
    moved = b'{"ok":false,"error_code":400,"description":"up","parameters":{"migrate_to_chat_id":-7}}'
    assert refusal(400, moved) == (400, "up", None, -7)
    for status, answer in ((200, b"<html>log in</html>"), (302, b""), (502, b"<html>"), (200, b"[]"), (200, b"\xff")):
        assert refusal(status, answer)[0] == 502
    assert refusal(413, b"<html>")[0] == 413
