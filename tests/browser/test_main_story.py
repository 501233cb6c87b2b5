"""The real bot behind the real page, as a newcomer sees it after `make demo`."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from bot.demo.running import running_demo
from tests.browser.conftest import OpenPage
from tests.browser.deeds import messages, write
from tests.browser.main_story import (
    ANSWER,
    STAFF,
    answer_it,
    ask_what_the_guides_know,
    hand_a_question_over,
    press,
)

pytestmark = pytest.mark.browser


@pytest.fixture
async def sandbox_url() -> AsyncIterator[str]:
    """The demo instead of a scripted bot."""
    async with running_demo(port=0) as demo:
        yield demo.url


async def test_a_citizen_asks_the_hall_answers_and_a_clerk_helps(open_page: OpenPage) -> None:
    page = await open_page()
    await ask_what_the_guides_know(page)
    await hand_a_question_over(page)
    await answer_it(page)
    await expect(messages(page).filter(has_text=ANSWER).last).to_be_visible()
    await expect(messages(page, STAFF).filter(has_text="已送达").last).to_be_visible()


async def test_a_checklist_is_made_on_a_small_phone_in_english(open_page: OpenPage) -> None:
    page = await open_page(size=(360, 740), locale="en-GB")
    await page.get_by_test_id("start-button").click()
    await press(page, "English")
    await expect(messages(page).filter(has_text="Welcome").last).to_be_visible()
    await write(page, "register a newborn")
    await press(page, "My checklist")
    await expect(page.get_by_test_id("citizen-chat").get_by_test_id("inline-button").first).to_be_visible()
