"""Stock bots on aiogram and python-telegram-bot run against the sandbox unchanged."""

import asyncio
from typing import Any

import pytest
import telegram
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters

from tests.sandbox.lively import every_kind_of_update
from tests.sandbox.town import BOT_ID, CITIZEN, CLERK, PNG, STAFF, TOKEN, Town


def aiogram_bot(town: Town) -> Bot:
    return Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(town.url)))


def ptb_bot(town: Town) -> telegram.Bot:
    return telegram.Bot(TOKEN, base_url=f"{town.url}/bot", base_file_url=f"{town.url}/file/bot")


async def read_back(town: Town, text: str, *, after: int) -> dict[str, Any]:
    """The message of the bot with this text, as soon as it is there."""
    stream = town.world.stream
    async with asyncio.timeout(60):
        while True:
            for number, event in await stream.more(after, wait_seconds=10):
                after = number
                message = event.get("message", {})
                if message.get("text") == text and message["from"]["id"] == BOT_ID:
                    return message


@pytest.mark.rule("methods.clients")
async def test_a_stock_aiogram_bot_echoes(town: Town) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await message.answer(f"echo: {message.text}")

    polling = asyncio.create_task(dispatcher.start_polling(aiogram_bot(town), handle_signals=False))
    last = town.world.stream.last_id
    await town.say("你好")
    await read_back(town, "echo: 你好", after=last)
    await town.say("in the group", chat_id=STAFF, from_id=CLERK)
    heard = await read_back(town, "echo: in the group", after=last)
    await dispatcher.stop_polling()
    await polling
    assert heard["chat"]["id"] == STAFF


@pytest.mark.rule("methods.clients")
async def test_a_stock_python_telegram_bot_echoes(town: Town) -> None:
    async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text(f"echo: {update.message.text}")

    app: Application[Any, Any, Any, Any, Any, Any] = (
        ApplicationBuilder().token(TOKEN).base_url(f"{town.url}/bot").base_file_url(f"{town.url}/file/bot").build()
    )
    app.add_handler(MessageHandler(filters.TEXT, echo))
    last = town.world.stream.last_id
    async with app:
        assert app.updater is not None
        await app.start()
        await app.updater.start_polling()
        await town.say("你好")
        await read_back(town, "echo: 你好", after=last)
        await app.updater.stop()
        await app.stop()


@pytest.mark.rule("updates.kinds")
async def test_every_kind_of_update_is_read_by_both_libraries(town: Town) -> None:
    raw = await every_kind_of_update(town)
    bot = aiogram_bot(town)
    typed = await bot.get_updates()
    await bot.session.close()
    assert [update.update_id for update in typed] == [update["update_id"] for update in raw]
    assert {update.event_type for update in typed} == {
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
        "chat_member",
        "poll",
        "poll_answer",
        "message_reaction",
        "inline_query",
        "chosen_inline_result",
        "chat_join_request",
    }
    for update in raw:
        kind = next(key for key in update if key != "update_id")
        assert getattr(Update.de_json(update, None), kind) is not None
    thread_message = next(update.message for update in typed if update.message and update.message.text == "in a topic")
    assert thread_message.reply_to_message is not None
    assert thread_message.reply_to_message.forum_topic_created is not None


@pytest.mark.rule("methods.clients")
async def test_aiogram_uses_the_methods_and_reads_their_results(town: Town) -> None:
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="A", callback_data="a")]])
    async with aiogram_bot(town) as bot:
        assert (await bot.get_me()).username == "hall_bot"
        photo = await bot.send_photo(CITIZEN, BufferedInputFile(PNG, "ticket.png"), caption="ticket")
        assert photo.photo is not None
        file = await bot.get_file(photo.photo[-1].file_id)
        assert file.file_path is not None
        downloaded = await bot.download_file(file.file_path)
        assert downloaded is not None
        assert downloaded.read() == PNG
        topic = await bot.create_forum_topic(STAFF, "Case 1")
        card = await bot.send_message(STAFF, "card", message_thread_id=topic.message_thread_id, reply_markup=keyboard)
        await bot.edit_message_reply_markup(chat_id=STAFF, message_id=card.message_id)
        await bot.close_forum_topic(STAFF, topic.message_thread_id)
        assert (await bot.get_chat(STAFF)).is_forum
        assert (await bot.get_chat_member(STAFF, BOT_ID)).status == "administrator"
        assert len(await bot.get_chat_administrators(STAFF)) == 2
        assert (await bot.get_webhook_info()).url == ""


@pytest.mark.rule("methods.clients")
async def test_python_telegram_bot_uses_the_methods_and_reads_their_results(town: Town) -> None:
    async with ptb_bot(town) as bot:
        assert bot.username == "hall_bot"
        document = await bot.send_document(CITIZEN, PNG, filename="a.png", caption="<b>x</b>", parse_mode="HTML")
        assert document.document is not None
        file = await bot.get_file(document.document.file_id)
        assert bytes(await file.download_as_bytearray()) == PNG
        album = await bot.send_media_group(CITIZEN, [telegram.InputMediaPhoto(PNG), telegram.InputMediaPhoto(PNG)])
        assert len(album) == 2
        assert (await bot.get_chat(STAFF)).permissions is not None
        assert (await bot.copy_message(STAFF, CITIZEN, document.message_id)).message_id
        await bot.set_my_commands([("start", "Begin")])
        assert [command.command for command in await bot.get_my_commands()] == ["start"]


async def test_a_press_is_answered_through_aiogram(town: Town) -> None:
    dispatcher = Dispatcher()

    @dispatcher.callback_query()
    async def answer(query: CallbackQuery) -> None:
        await query.answer("got it")

    sent = await town.send(reply_markup={"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]})
    polling = asyncio.create_task(dispatcher.start_polling(aiogram_bot(town), handle_signals=False))
    press = await town.control("press", chat_id=CITIZEN, from_id=CITIZEN, message_id=sent["message_id"], data="a")
    answered = await town.see(f"callbacks/{press['callback_query_id']}", wait=5)
    await dispatcher.stop_polling()
    await polling
    assert answered["text"] == "got it"
