"""Reading long chats: what is unread, what is pinned, what was said once, and two thousand messages."""

import asyncio

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.deeds import CITIZEN, STAFF_GROUP, messages, press_start
from tests.browser.scripted import ScriptedBot

pytestmark = pytest.mark.browser

MANY = 2000
AT_ONCE = 50
MOST_NODES = 9_000  # of the whole page; drawn in full, the chat alone would have over thirty thousand
OTHER = 1002


def scroller(page: Page) -> Locator:
    """The citizen's messages as something that scrolls."""
    return page.get_by_test_id("citizen-chat-messages")


async def fill(bot: ScriptedBot, chat_id: int, count: int) -> None:
    """Let the bot write numbered messages, some at a time."""
    for first in range(0, count, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, count))
        await asyncio.gather(
            *(bot.call("sendMessage", chat_id=chat_id, text=f"消息 {number:04}") for number in numbers)
        )


async def test_two_thousand_messages_are_read_through_a_small_window(open_page: OpenPage, bot: ScriptedBot) -> None:
    await bot.control("start", from_id=CITIZEN)
    await fill(bot, CITIZEN, MANY)
    page = await open_page()
    newest = await bot.call("sendMessage", chat_id=CITIZEN, text="最新的一条")
    await expect(messages(page).last).to_contain_text("最新的一条")
    await expect(page.locator(f'[data-message-id="{newest["message_id"]}"]')).to_be_in_viewport()
    assert await page.evaluate(COUNT) < MOST_NODES

    top = messages(page).first
    for _ in range(3):
        seen = await top.get_attribute("data-message-id")
        await scroller(page).evaluate("element => { element.scrollTop = 0; }")
        await expect(top).not_to_have_attribute("data-message-id", seen or "")
        # What was read stays in sight while older rows are drawn above it.
        await expect(page.locator(f'[data-message-id="{seen}"]')).to_be_in_viewport()
    assert await page.evaluate(COUNT) < MOST_NODES

    await page.get_by_test_id("citizen-chat").get_by_test_id("to-bottom").click()
    await expect(page.locator(f'[data-message-id="{newest["message_id"]}"]')).to_be_in_viewport()
    assert await page.evaluate(COUNT) < MOST_NODES


async def test_words_are_found_far_above_what_is_drawn(open_page: OpenPage, bot: ScriptedBot) -> None:
    await bot.control("start", from_id=CITIZEN)
    await bot.call("sendMessage", chat_id=CITIZEN, text="居住证要带身份证")
    await fill(bot, CITIZEN, 300)
    await bot.call("sendMessage", chat_id=CITIZEN, text="居住证办好了")
    page = await open_page()
    await expect(messages(page).filter(has_text="居住证要带")).to_have_count(0)

    await page.get_by_test_id("phone-search").click()
    await page.get_by_test_id("citizen-chat").get_by_test_id("search-field").fill("居住证")
    await expect(page.get_by_test_id("citizen-chat").get_by_test_id("search-count")).to_have_text("2/2")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("citizen-chat").get_by_test_id("search-count")).to_have_text("1/2")
    await expect(messages(page).filter(has_text="居住证要带")).to_be_in_viewport()
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("citizen-chat").get_by_test_id("search")).to_be_hidden()


async def test_a_chat_opens_at_the_first_unread_message(open_page: OpenPage, bot: ScriptedBot) -> None:
    await bot.control("start", from_id=OTHER)
    await bot.call("sendMessage", chat_id=OTHER, text="早就看过的")
    page = await open_page()
    await fill(bot, OTHER, 40)
    chip = page.get_by_test_id("citizen-picker").locator(f'[data-person-id="{OTHER}"]')
    await expect(chip.get_by_test_id("unread")).to_contain_text("40")
    await chip.click()

    divider = page.get_by_test_id("citizen-chat").get_by_test_id("unread-divider")
    await expect(divider).to_be_in_viewport()
    await expect(messages(page).filter(has_text="消息 0000")).to_be_in_viewport()
    await expect(messages(page).filter(has_text="消息 0039")).not_to_be_in_viewport()
    await bot.call("sendMessage", chat_id=OTHER, text="又来一条")
    button = page.get_by_test_id("citizen-chat").get_by_test_id("to-bottom")
    await expect(button.get_by_test_id("unread")).to_contain_text("1")
    await button.click()
    await expect(messages(page).filter(has_text="又来一条")).to_be_in_viewport()
    await expect(button).to_be_hidden()


