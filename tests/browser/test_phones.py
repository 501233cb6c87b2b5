"""Several phones beside the desk: who holds them, where links open, what a narrow screen shows."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.deeds import CITIZEN, STAFF_GROUP
from tests.browser.scripted import USERNAME, ScriptedBot, Update

pytestmark = pytest.mark.browser

OTHER, CLERK = 1002, 2001


def phone_of(page: Page, person: int) -> Locator:
    """The phone that somebody holds."""
    return page.locator(f'[data-testid="phone"][data-person-id="{person}"]')


async def add_phone(page: Page, name: str) -> None:
    """Put another phone on the page, in the hands of somebody there is."""
    await page.get_by_test_id("phone-add").click()
    await page.get_by_test_id("phone-person").filter(has_text=name).click()


async def test_two_phones_follow_their_own_chats_and_come_back_after_a_reload(
    open_page: OpenPage, bot: ScriptedBot
) -> None:
    page = await open_page()
    await add_phone(page, "林佳")
    for person, words in ((CITIZEN, "陈晓的答复"), (OTHER, "林佳的答复")):
        await bot.control("start", from_id=person)
        await bot.call("sendMessage", chat_id=person, text=words)
    await expect(phone_of(page, CITIZEN).get_by_test_id("message").last).to_contain_text("陈晓的答复")
    await expect(phone_of(page, OTHER).get_by_test_id("message").last).to_contain_text("林佳的答复")
    await expect(page.get_by_test_id("desk")).to_be_visible()

    await page.reload()
    await expect(phone_of(page, OTHER).get_by_test_id("message").last).to_contain_text("林佳的答复")
    await phone_of(page, CITIZEN).get_by_test_id("phone-close").click()
    await expect(page.get_by_test_id("phone")).to_have_count(1)
    await page.reload()
    await expect(phone_of(page, OTHER)).to_be_visible()
    await expect(phone_of(page, CITIZEN)).to_have_count(0)


async def test_a_person_holds_one_phone_so_two_people_swap(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await add_phone(page, "林佳")
    await phone_of(page, CITIZEN).locator(f'[data-testid="person"][data-person-id="{OTHER}"]').click()
    await expect(page.get_by_test_id("phone").first).to_have_attribute("data-person-id", str(OTHER))
    await expect(page.get_by_test_id("phone").last).to_have_attribute("data-person-id", str(CITIZEN))


async def test_a_deep_link_opens_in_the_phone_of_whoever_pressed_it(open_page: OpenPage, bot: ScriptedBot) -> None:
    async def card(message: Update) -> None:
        await bot.call("sendMessage", chat_id=message["chat"]["id"], text=f"指南给 {message['from']['id']}")

    bot.on("/start svc-hukou", card)
    page = await open_page()
    await add_phone(page, "林佳")
    link = {"text": "打开指南", "url": f"https://t.me/{USERNAME}?start=svc-hukou"}
    await bot.control("start", from_id=OTHER)
    await bot.call("sendMessage", chat_id=OTHER, text="指南", reply_markup={"inline_keyboard": [[link]]})
    await phone_of(page, OTHER).get_by_test_id("inline-button").click()
    await expect(phone_of(page, OTHER).get_by_test_id("message").last).to_contain_text(f"指南给 {OTHER}")

    await bot.call("sendMessage", chat_id=STAFF_GROUP, text="给同事", reply_markup={"inline_keyboard": [[link]]})
    await page.get_by_test_id("staff-chat").get_by_test_id("inline-button").click()
    await expect(phone_of(page, CLERK).get_by_test_id("message").last).to_contain_text(f"指南给 {CLERK}")


async def test_a_narrow_screen_switches_between_phones_by_name(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page(size=PHONE)
    await add_phone(page, "林佳")
    await bot.control("start", from_id=CITIZEN)
    await expect(phone_of(page, OTHER)).to_be_visible()
    await expect(phone_of(page, CITIZEN)).to_be_hidden()
    await bot.call("sendMessage", chat_id=CITIZEN, text="您的问题有答复了")
    first = page.get_by_test_id("tab-citizen").filter(has_text="陈晓")
    await expect(first.get_by_test_id("unread")).to_be_visible()
    await first.click()
    await expect(phone_of(page, CITIZEN).get_by_test_id("message").last).to_contain_text("您的问题有答复了")
    await expect(first.get_by_test_id("unread")).to_have_count(0)
    await first.press("ArrowRight")
    await expect(page.get_by_role("tab", selected=True)).to_be_focused()
    await expect(phone_of(page, OTHER)).to_be_visible()


async def test_a_question_to_one_person_leaves_another_one_writing(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await add_phone(page, "林佳")
    for person in (CITIZEN, OTHER):
        await bot.control("start", from_id=person)
    field = phone_of(page, CITIZEN).get_by_test_id("composer-input")
    await field.click()
    await field.press_sequentially("我正在")
    await bot.call("sendMessage", chat_id=OTHER, text="您的手机尾号？", reply_markup={"force_reply": True})
    await expect(phone_of(page, OTHER).get_by_test_id("composer-mode")).to_be_visible()
    await expect(field).to_be_focused()


async def test_a_reader_comes_back_to_the_same_place(open_page: OpenPage, bot: ScriptedBot) -> None:
    await bot.control("start", from_id=CITIZEN)
    for number in range(60):
        await bot.call("sendMessage", chat_id=CITIZEN, text=f"消息 {number:02}")
    page = await open_page(size=PHONE)
    await phone_of(page, CITIZEN).get_by_test_id("message").filter(has_text="消息 59").wait_for()
    await page.get_by_test_id("citizen-chat-messages").evaluate("element => { element.scrollTop = 600; }")
    await expect(page.get_by_test_id("citizen-chat").get_by_test_id("to-bottom")).to_be_visible()
    await page.get_by_test_id("tab-staff").click()
    await page.get_by_test_id("tab-citizen").click()
    assert await page.get_by_test_id("citizen-chat-messages").evaluate("element => element.scrollTop") > 100
    await expect(page.get_by_test_id("citizen-chat").get_by_test_id("to-bottom")).to_be_visible()
