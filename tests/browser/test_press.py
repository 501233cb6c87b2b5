"""What somebody presses does not move away between the press and the release, whatever the bot says meanwhile."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.deeds import CITIZEN, STAFF_GROUP, messages, press_start, write
from tests.browser.scripted import USERNAME, ScriptedBot

pytestmark = pytest.mark.browser

LONG = "\n".join(f"第 {number} 项材料" for number in range(1, 13))
ONE_FAILS = """async () => {
    addEventListener("error", (event) => event.preventDefault());
    const { whenReleased } = await import("./press.js");
    whenReleased(() => { throw new Error("a drawing that fails"); });
}"""
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


async def hold(page: Page, target: Locator) -> None:
    """Put the mouse's button down on something, and not up."""
    await target.hover()
    await page.mouse.down()


async def heard_of(page: Page, bot: ScriptedBot, text: str) -> None:
    """Write to the citizen, and wait until the page had what came before and every occasion to draw it."""
    await bot.call("sendMessage", chat_id=CITIZEN, text=text)
    await expect(page.get_by_test_id("citizen-chat-live")).to_contain_text(text.splitlines()[-1])
    await page.evaluate(TWO_FRAMES)


async def test_a_link_is_followed_though_an_answer_comes_while_it_is_pressed(
    open_page: OpenPage, bot: ScriptedBot
) -> None:
    page = await open_page()
    await press_start(page, bot)
    await write(page, f"https://t.me/{USERNAME}?start=svc-hukou")
    link = messages(page).get_by_role("link")
    await expect(link).to_be_visible()

    await hold(page, link)
    await bot.call("sendChatAction", chat_id=CITIZEN, action="typing")
    await heard_of(page, bot, LONG)
    await expect(messages(page).filter(has_text="第 12 项材料")).to_have_count(0)
    await page.mouse.up()

    await expect(messages(page).filter(has_text="/start svc-hukou")).to_be_visible()
    await expect(messages(page).filter(has_text="第 12 项材料")).to_be_visible()


async def test_a_topic_is_opened_though_another_one_moves_above_it_while_it_is_pressed(
    open_page: OpenPage, bot: ScriptedBot
) -> None:
    await bot.control("start", from_id=CITIZEN)
    older = await bot.call("createForumTopic", chat_id=STAFF_GROUP, name="居住证")
    await bot.call("createForumTopic", chat_id=STAFF_GROUP, name="结婚登记")
    page = await open_page()
    upper, lower = page.get_by_test_id("topic").nth(1), page.get_by_test_id("topic").nth(2)
    await expect(upper).to_contain_text("结婚登记")

    await hold(page, upper)
    await bot.call("sendMessage", chat_id=STAFF_GROUP, message_thread_id=older["message_thread_id"], text="市民有补充")
    await heard_of(page, bot, "已转给工作人员")
    await page.mouse.up()

    await expect(page.get_by_test_id("topic-title")).to_have_text("结婚登记")
    await expect(lower).to_contain_text("结婚登记")


async def test_a_release_that_is_never_heard_of_holds_nothing_up(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await press_start(page, bot)
    await hold(page, messages(page).last)
    await bot.call("sendMessage", chat_id=CITIZEN, text=LONG)
    await expect(messages(page).filter(has_text="第 12 项材料")).to_be_visible()


async def test_what_waits_for_the_release_is_drawn_though_something_before_it_fails(
    open_page: OpenPage, bot: ScriptedBot
) -> None:
    page = await open_page()
    await press_start(page, bot)
    await hold(page, messages(page).last)
    await page.evaluate(ONE_FAILS)
    await bot.call("sendMessage", chat_id=CITIZEN, text=LONG)
    await page.mouse.up()
    await expect(messages(page).filter(has_text="第 12 项材料")).to_be_visible()
