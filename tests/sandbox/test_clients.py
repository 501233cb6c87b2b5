"""aiogram's and python-telegram-bot's own clients: they read every answer, and turn refusals into their exceptions."""

from typing import Any

import pytest
import telegram
import telegram.error
from aiogram import exceptions
from aiogram.types import (
    BufferedInputFile,
    ChatPermissions,
    InlineQueryResultArticle,
    InputMediaDocument,
    InputPollOption,
    InputTextMessageContent,
    ReactionTypeEmoji,
)

from tests.sandbox.test_libraries import aiogram_bot, ptb_bot
from tests.sandbox.town import CITIZEN, ENGLISH, NOON, PNG, SECOND_CLERK, STAFF, Town


async def refuse_by_rate(town: Town) -> int:
    await town.control("faults", method="sendMessage", kind="429", retry_after=7)
    return CITIZEN


async def refuse_by_block(town: Town) -> int:
    await town.control("block", user_id=CITIZEN)
    return CITIZEN


async def refuse_by_migration(town: Town) -> int:
    await town.control("migrate", chat_id=STAFF)
    return STAFF


async def refuse_by_trouble(town: Town) -> int:
    await town.control("faults", method="sendMessage", kind="500")
    return CITIZEN


async def refuse_by_a_proxy(town: Town) -> int:
    await town.control("faults", method="sendMessage", kind="502")
    return CITIZEN


async def refuse_by_a_cut(town: Town) -> int:
    await town.control("faults", method="sendMessage", kind="reset")
    return CITIZEN


async def refuse_a_stranger(_: Town) -> int:
    return -5


async def refuse_the_token(town: Town) -> int:
    town.world.bots[town.world.bot().id].token = "424242:another"
    return CITIZEN


TROUBLES = [
    (refuse_by_rate, exceptions.TelegramRetryAfter, telegram.error.RetryAfter),
    (refuse_by_block, exceptions.TelegramForbiddenError, telegram.error.Forbidden),
    (refuse_by_migration, exceptions.TelegramMigrateToChat, telegram.error.ChatMigrated),
    (refuse_by_trouble, exceptions.TelegramServerError, telegram.error.NetworkError),
    (refuse_by_a_proxy, exceptions.ClientDecodeError, telegram.error.NetworkError),
    (refuse_by_a_cut, exceptions.TelegramNetworkError, telegram.error.NetworkError),
    (refuse_a_stranger, exceptions.TelegramBadRequest, telegram.error.BadRequest),
    (refuse_the_token, exceptions.TelegramUnauthorizedError, telegram.error.InvalidToken),
]


