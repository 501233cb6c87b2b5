"""The page for everybody: played with the keyboard alone, named for screen readers, readable, calm, at every width."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.demo.running import running_demo
from tests.browser.conftest import OpenPage
from tests.browser.deeds import CITIZEN, STAFF_GROUP, messages, press_start, write
from tests.browser.main_story import ANSWER, KNOWN, STAFF, UNKNOWN
from tests.browser.scripted import ScriptedBot

pytestmark = pytest.mark.browser

MOST_TABS = 200
CONTRAST = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")
WIDTHS = (360, 600, 768, 1024, 1440, 1920, 2560)
UNNAMED = """() => [...document.querySelectorAll('button, a[href], input, select, textarea, [role]')]
  .filter(element => element.checkVisibility() && !element.closest('[aria-hidden="true"]') && element.type !== 'file')
  .filter(element => !['group', 'status', 'separator', 'alert'].includes(element.role))
  .filter(element => !(element.ariaLabel || element.title || element.innerText?.trim() || element.labels?.length))
  .map(element => element.outerHTML.slice(0, 120))"""
FOCUSED = """() => {
  const { role, tagName, dataset, ariaLabel, innerText } = document.activeElement;
  return [dataset.testid ?? '', ariaLabel || innerText || tagName];
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def demo_url() -> AsyncIterator[str]:
    """The real bot behind a page."""
    async with running_demo(port=0) as demo:
        yield demo.url


async def tab_to(page: Page, testid: str, words: str = "", *, back: bool = False) -> None:
    """Move the focus by Tab alone until it is on this control."""
    for _ in range(MOST_TABS):
        await page.keyboard.press("Shift+Tab" if back else "Tab")
        at, said = await page.evaluate(FOCUSED)
        if at == testid and words in said:
            return
    pytest.fail(f"{testid} {words!r} is not reached by Tab")


async def say(page: Page, text: str) -> None:
    """Type where the focus is and send."""
    await page.keyboard.insert_text(text)
    await page.keyboard.press("Enter")


async def test_the_main_story_is_played_with_the_keyboard_alone(open_page: OpenPage, demo_url: str) -> None:
    page = await open_page(url=demo_url)
    await tab_to(page, "start-button")
    await page.keyboard.press("Enter")
    await expect(messages(page).filter(has_text="示例大厅").last).to_be_visible()
    # Where the button was, one writes now.
    await expect(page.get_by_test_id("citizen-chat").get_by_test_id("composer-input")).to_be_focused()
    await say(page, KNOWN)
    await expect(messages(page).filter(has_text="出生医学证明").last).to_be_visible()
    await say(page, UNKNOWN)
    for label, shown in (("交给工作人员", "工作人员会看到"), ("发送", "ZX20")):
        await expect(page.get_by_test_id("inline-button").filter(has_text=label).last).to_be_visible()
        await tab_to(page, "inline-button", label, back=True)
        await page.keyboard.press("Enter")
        await expect(messages(page).filter(has_text=shown).last).to_be_visible()

    await tab_to(page, "topic", "ZX20")
    await page.keyboard.press("Enter")
    for label, shown in (("接手", "经办：王敏"), ("正式答复", "写下内容")):
        await expect(page.get_by_test_id(STAFF).get_by_test_id("inline-button").filter(has_text=label)).to_be_visible()
        await tab_to(page, "inline-button", label)
        await page.keyboard.press("Enter")
        await expect(messages(page, STAFF).filter(has_text=shown).last).to_be_visible()
    await tab_to(page, "composer-input")
    await say(page, ANSWER)
    await tab_to(page, "inline-button", "发给", back=True)
    await page.keyboard.press("Enter")
    await expect(messages(page).filter(has_text=ANSWER).last).to_be_visible()


async def test_every_control_has_a_name_and_every_text_contrast(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await fill_with_everything(page, bot)
    for dark in (False, True):
        await page.emulate_media(color_scheme="dark" if dark else "light")
        assert await page.evaluate(UNNAMED) == []
        assert json.loads(await page.evaluate(CONTRAST)) == [], f"dark={dark}"


async def test_what_lies_above_the_page_is_named_and_readable_too(
    open_page: OpenPage, bot: ScriptedBot, photo: Path
) -> None:
    app = [[{"text": "打开表单", "web_app": {"url": "https://forms.example/visit"}}]]
    page = await open_page()
    await press_start(page, bot, reply_markup={"inline_keyboard": app})
    await page.get_by_test_id("citizen-chat").get_by_test_id("file-photo").set_input_files(photo)
    await page.get_by_test_id("dialog-submit").click()
    own = messages(page).last
    await expect(own.get_by_test_id("photo")).to_be_visible()
    ways = {
        "menu": own.get_by_test_id("message-menu"),
        "members": page.get_by_test_id("members-open"),
        "webapp": page.get_by_test_id("inline-button"),
        "photo-viewer": own.get_by_test_id("photo"),
        "dialog": page.get_by_test_id("topic-add"),
    }
    for testid, way in ways.items():
        await own.hover()
        await way.click()
        await expect(page.get_by_test_id(testid)).to_be_visible()
        for dark in (False, True):
            await page.emulate_media(color_scheme="dark" if dark else "light")
            assert await page.evaluate(UNNAMED) == [], testid
            assert json.loads(await page.evaluate(CONTRAST)) == [], f"{testid} dark={dark}"
        await page.keyboard.press("Escape")
        await expect(page.get_by_test_id(testid)).to_have_count(0)


@pytest.mark.parametrize("width", WIDTHS)
async def test_nothing_sticks_out_at_any_width(open_page: OpenPage, bot: ScriptedBot, width: int) -> None:
    page = await open_page(size=(width, 800))
    await bot.control("start", from_id=CITIZEN)
    await bot.call("sendMessage", chat_id=CITIZEN, text="很长的一句话" * 30 + " https://example.org/" + "long" * 60)
    await expect(messages(page).filter(has_text="很长的一句话")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for side in await page.locator("main > section").all():
        if box := await side.bounding_box():
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width


async def test_who_wants_no_motion_gets_none(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page(calm=True)
    await press_start(page, bot)
    await bot.call("sendChatAction", chat_id=CITIZEN, action="typing")
    dot = page.get_by_test_id("typing").locator("i").first
    await expect(dot).to_be_visible()
    assert await dot.evaluate("element => parseFloat(getComputedStyle(element).animationDuration)") < 0.01


async def fill_with_everything(page: Page, bot: ScriptedBot) -> None:
    """Messages of many kinds on both sides, with a pinned one, a search, a typed draft and two phones."""
    styles = [{"text": style, "callback_data": style, "style": style} for style in ("primary", "success", "danger")]
    keys = [[{"text": "手机号", "request_contact": True, "style": "primary"}, {"text": "首页"}]]
    await press_start(page, bot, reply_markup={"keyboard": keys, "resize_keyboard": True})
    html = "看 <a href='https://example.org'>链接</a> /help <code>代码</code><pre>块</pre><blockquote>引用</blockquote>"
    card = await bot.call(
        "sendMessage", chat_id=CITIZEN, text=html, parse_mode="HTML", reply_markup={"inline_keyboard": [styles]}
    )
    options = [{"text": "甲"}, {"text": "乙"}]
    quiz = {"type": "quiz", "correct_option_ids": [1], "explanation": "因为乙。"}
    polls = [
        await bot.call("sendPoll", chat_id=CITIZEN, question="选哪个？", options=options),
        await bot.call("sendPoll", chat_id=CITIZEN, question="哪个对？", options=options, **quiz),
    ]
    await bot.control("vote", chat_id=CITIZEN, from_id=CITIZEN, message_id=polls[1]["message_id"], options=[0])
    await bot.control("contact", chat_id=CITIZEN, from_id=CITIZEN, own=True)
    await bot.control("location", chat_id=CITIZEN, from_id=CITIZEN, latitude=30.2, longitude=120.1)
    await bot.control("say", chat_id=CITIZEN, from_id=CITIZEN, text="转来的", forward={"from_name": "邻居"})
    await bot.control("react", chat_id=CITIZEN, from_id=CITIZEN, message_id=card["message_id"], emoji="👍")
    await bot.call("pinChatMessage", chat_id=CITIZEN, message_id=card["message_id"])
    await bot.control("say", chat_id=STAFF_GROUP, from_id=2002, text="同事的话")
    await bot.control("say", chat_id=STAFF_GROUP, from_id=2001, text="以群的名义", anonymous=True)
    await write(page, "我来看看", side="staff-chat")
    await page.get_by_test_id("phone-add").click()
    await page.get_by_test_id("phone-person").first.click()
    await page.get_by_test_id("topic-search").click()
    await page.get_by_test_id("staff-chat").get_by_test_id("search-field").fill("看看")
    await expect(page.get_by_test_id("citizen-chat").get_by_test_id("pinned").first).to_be_visible()
