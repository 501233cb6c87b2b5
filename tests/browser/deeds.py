"""What tests do on the page again and again, and whom they do it as."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.browser.scripted import ScriptedBot, Update

CITIZEN = 1001
STAFF_GROUP = -1001000000001


@asynccontextmanager
async def followed(page: Page) -> AsyncIterator[None]:
    """Load the page within, and end once it hears of what happens: what came before, it would never count."""
    async with page.expect_response("**/control/stream"):
        yield


async def press_start(page: Page, bot: ScriptedBot, **answer: Any) -> None:
    """Let the shown citizen press Start and wait for the bot's greeting."""

    async def greet(message: Update) -> None:
        await bot.call("sendMessage", chat_id=message["chat"]["id"], **{"text": "您好，请写下想办的事", **answer})

    bot.on("/start", greet)
    await page.get_by_test_id("start-button").click()
    await expect(messages(page).filter(has_text=answer.get("text", "您好"))).to_be_visible()


def messages(page: Page, side: str = "citizen-chat") -> Locator:
    """The bubbles of one side."""
    return page.get_by_test_id(side).get_by_test_id("message")


async def write(page: Page, text: str, *, side: str = "citizen-chat") -> None:
    """Type into the composer of one side and send with Enter."""
    field = page.get_by_test_id(side).get_by_test_id("composer-input")
    await field.fill(text)
    await field.press("Enter")
