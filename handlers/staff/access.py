"""Who may act as staff: asked in one place for every press of a staff button."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, Message, TelegramObject

from actions.cases.finding import is_handled_in
from domain.conversation import check_answers_citizens
from domain.errors import AnonymousAdmin, OutdatedButton
from domain.people import ANONYMOUS_ADMIN, CHANNEL_BOT

HIDDEN = frozenset({ANONYMOUS_ADMIN, CHANNEL_BOT})


def is_hidden(message: Message) -> bool:
    """Whether nobody can tell who wrote: an anonymous administrator, or somebody writing as a channel."""
    return message.sender_chat is not None or message.from_user is None or message.from_user.id in HIDDEN


NAMING = ("case_id", "message_id", "request_id", "clock_id")
"""Fields of buttons that name a case, a message of one, a request for more time in one, or a period of one."""


class ClerksOnly(BaseMiddleware):
    """Adds ``clerk``, the member of staff who acts; for ``callback_query.middleware`` of staff routers.

    Raises:
        AnonymousAdmin: nobody can tell who it is.
        OutdatedButton: the button of a staff chat names a case that is not handled there, or not any more.
        StaffOnly: not enrolled, or enrolled for something else.

    Source: docs/rules/staff.md, 1, 2 and 11.
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
        pressed, here = data.get("callback_data"), data["staff_chat"]
        named = {name: getattr(pressed, name) for name in NAMING if hasattr(pressed, name)}
        if here and named and not await is_handled_in(data["tx"], here, **named):
            raise OutdatedButton
        return await handler(event, data)
