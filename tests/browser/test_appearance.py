"""How the chat page looks and holds: narrow screens, two languages, two themes, a lost stream."""

import asyncio
import json
from pathlib import Path

import pytest
from playwright.async_api import Route, expect

from tests.browser.conftest import PATIENCE, PHONE, OpenPage
from tests.browser.deeds import CITIZEN, STAFF_GROUP, messages, press_start
from tests.browser.scripted import ScriptedBot

pytestmark = pytest.mark.browser

RECONNECT = 15_000  # milliseconds: longer than the page's longest wait between two attempts


async def test_a_narrow_phone_shows_one_side_at_a_time(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page(size=PHONE)
    await press_start(page, bot, text="很长的一句话" * 30)
    await expect(page.get_by_test_id("desk")).to_be_hidden()
    await bot.call("sendMessage", chat_id=STAFF_GROUP, text="大家早上好")
    await expect(page.get_by_test_id("tab-staff").get_by_test_id("unread")).to_be_visible()

    await page.get_by_test_id("tab-staff").click()
    await expect(page.get_by_test_id("phone")).to_be_hidden()
    await page.locator('[data-testid="topic"][data-thread-id="0"]').click()
    await expect(messages(page, "staff-chat").last).to_contain_text("大家早上好")
    await page.get_by_test_id("topic-back").click()
    await expect(page.get_by_test_id("topic-list")).to_be_visible()
    overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0


async def test_the_page_speaks_both_languages_and_keeps_the_choice(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await expect(page.get_by_test_id("tab-staff")).to_have_text("工作群")
    await page.get_by_test_id("language-toggle").click()
    await expect(page.get_by_test_id("tab-staff")).to_have_text("Staff group")
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.get_by_test_id("tab-staff")).to_have_text("Staff group")


async def test_the_page_reconciles_what_it_missed_without_the_stream(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await press_start(page, bot)
    await page.route("**/control/stream", lambda route: route.fulfill(status=204))
    await page.reload()
    await expect(page.get_by_test_id("offline")).to_be_visible()
    await bot.call("sendMessage", chat_id=CITIZEN, text="断线时的消息")
    await page.unroute("**/control/stream")
    await expect(page.get_by_test_id("offline")).to_be_hidden(timeout=RECONNECT)
    await expect(messages(page).last).to_contain_text("断线时的消息")


async def test_text_has_enough_contrast_in_both_themes(open_page: OpenPage, bot: ScriptedBot) -> None:
    for dark in (False, True):
        page = await open_page(dark=dark)
        await bot.control("reset")
        await bot.announce()
        await expect(page.get_by_test_id("start-button")).to_be_visible()
        await press_start(page, bot, reply_markup={"inline_keyboard": [[{"text": "首页", "callback_data": "home"}]]})
        first = await bot.call(
            "sendMessage", chat_id=CITIZEN, text="看 /help 或 https://example.org", disable_notification=True
        )
        reply = {"text": "谢谢", "reply_to_message_id": first["message_id"]}
        await bot.control("say", chat_id=CITIZEN, from_id=CITIZEN, **reply)
        await expect(page.get_by_test_id("quote")).to_be_visible()
        weak = json.loads(await page.evaluate(CONTRAST))
        assert weak == [], f"dark={dark}"


CONTRAST = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")


async def test_an_answer_older_than_the_stream_is_not_believed(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    topic = page.get_by_test_id("topic").filter(has_text="路灯")
    held: asyncio.Queue[Route] = asyncio.Queue()
    await page.route("**/control/state", held.put)
    await page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    first = await asyncio.wait_for(held.get(), PATIENCE / 1000)
    older = await first.fetch()
    await bot.call("createForumTopic", chat_id=STAFF_GROUP, name="路灯")
    await expect(topic).to_be_visible()

    await first.fulfill(response=older)

    again = await asyncio.wait_for(held.get(), PATIENCE / 1000)
    await expect(topic).to_be_visible()
    await again.continue_()
    await expect(topic).to_be_visible()
