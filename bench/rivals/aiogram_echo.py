"""The smallest bot one writes with aiogram. Usage: python -m bench.rivals.aiogram_echo URL TOKEN"""

import asyncio
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message

dispatcher = Dispatcher()


@dispatcher.message()
async def echo(message: Message) -> None:
    """Repeat what was written."""
    await message.answer(message.text or "")


async def run(url: str, token: str) -> None:
    """Poll until told to stop."""
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    await dispatcher.start_polling(bot, polling_timeout=25)


if __name__ == "__main__":
    asyncio.run(run(*sys.argv[1:]))
