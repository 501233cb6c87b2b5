"""What a citizen and a clerk do on the chat page."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.deeds import CITIZEN, STAFF_GROUP, messages, press_start, write
from tests.browser.scripted import USERNAME, ScriptedBot, Update

pytestmark = pytest.mark.browser


async def test_start_greets_and_a_message_is_answered(open_page: OpenPage, bot: ScriptedBot) -> None:
    async def guide(message: Update) -> None:
        html = "<b>新生儿户口登记</b>\n<i>出生医学证明</i> &lt;原件&gt; <tg-spoiler>密</tg-spoiler>"
        await bot.call("sendMessage", chat_id=message["chat"]["id"], text=html, parse_mode="HTML")

    bot.on("孩子上户口要带什么", guide)
    page = await open_page()
    await press_start(page, bot)
    await write(page, "孩子上户口要带什么")

    own = messages(page).filter(has_text="孩子上户口要带什么")
    await expect(own).to_have_attribute("data-own", "true")
    answer = messages(page).last
    await expect(answer.locator("strong")).to_have_text("新生儿户口登记")
    await expect(answer.locator("em")).to_have_text("出生医学证明")
    await expect(answer.get_by_test_id("text")).to_contain_text("<原件>")
    await expect(page.get_by_test_id("citizen-chat-live")).to_contain_text("新生儿户口登记")


async def test_markup_in_a_message_stays_text(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await press_start(page, bot)
    await write(page, "<img src=x onerror=alert(1)><b>不是粗体</b>")

    bubble = messages(page).last
    await expect(bubble.get_by_test_id("text")).to_have_text("<img src=x onerror=alert(1)><b>不是粗体</b>")
    assert await bubble.locator("b, img").count() == 0


async def test_a_press_spins_until_the_bot_answers_with_a_toast(open_page: OpenPage, bot: ScriptedBot) -> None:
    presses: asyncio.Queue[Update] = asyncio.Queue()
    bot.on("keep", presses.put)
    page = await open_page()
    await press_start(
        page, bot, reply_markup={"inline_keyboard": [[{"text": "加入我的清单", "callback_data": "keep"}]]}
    )
    button = page.get_by_test_id("inline-button")
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")

    async with page.expect_response("**/control/callbacks/*"):
        pass
    press = await presses.get()
    await bot.call("answerCallbackQuery", callback_query_id=press["id"], text="已加入清单")
    await expect(page.get_by_test_id("toast")).to_have_text("已加入清单")
    await expect(button).not_to_have_attribute("aria-busy", "true")


async def test_an_alert_waits_to_be_closed(open_page: OpenPage, bot: ScriptedBot) -> None:
    async def warn(press: Update) -> None:
        await bot.call("answerCallbackQuery", callback_query_id=press["id"], text="大厅今天休息", show_alert=True)

    bot.on("hours", warn)
    page = await open_page()
    await press_start(page, bot, reply_markup={"inline_keyboard": [[{"text": "开门吗", "callback_data": "hours"}]]})
    await page.get_by_test_id("inline-button").click()

    await expect(page.get_by_test_id("alert-text")).to_have_text("大厅今天休息")
    await page.get_by_test_id("alert-ok").click()
    await expect(page.get_by_test_id("alert")).to_have_count(0)


async def test_an_edit_of_the_bot_is_seen_live(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await press_start(page, bot)
    sent = await bot.call("sendMessage", chat_id=CITIZEN, text="正在查询")
    bubble = page.locator(f'[data-chat-id="{CITIZEN}"][data-message-id="{sent["message_id"]}"]')
    await expect(bubble).to_contain_text("正在查询")

    await bot.call("editMessageText", chat_id=CITIZEN, message_id=sent["message_id"], text="查到三份材料")
    await expect(bubble).to_contain_text("查到三份材料")
    await expect(bubble.get_by_test_id("edited")).to_be_visible()


async def test_a_citizen_edits_and_deletes_what_was_said(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await press_start(page, bot)
    await write(page, "居住正怎么办")
    own = messages(page).filter(has_text="居住")
    await own.hover()
    await own.get_by_test_id("message-menu").click()
    await page.get_by_test_id("menu-edit").click()
    await write(page, "居住证怎么办")
    await expect(own.get_by_test_id("text")).to_have_text("居住证怎么办")
    await expect(own.get_by_test_id("edited")).to_be_visible()

    await own.hover()
    await own.get_by_test_id("message-menu").click()
    await page.get_by_test_id("menu-delete").click()
    await expect(own).to_have_count(0)


async def test_enter_that_chooses_a_candidate_sends_nothing(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await press_start(page, bot)
    field = page.get_by_test_id("citizen-chat").get_by_test_id("composer-input")
    await field.fill("户口")
    await field.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    await expect(field).to_have_value("户口")
    await field.press("Shift+Enter")
    await expect(field).to_have_value("户口\n")
    await field.press("Enter")
    await expect(field).to_have_value("")
    await expect(messages(page).last).to_contain_text("户口")


async def test_a_clerk_answers_in_a_topic(open_page: OpenPage, bot: ScriptedBot) -> None:
    replies: list[Update] = []

    async def note(message: Update) -> None:
        replies.append(message)
        await bot.call("sendMessage", chat_id=CITIZEN, text="工作人员：可以先申请调解")

    bot.on("可以先申请调解", note)
    page = await open_page()
    await press_start(page, bot)
    topic = await bot.call("createForumTopic", chat_id=STAFF_GROUP, name="Q-0001 加装电梯")
    thread = topic["message_thread_id"]
    await bot.call("sendMessage", chat_id=STAFF_GROUP, message_thread_id=thread, text="邻居不同意怎么办")

    entry = page.locator(f'[data-testid="topic"][data-thread-id="{thread}"]')
    await expect(entry.get_by_test_id("unread")).to_be_visible()
    await entry.click()
    await expect(page.get_by_test_id("topic-title")).to_have_text("Q-0001 加装电梯")
    await expect(entry.get_by_test_id("unread")).to_have_count(0)

    card = messages(page, "staff-chat").filter(has_text="邻居不同意怎么办")
    await card.hover()
    await card.get_by_test_id("message-menu").click()
    await page.get_by_test_id("menu-reply").click()
    await write(page, "可以先申请调解", side="staff-chat")

    quote = messages(page, "staff-chat").last.get_by_test_id("quote")
    await expect(quote).to_contain_text("邻居不同意怎么办")
    await expect(messages(page).last).to_contain_text("可以先申请调解")
    assert replies[0]["message_thread_id"] == thread
    assert replies[0]["reply_to_message"]["text"] == "邻居不同意怎么办"


async def test_a_photo_is_uploaded_with_its_caption_and_shown(
    open_page: OpenPage, bot: ScriptedBot, photo: Path
) -> None:
    received: list[Update] = []

    async def take(message: Update) -> None:
        received.append(message)
        await bot.call("sendMessage", chat_id=message["chat"]["id"], text="照片收到")

    bot.on("出生证", take)
    page = await open_page()
    await press_start(page, bot)
    await page.get_by_test_id("citizen-chat").get_by_test_id("file-photo").set_input_files(photo)
    await page.get_by_label("说明文字").fill("出生证")
    await page.get_by_test_id("dialog-submit").click()

    await expect(messages(page).last).to_contain_text("照片收到")
    image = page.get_by_test_id("photo").locator("img")
    await expect(image).to_have_js_property("naturalWidth", 1)
    assert received[0]["photo"]


async def test_a_document_is_downloaded_under_its_name(open_page: OpenPage, bot: ScriptedBot, tmp_path: Path) -> None:
    form = tmp_path / "申请表.txt"
    form.write_text("姓名：", encoding="utf-8")
    page = await open_page()
    await press_start(page, bot)
    await page.get_by_test_id("citizen-chat").get_by_test_id("file-document").set_input_files(form)
    await page.get_by_test_id("dialog-submit").click()

    async with page.expect_download() as waiting:
        await page.get_by_test_id("document").click()
    download = await waiting.value
    assert download.suggested_filename == "申请表.txt"
    assert (await download.path()).read_text(encoding="utf-8") == "姓名："


async def test_a_deep_link_starts_the_bot_inside_the_sandbox(open_page: OpenPage, bot: ScriptedBot) -> None:
    async def card(message: Update) -> None:
        await bot.call("sendMessage", chat_id=message["chat"]["id"], text="户口登记指南")

    bot.on("/start svc-hukou", card)
    page = await open_page()
    link = {"text": "打开指南", "url": f"https://t.me/{USERNAME}?start=svc-hukou"}
    await press_start(page, bot, reply_markup={"inline_keyboard": [[link]]})
    await page.get_by_test_id("inline-button").click()

    await expect(messages(page).filter(has_text="/start svc-hukou")).to_be_visible()
    await expect(messages(page).last).to_contain_text("户口登记指南")


async def test_reply_keyboard_and_contact_reach_the_bot(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    keys = [[{"text": "首页"}], [{"text": "发送我的手机号", "request_contact": True}]]
    await press_start(page, bot, reply_markup={"keyboard": keys, "resize_keyboard": True})
    await page.get_by_test_id("reply-button").filter(has_text="首页").click()
    await expect(messages(page).last).to_contain_text("首页")

    await page.get_by_test_id("reply-button").filter(has_text="手机号").click()
    await page.get_by_test_id("dialog-submit").click()
    await expect(page.get_by_test_id("contact")).to_contain_text("138")


async def test_a_blocked_bot_can_be_unblocked(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await press_start(page, bot)
    await page.get_by_test_id("phone-menu").click()
    await page.get_by_test_id("menu-block").click()
    await page.get_by_test_id("unblock-button").click()
    await expect(page.get_by_test_id("citizen-chat").get_by_test_id("composer-input")).to_be_visible()


async def test_whoever_deleted_their_account_writes_no_more(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await press_start(page, bot)
    await page.get_by_test_id("phone-menu").click()
    await page.get_by_test_id("menu-deactivate").click()
    await page.get_by_test_id("dialog-submit").click()
    chat = page.get_by_test_id("citizen-chat")
    await expect(chat.get_by_text("账号已注销")).to_be_visible()
    await expect(chat.get_by_test_id("composer-input")).to_be_hidden()
    await expect(page.get_by_test_id("phone-menu")).to_be_hidden()
    with pytest.raises(AssertionError, match="user is deactivated"):
        await bot.call("sendMessage", chat_id=CITIZEN, text="您的问题有答复了")


async def test_messages_for_another_person_are_counted_until_read(open_page: OpenPage, bot: ScriptedBot) -> None:
    await bot.control("start", from_id=1002)
    page = await open_page()
    await bot.call("sendMessage", chat_id=1002, text="您的问题有答复了")
    other = page.get_by_test_id("citizen-picker").locator('[data-person-id="1002"]')
    await expect(other.get_by_test_id("unread")).to_be_visible()

    await other.click()
    await expect(messages(page).last).to_contain_text("您的问题有答复了")
    await expect(other.get_by_test_id("unread")).to_have_count(0)
