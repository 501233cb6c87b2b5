"""What somebody is in the middle of is not taken from under their hands by what others do meanwhile."""

import asyncio

import pytest
from playwright.async_api import Route, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.deeds import CITIZEN, STAFF_GROUP, messages, press_start, write
from tests.browser.scripted import ScriptedBot, Update
from tests.browser.test_troubles import refuse

pytestmark = pytest.mark.browser

OTHER, CLERK = 1002, 2002


async def test_a_question_that_wants_an_answer_waits_for_the_end_of_an_edit(
    open_page: OpenPage, bot: ScriptedBot
) -> None:
    page = await open_page()
    await press_start(page, bot)
    await write(page, "居住正")
    field = page.get_by_test_id("citizen-chat").get_by_test_id("composer-input")
    mode = page.get_by_test_id("citizen-chat").get_by_test_id("composer-mode")
    await expect(messages(page).filter(has_text="居住正")).to_be_visible()
    await field.fill("还没写完")
    await messages(page).filter(has_text="居住正").get_by_test_id("message-menu").click()
    await page.get_by_test_id("menu-edit").click()
    await bot.call("sendMessage", chat_id=CITIZEN, text="您的手机尾号？", reply_markup={"force_reply": True})
    await expect(messages(page).filter(has_text="您的手机尾号")).to_be_visible()
    assert await mode.get_attribute("data-mode") == "edit"

    held: asyncio.Queue[Route] = asyncio.Queue()
    await page.route("**/control/edit", held.put)
    await write(page, "居住证")
    route = await held.get()
    answer = await route.fetch()
    await expect(messages(page).filter(has_text="居住证").get_by_test_id("edited")).to_be_visible()
    await route.fulfill(response=answer)
    await expect(mode).to_have_attribute("data-mode", "reply")
    await expect(field).to_have_value("还没写完")

    await page.get_by_test_id("phone-search").click()
    await bot.call("sendMessage", chat_id=CITIZEN, text="再问一次？", reply_markup={"force_reply": True})
    await expect(mode).to_contain_text("再问一次")
    await expect(page.get_by_test_id("citizen-chat").get_by_test_id("search-field")).to_be_focused()


