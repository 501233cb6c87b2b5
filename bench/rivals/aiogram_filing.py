"""The smallest aiogram bot that files a complaint. Usage: python -m bench.rivals.aiogram_filing URL TOKEN

It asks for the kind and the words, shows them, takes them once and writes them into a topic of a group; all it knows is
in its memory.
"""

import asyncio
import itertools
import sys

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bench.stage import STAFF_GROUP


class Filing(StatesGroup):
    """Where somebody is."""

    words = State()
    preview = State()


dispatcher = Dispatcher()
numbers = itertools.count(1)


def _keyboard(text: str, data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text=text, callback_data=data)]])


@dispatcher.callback_query(F.data == "fs")
async def choose(press: CallbackQuery) -> None:
    """Offer the kinds."""
    await press.answer()
    if isinstance(press.message, Message):
        await press.message.edit_text(f"What is it? {press.id}", reply_markup=_keyboard("Complain", "fk:complaint"))


@dispatcher.callback_query(F.data == "fk:complaint")
async def ask(press: CallbackQuery, state: FSMContext) -> None:
    """Ask for the words."""
    await press.answer()
    await state.set_state(Filing.words)
    if isinstance(press.message, Message):
        await press.message.edit_text(f"What happened? {press.id}", reply_markup=_keyboard("Back", "fs"))


@dispatcher.message(Filing.words)
async def preview(message: Message, state: FSMContext) -> None:
    """Show what will be filed."""
    await state.update_data(words=message.text)
    await state.set_state(Filing.preview)
    await message.answer(f"You write: {message.text}", reply_markup=_keyboard("Submit", "fz"))


@dispatcher.callback_query(F.data == "fz", Filing.preview)
async def submit(press: CallbackQuery, state: FSMContext, bot: Bot) -> None:
    """Give it a number, tell the group, tell the citizen."""
    await press.answer()
    words = (await state.get_data())["words"]
    await state.clear()
    number = f"TS2026-{next(numbers):06}"
    topic = await bot.create_forum_topic(STAFF_GROUP, number)
    await bot.send_message(STAFF_GROUP, f"{number}\n{words}", message_thread_id=topic.message_thread_id)
    if isinstance(press.message, Message):
        await press.message.edit_text(f"Your complaint is {number}.", reply_markup=_keyboard("Another", "fs"))


async def run(url: str, token: str) -> None:
    """Poll until told to stop."""
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    await dispatcher.start_polling(bot, polling_timeout=25)


if __name__ == "__main__":
    asyncio.run(run(*sys.argv[1:]))
