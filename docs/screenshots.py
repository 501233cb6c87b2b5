"""Makes the pictures of the documentation from the running demo: ``python -m docs.screenshots``."""

import asyncio
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

from bot.demo.running import running_demo
from tests.browser.conftest import ARGUMENTS, find_chromium
from tests.browser.deeds import messages, write
from tests.browser.main_story import ANSWER, STAFF, answer_it, ask_what_the_guides_know, hand_a_question_over, press

IMAGES = Path(__file__).parent / "images"
WIDE, PHONE = (1440, 900), (390, 844)
FADED = 5000
"""Milliseconds: toasts and highlights fade; a picture should not catch them half-way."""


async def _open(browser: Browser, url: str, *, size: tuple[int, int], locale: str, dark: bool = False) -> Page:
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale=locale,
        timezone_id="Asia/Shanghai",
        color_scheme="dark" if dark else "light",
        device_scale_factor=1.5,
    )
    page = await context.new_page()
    await page.goto(url)
    await page.get_by_test_id("clock").wait_for()
    return page


async def _save(page: Page, name: str) -> None:
    await page.mouse.move(0, 0)
    await page.wait_for_timeout(FADED)
    await page.screenshot(path=IMAGES / f"{name}.png")


async def _play_both_sides(browser: Browser, url: str) -> None:
    """The main story on a wide screen in Chinese: the picture of the README, and one with the backstage open."""
    page = await _open(browser, url, size=WIDE, locale="zh-CN")
    await ask_what_the_guides_know(page)
    await hand_a_question_over(page)
    await answer_it(page)
    await expect(messages(page).filter(has_text=ANSWER).last).to_be_visible()
    await _save(page, "demo")
    await page.get_by_test_id("backstage-toggle").click()
    await _save(page, "backstage")


async def _make_a_checklist(browser: Browser, url: str) -> None:
    """A checklist on a dark phone in Traditional Chinese."""
    phone = await _open(browser, url, size=PHONE, locale="zh-CN", dark=True)
    await phone.get_by_test_id("citizen-picker").get_by_text("林佳").click()
    await phone.get_by_test_id("start-button").click()
    await write(phone, "孩子上戶口要帶什麼")
    await press(phone, "我的材料清單")
    await expect(messages(phone).filter(has_text="在哪").last).to_be_visible()
    await _save(phone, "checklist-dark")


async def _look_at_a_topic(browser: Browser, url: str) -> None:
    """A clerk's view on a phone."""
    phone = await _open(browser, url, size=PHONE, locale="zh-CN")
    await phone.get_by_test_id("tab-staff").click()
    await phone.get_by_test_id("topic").filter(has_text="ZX20").last.click()
    await expect(messages(phone, STAFF).filter(has_text="已送达").last).to_be_visible()
    await _save(phone, "topic-phone")


async def _hold_two_phones(browser: Browser, url: str) -> None:
    """Two people's phones beside the desk, in English and dark."""
    page = await _open(browser, url, size=(1680, 945), locale="en-GB", dark=True)
    await page.get_by_test_id("phone-add").click()
    await page.get_by_test_id("phone-person").filter(has_text="Alex Morgan").click()
    await page.get_by_test_id("topic").filter(has_text="ZX20").last.click()
    alex = page.get_by_test_id("phone").last
    await alex.get_by_test_id("start-button").click()
    await expect(alex.get_by_test_id("message").filter(has_text="Welcome").last).to_be_visible()
    field = alex.get_by_test_id("composer-input")
    await field.fill("how do I get a residence permit")
    await field.press("Enter")
    await expect(alex.get_by_test_id("message").filter(has_text="Residence").last).to_be_visible()
    await _save(page, "phones-dark")


async def main() -> None:
    """Play the main story once, and photograph it from all sides."""
    IMAGES.mkdir(exist_ok=True)
    async with running_demo(port=0) as demo, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        for take in (_play_both_sides, _make_a_checklist, _look_at_a_topic, _hold_two_phones):
            await take(browser, demo.url)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
