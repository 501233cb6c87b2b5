"""A sandbox, a scripted bot and a Chromium for the browser tests."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright, expect
from pytest_asyncio import is_async_test

from sandbox.server import create_app, serve
from tests.browser.deeds import followed
from tests.browser.scripted import ScriptedBot

HERE = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
WIDE = (1280, 800)
PHONE = (360, 740)
PATIENCE = 15_000  # milliseconds an expectation may take on a busy machine; only what fails takes so long

OpenPage = Callable[..., Awaitable[Page]]


def find_chromium() -> str:
    """The path of an installed Chromium; a machine without one fails these tests, it does not skip them."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    pytest.fail(
        f"No Chromium on PATH (looked for {', '.join(NAMES)}): install the package chromium to run the browser tests."
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests here share one event loop, because they share one Chromium."""
    for item in items:
        if item.path.parent == HERE and is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A headless Chromium that talks to nobody by itself.

    To start one, and what speaks to it, takes two seconds. Each test has contexts of its own, which share nothing.
    """
    path = find_chromium()
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox_url() -> AsyncIterator[str]:
    """The address of a fresh sandbox with the demo's people."""
    running = await serve(create_app())
    yield running.url
    await running.close()


@pytest_asyncio.fixture(loop_scope="session")
async def bot(sandbox_url: str) -> AsyncIterator[ScriptedBot]:
    """A bot that polls the sandbox; the test says what it answers."""
    async with ClientSession() as http:
        bot = ScriptedBot(http, base_url=sandbox_url)
        await bot.announce()
        polling = asyncio.create_task(bot.poll())
        yield bot
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
        if bot.trouble:
            raise bot.trouble


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser, sandbox_url: str) -> AsyncIterator[OpenPage]:
    """Opens the chat page; afterwards no script error and no refused resource may have been seen."""
    troubles: list[str] = []
    contexts: list[BrowserContext] = []

    def keep_errors(message: ConsoleMessage) -> None:
        # The browser logs every 400; to the page a refusal is an answer, which it shows.
        if message.type == "error" and "status of 400" not in message.text:
            troubles.append(message.text)

    async def open_it(
        *,
        size: tuple[int, int] = WIDE,
        locale: str = "zh-CN",
        dark: bool = False,
        touch: bool = False,
        calm: bool = False,
        zone: str = "Asia/Shanghai",
        url: str = sandbox_url,
    ) -> Page:
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=locale,
            timezone_id=zone,
            color_scheme="dark" if dark else "light",
            has_touch=touch,
            is_mobile=touch,
            reduced_motion="reduce" if calm else "no-preference",
            accept_downloads=True,
        )
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", keep_errors)
        async with followed(page):
            await page.goto(url)
        await page.get_by_test_id("clock").wait_for()
        return page

    yield open_it
    for context in contexts:
        await context.close()
    assert troubles == []


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A small picture on disk."""
    path = tmp_path / "证件.png"
    path.write_bytes(PIXEL)
    return path


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763606060000000040001f61738550000000049454e44ae426082"
)
