"""What the page shows and does when the sandbox does not answer, begins anew, or left something damaged behind."""

import asyncio
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Request, Route, expect

from sandbox.server import create_app, serve
from tests.browser.conftest import OpenPage
from tests.browser.deeds import CITIZEN, STAFF_GROUP, followed, messages
from tests.browser.scripted import ScriptedBot

pytestmark = pytest.mark.browser

RECONNECT = 15_000  # milliseconds: longer than the page's longest wait between two attempts
SHOWN_AGAIN = "window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
COUNT_LOOKS = """() => {
    window.looks = 0;
    const { fetch } = window;
    window.fetch = (...asked) => { window.looks += asked[0].endsWith("/faults") ? 1 : 0; return fetch(...asked); };
}"""
# Whatever waits for half a second or longer waits for the whole test.
NOT_BY_ITSELF = """const { setTimeout: wait } = window;
    window.setTimeout = (run, pause, ...more) => wait(run, pause < 500 ? pause : 600_000, ...more);"""
STORY = "title: {zh: 问好, en: A greeting}\npeople: {李阳: zh-hans}\nsteps:\n  - 李阳 says: 你好\n"


async def refuse(route: Route) -> None:
    """The sandbox is too busy."""
    await route.fulfill(status=400, json={"error": "busy"})


