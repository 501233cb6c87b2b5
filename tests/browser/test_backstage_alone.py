"""What a sandbox without a bot of its own shows backstage: its clock, troubles and the record; all can read it."""

import json
import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.deeds import CITIZEN, STAFF_GROUP
from tests.browser.scripted import ScriptedBot
from tests.browser.test_appearance import CONTRAST

pytestmark = pytest.mark.browser
TABS = ("faults", "record", "stories")


async def test_the_clock_goes_on_by_an_hour_and_a_day_and_there_is_no_bot_to_kill(
    open_page: OpenPage, bot: ScriptedBot
) -> None:
    page = await open_page(locale="en-GB")
    before = await page.get_by_test_id("hall-time").text_content()
    await page.get_by_test_id("jump-day").click()
    await expect(page.get_by_test_id("hall-time")).not_to_have_text(str(before))
    await expect(page.get_by_test_id("jump-hour")).to_be_enabled()
    await expect(page.get_by_test_id("jump-deadline")).to_have_count(0)
    await page.get_by_test_id("backstage-toggle").click()
    await expect(page.get_by_test_id("fault-429")).to_be_visible()
    await expect(page.get_by_test_id("kill-bot")).to_have_count(0)


async def test_a_jump_is_said_to_whoever_cannot_see_it(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await page.get_by_test_id("backstage-toggle").click()
    await page.get_by_test_id("jump-hour").click()
    await expect(page.get_by_test_id("backstage-said")).to_have_text(re.compile("现在是 .+"))


async def test_every_trouble_can_be_ordered_counted_and_taken_back(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await page.get_by_test_id("backstage-toggle").click()
    for kind in ("429", "500", "502", "lost", "duplicate", "delay"):
        await page.locator(f"#times-{kind}").fill("7")
        await page.get_by_test_id(f"fault-{kind}").click()
    active = page.get_by_test_id("active-faults")
    await expect(active.get_by_role("listitem")).to_have_count(6)
    await expect(active.get_by_role("listitem").first).to_contain_text("还有 7 次")
    await page.get_by_test_id("clear-faults").click()
    await expect(active).to_contain_text("现在没有故障")


async def test_a_citizen_is_blocked_and_a_topic_deleted_from_there(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await bot.control("start", from_id=CITIZEN)
    await bot.call("createForumTopic", chat_id=STAFF_GROUP, name="路灯")
    await page.get_by_test_id("backstage-toggle").click()
    await page.get_by_test_id("choice-person").select_option(str(CITIZEN))
    await page.get_by_test_id("deed-block").click()
    await expect(page.get_by_test_id("phone").first).to_contain_text("屏蔽")
    await page.get_by_test_id("deed-deleteTopic").click()
    await expect(page.get_by_test_id("topic").filter(has_text="路灯")).to_have_count(0)


@pytest.mark.parametrize("dark", [False, True])
async def test_every_pane_has_enough_contrast_and_fits_a_phone(
    open_page: OpenPage, bot: ScriptedBot, dark: bool
) -> None:
    page = await open_page(dark=dark, size=PHONE)
    await bot.control("faults", kind="500", times=2)
    await bot.control("start", from_id=CITIZEN)
    await page.get_by_test_id("backstage-toggle").click()
    for tab in TABS:
        await page.get_by_test_id(f"backstage-tab-{tab}").click()
        await expect(page.locator(f"#backstage-{tab}")).to_be_visible()
        assert json.loads(await page.evaluate(CONTRAST)) == [], tab
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
