"""The negative control: an echo bot as aiogram's own polling makes it, with a little work before each answer."""

import asyncio
import os

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message

WORK = 0.5
"""Seconds of work, as a database or another service takes."""


async def echo(message: Message) -> None:
    """Say it back."""
    await asyncio.sleep(WORK)
    await message.answer(f"{message.text}")


async def main() -> None:
    """Poll until killed."""
    server = TelegramAPIServer.from_base(os.environ["BANSHI_API_URL"])
    dispatcher = Dispatcher()
    dispatcher.message.register(echo)
    async with Bot(os.environ["BANSHI_TOKEN"], session=AiohttpSession(api=server)) as bot:
        await dispatcher.start_polling(bot, handle_signals=False)


if __name__ == "__main__":
    asyncio.run(main())
