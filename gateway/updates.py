"""Updates as handlers get them: read from the JSON of the inbox, no further than anybody looks."""

from typing import Any

import orjson
from aiogram import Bot
from aiogram.types import Update
from pydantic import ValidationError

OF_A_PRESSED_MESSAGE = ("message_id", "chat", "date", "message_thread_id", "is_topic_message")
"""What we look at. Its words and buttons came from us and take longer to read than all the rest of the update."""


class Unreadable(Exception):
    """The update does not have the shape the Bot API promises; trying again would not help."""


def read_update(raw: str, *, bot: Bot) -> Update:
    """Read an update.

    Raises:
        Unreadable: it is no JSON, or not of the promised shape.
    """
    try:
        return Update.model_validate(_needed(orjson.loads(raw)), context={"bot": bot})
    except (orjson.JSONDecodeError, ValidationError) as error:
        raise Unreadable(type(error).__name__) from None


def _needed(update: Any) -> Any:
    press: Any = update.get("callback_query") if isinstance(update, dict) else None
    message = press.get("message") if isinstance(press, dict) else None
    if not isinstance(message, dict):
        return update
    seen = {key: message[key] for key in OF_A_PRESSED_MESSAGE if key in message}
    return {**update, "callback_query": {**press, "message": seen}}