async def test_whoever_replies_instead_leaves_the_edit(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await press_start(page, bot)
    chat = page.get_by_test_id("citizen-chat")
    await chat.get_by_test_id("composer-input").fill("还没写完")
    for words, deed in (("/start", "edit"), ("您好", "reply")):
        message = messages(page).filter(has_text=words)
        await message.hover()
        await message.get_by_test_id("message-menu").click()
        await page.get_by_test_id(f"menu-{deed}").click()
        await expect(chat.get_by_test_id("composer-mode")).to_have_attribute("data-mode", deed)
    await expect(chat.get_by_test_id("composer-input")).to_have_value("还没写完")


async def test_what_one_writes_goes_along_when_the_group_gets_another_number(
    open_page: OpenPage, bot: ScriptedBot
) -> None:
    topic = await bot.call("createForumTopic", chat_id=STAFF_GROUP, name="路灯")
    page = await open_page()
    await page.locator(f'[data-testid="topic"][data-thread-id="{topic["message_thread_id"]}"]').click()
    desk = page.get_by_test_id("staff-chat")
    await desk.get_by_test_id("composer-input").fill("已经派人")
    await bot.control("migrate", chat_id=STAFF_GROUP)
    await expect(desk).not_to_have_attribute("data-chat-id", str(STAFF_GROUP))
    await expect(page.get_by_test_id("topic-title")).to_have_text("路灯")
    await expect(desk.get_by_test_id("composer-input")).to_have_value("已经派人")


async def test_the_next_message_leaves_what_is_ticked_ticked_and_what_is_pressed_waiting(
    open_page: OpenPage, bot: ScriptedBot
) -> None:
    button = {"inline_keyboard": [[{"text": "查一查", "callback_data": "look"}]]}
    options = [{"text": "很好"}, {"text": "一般"}]
    page = await open_page()
    await press_start(page, bot, reply_markup=button)
    await bot.call("sendPoll", chat_id=CITIZEN, question="怎么样？", options=options, allows_multiple_answers=True)
    pressed = page.get_by_test_id("inline-button")
    ticked = page.get_by_test_id("poll").get_by_label("很好")
    await ticked.check()
    await pressed.click()
    await expect(pressed).to_have_attribute("aria-busy", "true")
    await bot.call("sendMessage", chat_id=CITIZEN, text="请稍等")
    await expect(messages(page).filter(has_text="请稍等")).to_be_visible()
    await expect(ticked).to_be_checked()
    await expect(pressed).to_have_attribute("aria-busy", "true")


async def test_the_focus_stays_on_a_button_whose_message_is_edited_and_on_a_tab_that_is_drawn_anew(
    open_page: OpenPage, bot: ScriptedBot
) -> None:
    async def tick(press: Update) -> None:
        where = {"chat_id": CITIZEN, "message_id": press["message"]["message_id"]}
        await bot.call("editMessageText", **where, text="已选身份证", reply_markup=keyboard)

    keyboard = {"inline_keyboard": [[{"text": text, "callback_data": text}] for text in ("身份证", "户口簿")]}
    bot.on("户口簿", tick)
    page = await open_page(size=PHONE)
    await press_start(page, bot, text="您好，请选", reply_markup=keyboard)
    button = page.get_by_test_id("inline-button").filter(has_text="户口簿")
    await button.focus()
    await page.keyboard.press("Enter")
    await expect(messages(page).filter(has_text="已选身份证")).to_be_visible()
    await expect(button).to_be_focused()

    await page.get_by_test_id("phone-add").click()
    await page.get_by_test_id("phone-person").filter(has_text="林佳").click()
    tab = page.get_by_test_id("tab-citizen").filter(has_text="林佳")
    await tab.focus()
    await bot.call("sendMessage", chat_id=CITIZEN, text="有答复了")
    await expect(page.get_by_test_id("tab-citizen").first.get_by_test_id("unread")).to_be_visible()
    await expect(tab).to_be_focused()


async def test_whoever_was_blocked_from_backstage_is_still_the_one_that_is_chosen(
    open_page: OpenPage, bot: ScriptedBot
) -> None:
    page = await open_page()
    for person in (CITIZEN, OTHER):
        await bot.control("start", from_id=person)
    await page.get_by_test_id("backstage-toggle").click()
    choice = page.get_by_test_id("choice-person")
    await choice.select_option(str(OTHER))
    await page.get_by_test_id("deed-block").click()
    await expect(page.get_by_test_id("backstage-said")).to_contain_text("屏蔽")
    await bot.control("people", first_name="新来的", role="citizen")
    await expect(choice.locator("option").filter(has_text="新来的")).to_have_count(1)
    await expect(choice).to_have_value(str(OTHER))


async def test_what_a_dialog_asked_for_goes_to_the_chat_where_it_was_opened(
    open_page: OpenPage, bot: ScriptedBot
) -> None:
    for person in (CITIZEN, OTHER):
        await bot.control("start", from_id=person)
    page = await open_page()
    await page.get_by_test_id("citizen-chat").get_by_test_id("attach").click()
    await page.get_by_test_id("attach-contact").click()
    # A story that is played meanwhile puts the phone into somebody else's hands.
    await page.get_by_test_id("citizen-picker").locator(f'[data-person-id="{OTHER}"]').dispatch_event("click")
    await expect(page.get_by_test_id("phone")).to_have_attribute("data-person-id", str(OTHER))
    await page.get_by_test_id("dialog-submit").click()
    await page.get_by_test_id("citizen-picker").locator(f'[data-person-id="{CITIZEN}"]').click()
    await expect(messages(page).last.get_by_test_id("contact")).to_contain_text("陈晓")


async def test_a_message_that_was_taken_away_is_unread_no_more(open_page: OpenPage, bot: ScriptedBot) -> None:
    await bot.control("start", from_id=OTHER)
    page = await open_page()
    for text in ("第一条", "第二条"):
        sent = await bot.call("sendMessage", chat_id=OTHER, text=text)
    unread = page.get_by_test_id("citizen-picker").get_by_test_id("unread").locator(".visually-hidden")
    await expect(unread).to_have_text("2 条未读")
    await bot.call("deleteMessage", chat_id=OTHER, message_id=sent["message_id"])
    await expect(unread).to_have_text("1 条未读")


async def test_a_person_that_is_refused_is_said_to_be(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await page.route("**/control/people", refuse)
    for adding in ("citizen-picker-add", "clerk-picker-add"):
        await page.get_by_test_id(adding).click()
        await page.get_by_label("名", exact=True).fill("何雨")
        await page.get_by_test_id("dialog-submit").click()
        await expect(page.get_by_test_id("toast").filter(has_text="busy")).not_to_have_count(0)


async def test_a_refusal_is_said_in_the_dialog_that_keeps_what_was_written(
    open_page: OpenPage, bot: ScriptedBot
) -> None:
    app = {"text": "选时间", "web_app": {"url": "https://forms.example/slot"}}
    page = await open_page()
    await press_start(page, bot, reply_markup={"keyboard": [[app]]})
    await page.route("**/control/webapp_data", refuse)
    await page.get_by_test_id("reply-button").click()
    await page.get_by_test_id("webapp-data").fill("9:00")
    await page.get_by_test_id("webapp-send").click()
    dialog = page.get_by_test_id("webapp")
    await expect(dialog.get_by_test_id("toast")).to_contain_text("busy")
    await expect(dialog.get_by_test_id("webapp-data")).to_have_value("9:00")


async def test_the_backstage_survives_a_change_of_language_while_nothing_can_be_read(
    open_page: OpenPage, bot: ScriptedBot
) -> None:
    page = await open_page()
    await page.get_by_test_id("backstage-toggle").click()
    await page.route("**/control/backstage", refuse)
    await page.get_by_test_id("language-toggle").click()
    await expect(page.get_by_test_id("backstage")).to_be_visible()
    await expect(page.get_by_test_id("jump-hour")).to_be_visible()
