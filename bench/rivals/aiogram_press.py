"""The smallest aiogram bot that edits the pressed message. Usage: python -m bench.rivals.aiogram_press URL TOKEN"""

import asyncio
import sys

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

BUTTON = InlineKeyboardButton(text="Go on", callback_data="gc")
dispatcher = Dispatcher()


@dispatcher.callback_query(F.data == "gc")
async def edit(press: CallbackQuery) -> None:
    """Answer the press and show a short text with one button."""
    await press.answer()
    if isinstance(press.message, Message):
        await press.message.edit_text(
            f"Pressed: {press.id}", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[BUTTON]])
        )


async def run(url: str, token: str) -> None:
    """Poll until told to stop."""
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    await dispatcher.start_polling(bot, polling_timeout=25)


if __name__ == "__main__":
    asyncio.run(run(*sys.argv[1:]))
