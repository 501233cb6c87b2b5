"""The real bot behind the real page, as a newcomer sees it after `make demo`."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.demo.running import BOT, running_demo
from tests.browser.conftest import PHONE, WIDE, OpenPage
from tests.browser.deeds import messages, write
from tests.browser.main_story import (
    ANSWER,
    STAFF,
    answer_it,
    ask_what_the_guides_know,
    hand_a_question_over,
    press,
    turn_to,
)

pytestmark = pytest.mark.browser


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox_url() -> AsyncIterator[str]:
    """The demo instead of a scripted bot."""
    async with running_demo(port=0) as demo:
        yield demo.url


@pytest.mark.parametrize("touch", [False, True], ids=["wide", "phone"])
async def test_a_citizen_asks_the_hall_answers_and_a_clerk_helps(open_page: OpenPage, photo: Path, touch: bool) -> None:
    page = await open_page(size=PHONE if touch else WIDE, touch=touch)
    await ask_what_the_guides_know(page)
    await follow_a_link_to_a_guide(page)
    await correct_a_question(page)
    await hand_a_question_over(page)
    await add_a_photo(page, photo)
    await turn_to(page, "staff")
    await answer_it(page)
    await expect(messages(page, STAFF).filter(has_text="已送达").last).to_be_visible()
    await turn_to(page, "citizen")
    await expect(messages(page).filter(has_text=ANSWER).last).to_be_visible()


async def follow_a_link_to_a_guide(page: Page) -> None:
    """The citizen was sent a link to a guide; it opens here and leads to the guide."""
    await write(page, f"https://t.me/{BOT['username']}?start=svc-marriage")
    await messages(page).filter(has_text="?start=svc-marriage").last.get_by_role("link").click()
    await expect(messages(page).filter(has_text="/start svc-marriage").last).to_be_visible()
    await expect(messages(page).filter(has_text="结婚登记").last).to_be_visible()


async def correct_a_question(page: Page) -> None:
    """The citizen mends a question, and what was meant is answered."""
    await write(page, "居住正")
    own = messages(page).and_(page.locator('[data-own="true"]')).filter(has_text="居住正")
    await own.get_by_test_id("message-menu").click()
    await page.get_by_test_id("menu-edit").click()
    await write(page, "居住证怎么办")
    await expect(messages(page).filter(has_text="居住证怎么办").last.get_by_test_id("edited")).to_be_visible()
    await expect(messages(page).last).to_contain_text("居住证")
    await expect(messages(page).last).to_have_attribute("data-own", "false")


async def add_a_photo(page: Page, photo: Path) -> None:
    """The citizen adds a photo to the question, and staff have it in the topic."""
    await page.get_by_test_id("citizen-chat").get_by_test_id("file-photo").set_input_files(photo)
    await page.get_by_test_id("dialog-submit").click()
    await expect(messages(page).get_by_test_id("photo").last).to_be_visible()
    await turn_to(page, "staff")
    await page.get_by_test_id("topic").filter(has_text="ZX20").last.click()
    await expect(messages(page, STAFF).get_by_test_id("photo").last).to_be_visible()
    if await page.get_by_test_id("topic-back").is_visible():
        await page.get_by_test_id("topic-back").click()


@pytest.mark.parametrize("touch", [False, True], ids=["wide", "phone"])
async def test_a_colleague_who_is_not_enrolled_is_told_by_an_alert(open_page: OpenPage, touch: bool) -> None:
    page = await open_page(size=PHONE if touch else WIDE, touch=touch)
    await ask_what_the_guides_know(page)
    await hand_a_question_over(page)
    await turn_to(page, "staff")
    await page.get_by_test_id("clerk-picker-add").click()
    await page.get_by_label("名", exact=True).fill("孙宁")
    await page.get_by_test_id("dialog-submit").click()
    await expect(page.get_by_test_id("clerk-picker").get_by_role("button", pressed=True)).to_contain_text("孙宁")
    await page.get_by_test_id("topic").filter(has_text="ZX20").last.click()
    await press(page, "接手", side=STAFF)
    await expect(page.get_by_test_id("alert-text")).to_contain_text("工作人员")
    await page.get_by_test_id("alert-ok").click()
    await expect(page.get_by_test_id("alert")).to_have_count(0)


async def test_a_checklist_is_made_on_a_small_phone_in_english(open_page: OpenPage) -> None:
    page = await open_page(size=(360, 740), locale="en-GB")
    await page.get_by_test_id("start-button").click()
    await press(page, "English")
    await expect(messages(page).filter(has_text="Welcome").last).to_be_visible()
    await write(page, "register a newborn")
    await press(page, "My checklist")
    await expect(page.get_by_test_id("citizen-chat").get_by_test_id("inline-button").first).to_be_visible()