async def test_a_chat_that_could_not_be_read_says_so_and_is_read_later(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await bot.control("start", from_id=CITIZEN)
    await page.route(f"**/control/messages?chat_id={CITIZEN}", refuse)
    await page.reload()
    trouble = page.get_by_test_id("load-trouble")
    await expect(trouble).to_contain_text("正在自动重试")
    await expect(trouble.get_by_role("button", name="重试")).to_be_visible()
    await page.unroute(f"**/control/messages?chat_id={CITIZEN}")
    await expect(messages(page).filter(has_text="/start")).to_be_visible(timeout=RECONNECT)
    await expect(trouble).to_be_hidden()
    await expect(page.get_by_test_id("toast")).to_have_count(0)


async def test_whoever_does_not_want_to_wait_reads_again_at_once(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await bot.control("start", from_id=CITIZEN)
    await page.add_init_script(NOT_BY_ITSELF)
    await page.route(f"**/control/messages?chat_id={CITIZEN}", refuse)
    await page.reload()
    await expect(page.get_by_test_id("load-trouble")).to_be_visible()
    await page.unroute(f"**/control/messages?chat_id={CITIZEN}")
    await page.get_by_test_id("load-again").click()
    await expect(messages(page).filter(has_text="/start")).to_be_visible()


async def test_an_answer_that_the_stream_overtook_takes_nothing_back(
    open_page: OpenPage, bot: ScriptedBot, sandbox_url: str
) -> None:
    page = await open_page()
    await bot.control("start", from_id=CITIZEN)
    # What the page still reads now is no business of the next.
    await page.goto("about:blank")
    held: asyncio.Queue[Route] = asyncio.Queue()
    await page.route(f"**/control/messages?chat_id={CITIZEN}", held.put)
    await page.goto(sandbox_url)
    await (await held.get()).continue_()
    await expect(messages(page)).to_have_count(1)
    again = await held.get()
    older = await again.fetch()
    await bot.call("sendMessage", chat_id=CITIZEN, text="已经受理")
    await expect(messages(page).filter(has_text="已经受理")).to_be_visible()

    await again.fulfill(response=older)
    newest = await held.get()
    await bot.call("sendMessage", chat_id=CITIZEN, text="请带身份证")
    await expect(messages(page).filter(has_text="请带身份证")).to_be_visible()
    assert await messages(page).filter(has_text="已经受理").count() == 1
    await newest.continue_()


async def test_two_changes_of_language_in_a_row_leave_one_backstage_that_looks(
    open_page: OpenPage, bot: ScriptedBot
) -> None:
    page = await open_page()
    await page.clock.install()
    await page.get_by_test_id("backstage-toggle").click()
    for _ in range(2):
        await page.get_by_test_id("language-toggle").click()
    await expect(page.get_by_test_id("backstage")).to_be_visible()
    await page.evaluate(COUNT_LOOKS)
    await page.clock.run_for(8000)
    assert 8 <= await page.evaluate("looks") < 16, (
        "one look a second, and those of the seconds that passed by themselves"
    )


async def test_a_page_that_is_shown_again_follows_one_stream(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await page.clock.install()
    await page.route("**/control/stream", lambda route: route.fulfill(status=204))
    await page.evaluate(SHOWN_AGAIN)
    await expect(page.get_by_test_id("offline")).to_be_visible()
    await page.unroute("**/control/stream")
    opened: list[Request] = []
    page.on("request", lambda request: opened.append(request) if request.url.endswith("/stream") else None)
    async with followed(page):
        await page.evaluate(SHOWN_AGAIN)
    await page.clock.run_for(RECONNECT)
    assert len(opened) == 1


async def test_damaged_storage_is_as_good_as_none(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    for damaged in ("[1001,", "7", "null", '{"a": 1}', "[1003, 1003, null, 5]"):
        await page.evaluate("(saved) => localStorage.setItem('phones', saved)", damaged)
        await page.reload()
        await expect(page.get_by_test_id("phone")).to_have_count(1)


async def test_what_comes_while_a_chat_is_first_read_is_counted_once(
    open_page: OpenPage, bot: ScriptedBot, sandbox_url: str
) -> None:
    topic = await bot.call("createForumTopic", chat_id=STAFF_GROUP, name="路灯报修")
    page = await open_page()
    await page.goto("about:blank")
    held: asyncio.Queue[Route] = asyncio.Queue()
    await page.route(f"**/control/messages?chat_id={STAFF_GROUP}", held.put)
    async with followed(page):
        await page.goto(sandbox_url)
    first = await held.get()
    older = await first.fetch()
    where = {"chat_id": STAFF_GROUP, "message_thread_id": topic["message_thread_id"]}
    await bot.call("sendMessage", **where, text="有新的诉求")
    entry = page.get_by_test_id("topic").filter(has_text="路灯报修")
    unread = entry.get_by_test_id("unread").locator(".visually-hidden")
    await expect(unread).to_have_text("1 条未读")

    await first.fulfill(response=older)
    await (await held.get()).continue_()
    await expect(entry).to_contain_text("有新的诉求")
    await expect(unread).to_have_text("1 条未读")


@pytest_asyncio.fixture(loop_scope="session")
async def lone_page(browser: Browser) -> Page:
    """A page whose console may tell of a sandbox that is away."""
    return await browser.new_page(locale="zh-CN")


async def test_the_stories_are_read_anew_when_the_sandbox_was_started_again(lone_page: Page, tmp_path: Path) -> None:
    page = lone_page
    (tmp_path / "first.yaml").write_text(STORY, "utf-8")
    running = await serve(create_app(scenes=tmp_path))
    await page.goto(running.url)
    await page.get_by_test_id("backstage-toggle").click()
    await page.get_by_test_id("backstage-tab-stories").click()
    await page.get_by_test_id("begin-recording").click()
    await expect(page.get_by_test_id("recording-since")).to_contain_text("开始记")
    await expect(page.get_by_test_id("story-first")).to_be_enabled()

    await running.close()
    await expect(page.get_by_test_id("stories-away")).to_be_visible()
    await expect(page.get_by_test_id("story-first")).to_be_disabled()

    (tmp_path / "first.yaml").rename(tmp_path / "second.yaml")
    again = await serve(create_app(scenes=tmp_path), port=int(running.url.rsplit(":", 1)[1]))
    await expect(page.get_by_test_id("story-second")).to_be_enabled(timeout=RECONNECT)
    await expect(page.get_by_test_id("story-first")).to_have_count(0)
    await expect(page.get_by_test_id("stories-away")).to_be_hidden()
    await expect(page.get_by_test_id("recording-since")).to_be_empty()
    await page.close()
    await again.close()


async def test_a_photo_that_cannot_be_drawn_says_so(open_page: OpenPage, bot: ScriptedBot, photo: Path) -> None:
    page = await open_page()
    await page.route("**/control/files/*", lambda route: route.fulfill(body="no picture", content_type="image/png"))
    await bot.control("start", from_id=CITIZEN)
    await page.get_by_test_id("citizen-chat").get_by_test_id("file-photo").set_input_files(photo)
    await page.get_by_test_id("dialog-submit").click()
    await expect(page.get_by_test_id("photo")).to_have_text("这张照片显示不出来")
