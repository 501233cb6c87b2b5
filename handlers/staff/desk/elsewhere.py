"""Whoever goes elsewhere at their desk has left what they began to write."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject


class GoesElsewhere(BaseMiddleware):
    """Nothing waits for words any more; for features that go on with no form.

    What somebody asks next would be taken for the reason of an urging or of a delay.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        await data["form"].put_aside()
        return await handler(event, data)
