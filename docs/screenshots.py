"""Makes the pictures of the documentation from the running demo: ``python -m docs.screenshots``."""

import asyncio
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

from bot.demo.running import running_demo
from tests.browser.conftest import ARGUMENTS, find_chromium
from tests.browser.deeds import messages, write
from tests.browser.main_story import ANSWER, answer_it, ask_what_the_guides_know, hand_a_question_over, press

IMAGES = Path(__file__).parent / "images"
WIDE, PHONE = (1440, 900), (390, 844)


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
    # Toasts and highlights fade; a picture should not catch them half-way.
    await page.wait_for_timeout(5000)
    await page.screenshot(path=IMAGES / f"{name}.png")


async def main() -> None:
    """Play the main story once, and photograph both sides of it."""
    IMAGES.mkdir(exist_ok=True)
    async with running_demo(port=0) as demo, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        page = await _open(browser, demo.url, size=WIDE, locale="zh-CN")
        await ask_what_the_guides_know(page)
        await _save(page, "guide")
        await hand_a_question_over(page)
        await answer_it(page)
        await expect(messages(page).filter(has_text=ANSWER).last).to_be_visible()
        await _save(page, "demo")
        phone = await _open(browser, demo.url, size=PHONE, locale="zh-CN", dark=True)
        await phone.locator('[data-testid="person"][data-person-id="1002"]').first.click()
        await phone.get_by_test_id("start-button").click()
        await write(phone, "孩子上戶口要帶什麼")
        await press(phone, "我的材料清單")
        await expect(messages(phone).filter(has_text="在哪").last).to_be_visible()
        await _save(phone, "checklist-dark")
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
