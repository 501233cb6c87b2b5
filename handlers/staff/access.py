"""Who may act as staff: asked in one place for every press of a staff button."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, Message, TelegramObject

from domain.conversation import check_answers_citizens
from domain.errors import AnonymousAdmin
from domain.people import ANONYMOUS_ADMIN, CHANNEL_BOT

HIDDEN = frozenset({ANONYMOUS_ADMIN, CHANNEL_BOT})


def is_hidden(message: Message) -> bool:
    """Whether nobody can tell who wrote: an anonymous administrator, or somebody writing as a channel."""
    return message.sender_chat is not None or message.from_user is None or message.from_user.id in HIDDEN


class ClerksOnly(BaseMiddleware):
    """Adds ``clerk``, the member of staff who acts; for ``callback_query.middleware`` of staff routers.

    Raises:
        AnonymousAdmin: nobody can tell who it is.
        StaffOnly: not enrolled, or enrolled for something else.

    Source: docs/rules/staff.md, 1 and 2.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        if isinstance(event, CallbackQuery) and event.from_user.id in HIDDEN:
            raise AnonymousAdmin
        data["clerk"] = check_answers_citizens(data["member"])
        return await handler(event, data)
