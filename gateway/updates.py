"""What updates are about, as handlers get it: read from the JSON of the inbox, no further than anybody looks."""

from typing import Any

import orjson
from aiogram import Bot
from aiogram.types import CallbackQuery, ChatMemberUpdated, InaccessibleMessage, Message
from pydantic import ValidationError

Event = Message | CallbackQuery | ChatMemberUpdated
EVENTS: dict[str, type[Event]] = {
    "message": Message,
    "edited_message": Message,
    "callback_query": CallbackQuery,
    "my_chat_member": ChatMemberUpdated,
}
"""Every kind of update we ask Telegram for; a handler for another kind must be added here first."""
OF_A_PRESSED_MESSAGE = ("message_id", "chat", "date", "message_thread_id", "is_topic_message")
"""What we look at. Its words and buttons came from us and take longer to read than all the rest of the update."""


def prepare() -> None:
    """Build what updates are read into, so that nobody waits for it who writes first."""
    for kind in {*EVENTS.values(), InaccessibleMessage}:
        kind.model_rebuild()


class Unreadable(Exception):
    """The update does not have the shape the Bot API promises; trying again would not help."""


def read_event(raw: str, *, kind: str, bot: Bot) -> Event | None:
    """Read what an update is about; None if it is of a kind nobody handles.

    Raises:
        Unreadable: it is no JSON, or not of the promised shape.
    """
    try:
        event, context = orjson.loads(raw)[kind], {"bot": bot}
        if kind == "callback_query" and "message" in event:
            event = {**event, "message": _pressed(event["message"], context)}
        return EVENTS[kind].model_validate(event, context=context) if kind in EVENTS else None
    except (orjson.JSONDecodeError, KeyError, TypeError, ValidationError) as error:
        raise Unreadable(type(error).__name__) from None


def _pressed(message: Any, context: dict[str, Any]) -> Message | InaccessibleMessage:
    """The message whose button was pressed. Left to choose between the two, pydantic would read it as both."""
    kind = Message if message["date"] else InaccessibleMessage
    return kind.model_validate({key: message[key] for key in OF_A_PRESSED_MESSAGE if key in message}, context=context)
