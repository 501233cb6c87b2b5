"""Answers that come later than what they tell of: whatever was faster stays."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect

from sandbox.server import create_app, serve
from tests.browser.conftest import PATIENCE, OpenPage
from tests.browser.deeds import CITIZEN, STAFF_GROUP, followed, messages, press_start, write
from tests.browser.scripted import TOKEN, USERNAME, ScriptedBot, Update
from tests.browser.test_troubles import SHOWN_AGAIN

pytestmark = pytest.mark.browser

TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
LONG_STORY = (
    "title: {zh: 等一等, en: It waits}\npeople: {李阳: zh-hans}\nsteps:\n"
    "  - 李阳 says: 你好\n  - 李阳 sees: {words: 恭喜发财, within: 600}\n"
)


async def held_calls(page: Page, name: str) -> "asyncio.Queue[Route]":
    """What the page asks of the control API from now on; the test answers it."""
    held: asyncio.Queue[Route] = asyncio.Queue()
    await page.route(f"**/control/{name}", held.put)
    return held


async def test_the_answer_to_what_one_said_takes_back_neither_a_reaction_nor_a_deletion(
    open_page: OpenPage, bot: ScriptedBot
) -> None:
    page = await open_page()
    await press_start(page, bot)
    waiting = page.get_by_test_id("outgoing")
    held = await held_calls(page, "say")

    await write(page, "谢谢")
    route = await held.get()
    answer = await route.fetch()
    said = int((await answer.json())["message_id"])
    thumb = [{"type": "emoji", "emoji": "👍"}]
    await bot.call("setMessageReaction", chat_id=CITIZEN, message_id=said, reaction=thumb)
    await expect(page.get_by_test_id("reactions")).to_be_visible()
    await expect(waiting).to_have_count(1)
    await route.fulfill(response=answer)
    await expect(waiting).to_have_count(0)
    assert await page.get_by_test_id("reactions").count() == 1

    await write(page, "说错了")
    route = await held.get()
    answer = await route.fetch()
    await expect(messages(page).filter(has_text="说错了")).to_have_count(1)
    await bot.control("delete", chat_id=CITIZEN, message_id=(await answer.json())["message_id"])
    await expect(messages(page).filter(has_text="说错了")).to_have_count(0)
    await expect(waiting).to_have_count(1)
    await route.fulfill(response=answer)
    await expect(waiting).to_have_count(0)
    assert await messages(page).filter(has_text="说错了").count() == 0


async def test_of_two_readings_at_once_neither_brings_back_what_was_before(
    open_page: OpenPage, bot: ScriptedBot, sandbox_url: str
) -> None:
    page = await open_page()
    topic = page.get_by_test_id("topic").filter(has_text="路灯")
    hall_time = page.get_by_test_id("hall-time")
    await page.goto("about:blank")
    held = await held_calls(page, "state")
    await page.goto(sandbox_url)
    await (await held.get()).continue_()
    first = await held.get()
    async with followed(page):
        await page.evaluate(SHOWN_AGAIN)
    second = await held.get()
    before = await hall_time.text_content()
    older = await first.fetch()
    await bot.call("createForumTopic", chat_id=STAFF_GROUP, name="路灯")
    await bot.control("clock", advance=86_400)
    await expect(topic).to_be_visible()
    await expect(hall_time).not_to_have_text(str(before))

    for route in (first, second):
        await route.fulfill(response=older)
        again = await asyncio.wait_for(held.get(), PATIENCE / 1000)
        assert await topic.is_visible()
        assert await hall_time.text_content() != before
        await again.continue_()


async def test_the_launch_that_is_shown_is_the_one_that_was_chosen_last(open_page: OpenPage, bot: ScriptedBot) -> None:
    app = {"text": "打开表单", "web_app": {"url": "https://forms.example/visit"}}
    page = await open_page()
    await press_start(page, bot, reply_markup={"inline_keyboard": [[app]]})
    await page.get_by_test_id("inline-button").click()
    launch = page.get_by_test_id("webapp-launch")
    await expect(launch).to_contain_text("auth_date")
    held = await held_calls(page, "webapp")
    for kind in ("stale", "fresh"):
        await page.get_by_test_id("webapp-kind").select_option(kind)
    stale, fresh = await held.get(), await held.get()
    shown = await launch.inner_text()
    await fresh.continue_()
    await expect(launch).not_to_have_text(shown, use_inner_text=True)
    shown = await launch.inner_text()
    async with page.expect_response("**/control/webapp"):
        await stale.continue_()
    await page.evaluate(TWO_FRAMES)
    assert await launch.inner_text() == shown


async def test_what_one_writes_after_an_inline_result_was_chosen_stays(open_page: OpenPage, bot: ScriptedBot) -> None:
    async def offer(query: Update) -> None:
        content = {"message_text": "居住证：两张照片"}
        result = {"type": "article", "id": "1", "title": "居住证", "input_message_content": content}
        await bot.call("answerInlineQuery", inline_query_id=query["id"], results=[result])

    bot.on_inline("居住证", offer)
    page = await open_page()
    await press_start(page, bot)
    held = await held_calls(page, "choose")
    field = page.get_by_test_id("citizen-chat").get_by_test_id("composer-input")
    await field.fill(f"@{USERNAME} 居住证")
    await page.get_by_test_id("inline-result").click()
    chosen = await held.get()
    await field.fill("多久能办好？")
    async with page.expect_response("**/control/choose"):
        await chosen.continue_()
    await page.evaluate(TWO_FRAMES)
    await expect(field).to_have_value("多久能办好？")


async def test_a_list_of_stories_that_is_older_than_a_run_does_not_end_it(open_page: OpenPage, tmp_path: Path) -> None:
    (tmp_path / "waits.yaml").write_text(LONG_STORY, "utf-8")
    running = await serve(create_app(scenes=tmp_path))
    page = await open_page(url=running.url)
    known = {"token": TOKEN, "first_name": "办事助手", "username": USERNAME}
    assert (await page.request.post(f"{running.url}/control/bots", data=known)).ok
    await page.get_by_test_id("backstage-toggle").click()
    await page.get_by_test_id("backstage-tab-stories").click()
    play = page.get_by_test_id("story-waits")
    await expect(play).to_be_enabled()
    held = await held_calls(page, "stories")
    asked = await held.get()
    older = await asked.fetch()
    await play.click()
    status = page.get_by_test_id("story-status")
    await expect(status).to_have_attribute("data-status", "running")
    async with page.expect_response("**/control/stories"):
        await asked.fulfill(response=older)
    await page.evaluate(TWO_FRAMES)
    assert await status.get_attribute("data-status") == "running"
    await page.close()
    await running.close()
