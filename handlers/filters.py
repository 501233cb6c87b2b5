"""Where something happens. Classes with an async call, because aiogram runs plain functions in a thread."""

from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message, TelegramObject


def _chat_type(event: TelegramObject) -> str:
    message = event.message if isinstance(event, CallbackQuery) else event
    # A press without a message was typed, and only private chats take typed presses.
    return message.chat.type if isinstance(message, Message) else "private"


class InPrivate(Filter):
    """A person's own chat with the bot."""

    async def __call__(self, event: TelegramObject) -> bool:
        return _chat_type(event) == "private"


class InStaffChat(Filter):
    """One of the staff groups the operator named."""

    async def __call__(self, _: TelegramObject, staff_chat: str | None) -> bool:
        return staff_chat is not None
