"""What every step of a citizen's appointment needs, put together once."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, TelegramObject

from actions.booking.doing import Citizen
from actions.booking.phone import PhoneWords


class BringCitizen(BaseMiddleware):
    """Adds ``citizen``; whoever presses something else writes no telephone number any more."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        if isinstance(event, CallbackQuery):
            await data["form"].forget(PhoneWords)
        given = {name: data[name] for name in ("tx", "person", "hall", "now")}
        return await handler(event, {**data, "citizen": Citizen(**given)})