@pytest.mark.rule("methods.clients", "wire.errors")
@pytest.mark.parametrize(("trouble", "aiograms", "ptbs"), TROUBLES)
async def test_each_trouble_is_the_libraries_own_exception(
    town: Town, trouble: Any, aiograms: type[Exception], ptbs: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # as the library wants it
    chat_id = await trouble(town)
    async with aiogram_bot(town) as bot:
        with pytest.raises(aiograms):
            await bot.send_message(chat_id, "x")
    if trouble not in (refuse_by_block, refuse_by_migration, refuse_a_stranger, refuse_the_token):
        await trouble(town)
    with pytest.raises(ptbs):
        async with ptb_bot(town) as other:
            await other.send_message(chat_id, "x")


@pytest.mark.rule("methods.clients", "errors.too_big")
async def test_a_file_too_big_is_aiograms_own_exception(town: Town) -> None:
    async with aiogram_bot(town) as bot:
        with pytest.raises(exceptions.TelegramEntityTooLarge):
            await bot.send_document(CITIZEN, BufferedInputFile(b"x" * (52 * 2**20), "x"))


@pytest.mark.rule("methods.clients")
async def test_aiogram_reads_polls_reactions_and_replaced_media(town: Town) -> None:
    async with aiogram_bot(town) as bot:
        asked = await bot.send_poll(STAFF, "When?", [InputPollOption(text="Now"), InputPollOption(text="Later")])
        assert (await bot.stop_poll(STAFF, asked.message_id)).is_closed
        assert (await bot.send_dice(STAFF)).dice is not None
        assert (await bot.send_venue(STAFF, 1.0, 2.0, "Hall", "Street")).venue is not None
        live = await bot.send_location(STAFF, 1.0, 2.0, live_period=60)
        moved = await bot.edit_message_live_location(1.5, 2.0, chat_id=STAFF, message_id=live.message_id)
        assert moved.location.latitude == 1.5
        assert await bot.set_message_reaction(STAFF, live.message_id, [ReactionTypeEmoji(emoji="👍")])
        sent = await bot.send_photo(STAFF, BufferedInputFile(PNG, "a.png"))
        media = InputMediaDocument(media=BufferedInputFile(b"x", "a.txt"))
        edited = await bot.edit_message_media(media, chat_id=STAFF, message_id=sent.message_id)
        assert edited.document.file_name == "a.txt"
        assert (await bot.send_animation(STAFF, BufferedInputFile(b"x", "a.mp4"))).animation is not None
        assert (await bot.send_video_note(STAFF, BufferedInputFile(b"x", "a.mp4"))).video_note is not None


@pytest.mark.rule("methods.clients")
async def test_aiogram_reads_members_links_and_general(town: Town) -> None:
    async with aiogram_bot(town) as bot:
        link = await bot.create_chat_invite_link(STAFF, name="Door", creates_join_request=True)
        await town.control("join", chat_id=STAFF, from_id=ENGLISH, invite_link=link.invite_link)
        assert await bot.approve_chat_join_request(STAFF, ENGLISH)
        assert (await bot.edit_chat_invite_link(STAFF, link.invite_link, name="Gate")).name == "Gate"
        assert (await bot.revoke_chat_invite_link(STAFF, link.invite_link)).is_revoked
        assert await bot.restrict_chat_member(STAFF, SECOND_CLERK, ChatPermissions(can_send_messages=False))
        assert (await bot.get_chat_member(STAFF, SECOND_CLERK)).status == "restricted"
        assert await bot.ban_chat_member(STAFF, SECOND_CLERK, until_date=int(NOON) + 3600)
        assert (await bot.get_chat_member(STAFF, SECOND_CLERK)).until_date.timestamp() == NOON + 3600
        assert await bot.unban_chat_member(STAFF, SECOND_CLERK, only_if_banned=True)
        assert await bot.hide_general_forum_topic(STAFF)
        assert len(await bot.get_forum_topic_icon_stickers()) > 5


@pytest.mark.rule("methods.clients")
async def test_aiogram_answers_a_web_app_and_prepares_messages(town: Town) -> None:
    button = {"text": "Open", "web_app": {"url": "https://hall.example/"}}
    sent = await town.send(reply_markup={"inline_keyboard": [[button]]})
    await town.control("webapp", from_id=CITIZEN, chat_id=CITIZEN, message_id=sent["message_id"])
    (query_id,) = town.world.launches
    article = InlineQueryResultArticle(
        id="1", title="T", input_message_content=InputTextMessageContent(message_text="filled in")
    )
    async with aiogram_bot(town) as bot:
        assert (await bot.save_prepared_inline_message(CITIZEN, article, allow_user_chats=True)).id
        assert (await bot.answer_web_app_query(query_id, article)).inline_message_id is None


@pytest.mark.rule("methods.clients")
async def test_python_telegram_bot_reads_polls_members_and_general(town: Town) -> None:
    async with ptb_bot(town) as bot:
        quiz = await bot.send_poll(STAFF, "?", ["A", "B"], type="quiz", correct_option_ids=[1], explanation="B it is")
        assert list(quiz.poll.correct_option_ids) == [1]
        assert (await bot.stop_poll(STAFF, quiz.message_id)).is_closed
        assert (await bot.send_venue(STAFF, 1.0, 2.0, "Hall", "Street")).venue is not None
        assert (await bot.send_dice(STAFF)).dice is not None
        link = await bot.create_chat_invite_link(STAFF, member_limit=2)
        assert (link.member_limit, link.creator.username) == (2, "hall_bot")
        assert await bot.ban_chat_member(STAFF, SECOND_CLERK)
        assert (await bot.get_chat_member(STAFF, SECOND_CLERK)).status == "kicked"
        assert await bot.close_general_forum_topic(STAFF)
        assert len(await bot.get_forum_topic_icon_stickers()) > 5
        sent = await bot.send_photo(STAFF, PNG)
        edited = await bot.edit_message_media(telegram.InputMediaPhoto(PNG, caption="new"), STAFF, sent.message_id)
        assert edited.caption == "new"
        copies = await bot.copy_messages(CITIZEN, STAFF, [sent.message_id])
        assert len(copies) == 1
