"""reply_markup: what Telegram takes, with its limits and its words for what it does not."""

import re
from typing import Any

import orjson

from sandbox.errors import bad

MAX_BUTTONS = 100
MAX_CALLBACK_DATA = 64  # bytes
MAX_COPY_TEXT = 256
MAX_PLACEHOLDER = 64
# The first action present wins; the order is the real server's.
ACTIONS = (
    "url",
    "callback_data",
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "login_url",
    "web_app",
    "copy_text",
)
MAY_BE_EMPTY = frozenset({"switch_inline_query", "switch_inline_query_current_chat", "callback_game"})
LOOKS = ("style", "icon_custom_emoji_id")
PRIVATE_ONLY = {
    "request_contact": "phone number can be requested in private chats only",
    "request_location": "location can be requested in private chats only",
    "request_poll": "poll can be requested in private chats only",
    "request_users": "users can be requested in private chats only",
    "request_chat": "chats can be requested in private chats only",
    "web_app": "Web App buttons can be used in private chats only",
}


def parse_markup(raw: Any, *, private: bool) -> dict[str, Any] | None:
    """The markup as it will stand in the message or in the chat; None if there is none.

    Args:
        raw: JSON text or an object, as the bot sent it.
        private: the message goes to a private chat.

    Raises:
        ApiError: 400 with Telegram's words.
    """
    if isinstance(raw, str):
        if not raw:
            return None
        try:
            raw = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            raise bad("can't parse reply keyboard markup JSON object") from error
    if raw is None:
        return None
    if not isinstance(raw, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in raw:
        return _inline(raw["inline_keyboard"], private=private)
    if "keyboard" in raw:
        return _reply(raw, private=private)
    if raw.get("remove_keyboard"):
        return {"remove_keyboard": True, "selective": bool(raw.get("selective"))}
    if raw.get("force_reply"):
        return {
            key: value for key, value in raw.items() if key in ("force_reply", "input_field_placeholder", "selective")
        }
    return None


def is_inline(markup: dict[str, Any] | None) -> bool:
    """Whether the markup hangs under the message rather than below the input field."""
    return markup is not None and "inline_keyboard" in markup


def _rows(value: Any, *, field: str) -> list[list[Any]]:
    if not isinstance(value, list):
        raise bad(f'field "{field}" of the ReplyMarkup must be an Array')
    if not all(isinstance(row, list) for row in value):
        raise bad(f'field "{field}" of the ReplyMarkup must be an Array of Arrays')
    if sum(len(row) for row in value) > MAX_BUTTONS:
        raise bad("reply markup is too long")
    return [row for row in value if row]


def _inline(value: Any, *, private: bool) -> dict[str, Any] | None:
    rows = [
        [_inline_button(button, private=private) for button in row] for row in _rows(value, field="inline_keyboard")
    ]
    return {"inline_keyboard": rows} if rows else None


def _inline_button(button: Any, *, private: bool) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise bad("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise bad("can't parse inline keyboard button: Can't find field \"text\"")
    if not text.strip():
        raise bad("inline keyboard button text must be non-empty")
    for action in ACTIONS:
        value = button.get(action)
        if value is None or (value == "" and action not in MAY_BE_EMPTY) or value is False:
            continue
        _check_action(action, value, private=private)
        looks = {name: button[name] for name in LOOKS if button.get(name)}
        return {"text": text, action: value, **looks}
    raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")


def _check_action(action: str, value: Any, *, private: bool) -> None:
    if action == "callback_data":
        if not isinstance(value, str):
            raise bad('can\'t parse inline keyboard button: Field "callback_data" must be of type String')
        if len(value.encode()) > MAX_CALLBACK_DATA:
            raise bad("BUTTON_DATA_INVALID")
    elif action == "url":
        _check_url(str(value))
    elif action == "web_app":
        if not private:
            raise bad(PRIVATE_ONLY["web_app"])
        _check_web_app(value)
    elif action == "copy_text":
        text = value.get("text") if isinstance(value, dict) else None
        if not isinstance(text, str) or not 1 <= len(text) <= MAX_COPY_TEXT:
            raise bad("BUTTON_COPY_TEXT_INVALID")


def _check_url(url: str) -> None:
    match = re.match(r"(?:([a-z][a-z0-9+.-]*)://)?([^/?#]*)", url, re.IGNORECASE)
    scheme, host = ((match[1] or "http").lower(), match[2]) if match else ("", "")
    if scheme not in ("http", "https", "tg", "ton"):
        raise bad(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    if scheme in ("http", "https") and not re.fullmatch(r"[^\s.]+(?:\.[^\s.]+)+", host):
        raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _check_web_app(value: Any) -> None:
    url = value.get("url") if isinstance(value, dict) else None
    if not isinstance(url, str):
        raise bad("can't parse inline keyboard button: Can't find field \"url\"")
    # Loopback addresses pass, so that a Mini App can be tried without a certificate.
    if not re.match(r"https://[^/]+|http://(?:127\.0\.0\.1|localhost|\[::1\])[:/]", url):
        raise bad(f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed")


def _reply(raw: dict[str, Any], *, private: bool) -> dict[str, Any] | None:
    rows = [
        [_reply_button(button, private=private) for button in row] for row in _rows(raw["keyboard"], field="keyboard")
    ]
    if not rows:
        return None
    if len(str(raw.get("input_field_placeholder") or "")) > MAX_PLACEHOLDER:
        raise bad("input field placeholder is too long")
    options = ("is_persistent", "resize_keyboard", "one_time_keyboard", "input_field_placeholder", "selective")
    return {"keyboard": rows, **{name: raw[name] for name in options if raw.get(name)}}


def _reply_button(button: Any, *, private: bool) -> dict[str, Any]:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad("can't parse keyboard button: Can't find field \"text\"")
    if not button["text"].strip():
        raise bad("keyboard button text must be non-empty")
    for field, reason in PRIVATE_ONLY.items():
        if button.get(field) not in (None, False) and not private:
            raise bad(reason)
    if button.get("web_app"):
        _check_web_app(button["web_app"])
    return {key: value for key, value in button.items() if value not in (None, False)}
