"""What has room on the page, and what the keyboard and a reload find again."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from sandbox.server import create_app, serve
from tests.browser.conftest import PHONE, WIDE, OpenPage
from tests.browser.deeds import CITIZEN, messages
from tests.browser.scripted import ScriptedBot
from tests.browser.test_troubles import STORY, refuse

pytestmark = pytest.mark.browser

ON_ITS_SIDE = (740, 360)


async def test_a_phone_on_its_side_leaves_room_for_messages(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page(size=ON_ITS_SIDE)
    await bot.control("start", from_id=CITIZEN)
    await expect(messages(page)).to_have_count(1)
    shown = page.get_by_test_id("citizen-chat-messages")
    assert await shown.evaluate("(region) => region.clientHeight") > 140
    await page.get_by_test_id("tab-staff").click()
    await expect(page.get_by_test_id("group-select").or_(page.get_by_test_id("topic")).first).to_be_visible()


async def test_a_long_name_is_cut_in_the_picker(open_page: OpenPage, bot: ScriptedBot) -> None:
    await bot.control("people", first_name="阿卜杜热合曼·麦麦提吐尔逊·艾合买提江·托合提", role="citizen")
    page = await open_page(size=PHONE)
    chip = page.get_by_test_id("citizen-picker").get_by_role("button", name="阿卜杜热合曼")
    assert await chip.evaluate("(chip) => chip.clientWidth") < PHONE[0] - 60


async def test_people_of_one_name_are_told_apart(open_page: OpenPage, bot: ScriptedBot) -> None:
    for _ in range(3):
        await bot.control("people", first_name="李阳", role="citizen")
    page = await open_page()
    chips = page.get_by_test_id("citizen-picker").get_by_role("button", name="李阳")
    await expect(chips).to_have_text([re.compile(f"{name}$") for name in ("李阳", "李阳 2", "李阳 3")])


@pytest.mark.parametrize("size", [PHONE, WIDE])
async def test_the_first_key_leads_to_the_message_field(
    open_page: OpenPage, bot: ScriptedBot, size: tuple[int, int]
) -> None:
    page = await open_page(size=size)
    await bot.control("start", from_id=CITIZEN)
    await expect(messages(page)).to_have_count(1)
    await page.keyboard.press("Tab")
    await expect(page.get_by_test_id("skip-link")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("citizen-chat").get_by_test_id("composer-input")).to_be_focused()


async def test_a_refusal_backstage_is_said_in_the_language_of_the_page(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await page.route("**/control/faults", refuse)
    await page.get_by_test_id("backstage-toggle").click()
    await page.get_by_test_id("fault-500").click()
    await expect(page.get_by_test_id("toast")).to_have_text("这一步没有做成。busy")


async def test_a_story_that_is_over_is_still_told_of_after_a_reload(open_page: OpenPage, tmp_path: Path) -> None:
    (tmp_path / "first.yaml").write_text(STORY, "utf-8")
    running = await serve(create_app(scenes=tmp_path))
    page = await open_page(url=running.url)
    await page.get_by_test_id("backstage-toggle").click()
    await page.get_by_test_id("backstage-tab-stories").click()
    await page.get_by_test_id("story-first").click()
    status = page.get_by_test_id("story-status")
    await expect(status).not_to_have_attribute("data-status", "running")
    ended = await status.get_attribute("data-status")
    await page.reload()
    await page.get_by_test_id("backstage-toggle").click()
    await page.get_by_test_id("backstage-tab-stories").click()
    await expect(status).to_have_attribute("data-status", str(ended))
    await page.close()
    await running.close()
