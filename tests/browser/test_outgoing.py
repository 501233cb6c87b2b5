"""What happens to words and files that the sandbox refuses, or takes its time for."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.deeds import CITIZEN, messages, write
from tests.browser.scripted import ScriptedBot

pytestmark = pytest.mark.browser

REFUSAL = {"error": "There is no such person: add them first."}
OTHER = 1002


async def refuse(route: Route) -> None:
    await route.fulfill(status=400, json=REFUSAL)


async def started_page(open_page: OpenPage, bot: ScriptedBot, *, size: tuple[int, int] = PHONE) -> Page:
    page = await open_page(size=size)
    for person in (CITIZEN, OTHER):
        await bot.control("start", from_id=person)
    await expect(messages(page)).to_have_count(1)
    return page


def waiting(page: Page) -> Locator:
    return page.get_by_test_id("citizen-chat").get_by_test_id("outgoing")


async def held_sends(page: Page) -> "asyncio.Queue[Route]":
    held: asyncio.Queue[Route] = asyncio.Queue()
    await page.route("**/control/say", held.put)
    return held


async def test_what_was_refused_stays_in_its_chat_and_is_sent_again(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await started_page(open_page, bot)
    await page.route("**/control/say", refuse)
    await write(page, "这句话不能丢")
    await expect(waiting(page)).to_have_attribute("data-state", "failed")
    await expect(waiting(page).get_by_role("alert")).to_contain_text("没有发出去")
    await expect(waiting(page)).to_contain_text(REFUSAL["error"])
    await page.unroute("**/control/say")
    await waiting(page).get_by_test_id("resend").click()
    await expect(messages(page).last).to_contain_text("这句话不能丢")
    await expect(waiting(page)).to_have_count(0)


async def test_a_send_that_fails_late_touches_neither_another_chat_nor_what_one_writes_on(
    open_page: OpenPage, bot: ScriptedBot
) -> None:
    page = await started_page(open_page, bot)
    held = await held_sends(page)
    field = page.get_by_test_id("citizen-chat").get_by_test_id("composer-input")
    await write(page, "写给陈晓的聊天")
    await field.fill("接着写")
    await page.get_by_test_id("citizen-picker").get_by_role("button", name="林佳").click()
    await expect(field).to_have_value("")
    await refuse(await held.get())
    await expect(page.get_by_test_id("toast")).to_contain_text("另一个聊天")
    await expect(field).to_have_value("")
    await expect(waiting(page)).to_have_count(0)
    await page.get_by_test_id("citizen-picker").get_by_role("button", name="陈晓").click()
    await expect(field).to_have_value("接着写")
    await waiting(page).get_by_test_id("take-back").click()
    await expect(field).to_have_value("写给陈晓的聊天\n接着写")
    await expect(waiting(page)).to_have_count(0)


async def test_messages_written_quickly_wait_for_each_other_in_sight(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await started_page(open_page, bot)
    held = await held_sends(page)
    for text in ("一", "二", "三"):
        await write(page, text)
    await expect(waiting(page)).to_have_count(3)
    await expect(waiting(page).first).to_have_attribute("data-state", "sending")
    for left in (2, 1, 0):
        route = await held.get()
        assert held.empty(), "the next one must not be on its way yet"
        await route.continue_()
        await expect(waiting(page)).to_have_count(left)
    await expect(messages(page).get_by_test_id("text")).to_have_text(["/start", "一", "二", "三"])


async def test_of_a_long_text_only_what_was_not_sent_is_sent_again(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await started_page(open_page, bot)
    held = await held_sends(page)
    await write(page, "长" * 9000)
    await (await held.get()).continue_()
    await refuse(await held.get())
    await expect(waiting(page)).to_have_count(2)
    await expect(waiting(page).last).to_have_attribute("data-state", "failed")
    await page.unroute("**/control/say")
    await waiting(page).last.get_by_test_id("resend").click()
    await expect(waiting(page)).to_have_count(0)
    said = [len(text) for text in await messages(page).get_by_test_id("text").all_text_contents()]
    assert said == [len("/start"), 4096, 4096, 9000 - 2 * 4096]


async def test_a_refused_file_keeps_back_neither_the_others_nor_their_caption(
    open_page: OpenPage, bot: ScriptedBot, photo: Path, tmp_path: Path
) -> None:
    page = await started_page(open_page, bot)
    broken = tmp_path / "不是照片.png"
    broken.write_text("no picture", "utf-8")
    await page.get_by_test_id("citizen-chat").get_by_test_id("file-photo").set_input_files([broken, photo, photo])
    await page.get_by_label("说明文字").fill("身份证两面")
    await page.get_by_test_id("dialog-submit").click()
    await expect(page.get_by_test_id("album").get_by_test_id("photo")).to_have_count(2)
    await expect(messages(page).last).to_contain_text("身份证两面")
    await expect(waiting(page)).to_contain_text("不是照片.png")
    await waiting(page).get_by_test_id("discard").click()
    await expect(waiting(page)).to_have_count(0)


async def test_an_edit_that_failed_is_still_an_edit_and_a_message_that_is_gone_is_said_to_be(
    open_page: OpenPage, bot: ScriptedBot
) -> None:
    page = await started_page(open_page, bot)
    await write(page, "户口本")
    await messages(page).filter(has_text="户口本").get_by_test_id("message-menu").click()
    await page.get_by_test_id("menu-edit").click()
    await page.route("**/control/edit", refuse)
    await write(page, "户口簿")
    await expect(page.get_by_test_id("toast")).to_contain_text("没有做成")
    chat = page.get_by_test_id("citizen-chat")
    await expect(chat.get_by_test_id("composer-mode")).to_have_attribute("data-mode", "edit")
    await expect(chat.get_by_test_id("composer-input")).to_have_value("户口簿")

    said = await messages(page).last.get_attribute("data-message-id")
    await bot.control("delete", chat_id=CITIZEN, message_id=int(said or 0))
    await expect(messages(page)).to_have_count(1)
    await page.unroute("**/control/edit")
    await chat.get_by_test_id("composer-input").press("Enter")
    await expect(page.get_by_test_id("toast").last).to_contain_text("要修改的消息已经不在了")
    await expect(messages(page)).to_have_count(1)