async def test_a_pinned_message_is_a_press_away(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    card = await bot.call("sendMessage", chat_id=STAFF_GROUP, text="值班表：周一王敏")
    await bot.call("pinChatMessage", chat_id=STAFF_GROUP, message_id=card["message_id"])
    await fill(bot, STAFF_GROUP, 60)
    desk = page.get_by_test_id("staff-chat")
    await expect(desk.get_by_test_id("pinned")).to_contain_text("值班表")
    await expect(desk.get_by_test_id("message").filter(has_text="消息 0059")).to_be_in_viewport()
    await desk.get_by_test_id("pinned").click()
    await expect(desk.get_by_test_id("message").filter(has_text="值班表：周一王敏").first).to_be_in_viewport()

    await bot.call("unpinChatMessage", chat_id=STAFF_GROUP, message_id=card["message_id"])
    await expect(desk.get_by_test_id("pinned")).to_be_hidden()


COUNT = "document.querySelectorAll('*').length"


async def test_a_chat_that_was_opened_half_empty_follows_what_comes(open_page: OpenPage, bot: ScriptedBot) -> None:
    await bot.control("start", from_id=OTHER)
    page = await open_page()
    await bot.call("sendMessage", chat_id=OTHER, text="第一条未读")
    chip = page.get_by_test_id("citizen-picker").locator(f'[data-person-id="{OTHER}"]')
    await expect(chip.get_by_test_id("unread")).to_be_visible()
    await chip.click()
    await expect(messages(page).filter(has_text="第一条未读")).to_be_in_viewport()
    for number in range(4):
        sent = await bot.call("sendMessage", chat_id=OTHER, text=f"第 {number} 段\n" * 12)
        await expect(page.locator(f'[data-message-id="{sent["message_id"]}"]')).to_be_in_viewport()
    await bot.call("editMessageText", chat_id=OTHER, message_id=sent["message_id"] - 1, text="改长了\n" * 20)
    await expect(page.locator(f'[data-message-id="{sent["message_id"]}"]').get_by_test_id("text")).to_be_in_viewport()
    await expect(page.get_by_test_id("citizen-chat").get_by_test_id("to-bottom")).to_be_hidden()


async def test_whoever_is_at_the_newest_message_stays_there_when_it_becomes_another(
    open_page: OpenPage, bot: ScriptedBot
) -> None:
    page = await open_page()
    await press_start(page, bot)
    lines = "\n".join(f"{number}：周一至周五" for number in range(60))
    sent = await bot.call("sendMessage", chat_id=CITIZEN, text=f"{lines}\n九点到五点")
    await expect(messages(page).filter(has_text="九点到五点")).to_be_in_viewport()
    await bot.call("editMessageText", chat_id=CITIZEN, message_id=sent["message_id"], text=f"{lines}\n九点到六点")
    changed = messages(page).filter(has_text="九点到六点")
    await expect(changed.get_by_test_id("edited")).to_be_in_viewport()
    await bot.call("editMessageText", chat_id=CITIZEN, message_id=sent["message_id"], text=f"{lines}\n九点到七点")
    changed = messages(page).filter(has_text="九点到七点")
    await expect(changed.get_by_test_id("edited")).to_be_in_viewport()
    await expect(page.get_by_test_id("citizen-chat").get_by_test_id("to-bottom")).to_be_hidden()
