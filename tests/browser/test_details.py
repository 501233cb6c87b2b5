"""Smaller things people do on the chat page: albums, forced replies, topics, new people."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.deeds import CITIZEN, STAFF_GROUP
from tests.browser.scripted import ScriptedBot

pytestmark = pytest.mark.browser


async def chat_of(page: Page, bot: ScriptedBot) -> Locator:
    """The citizen's chat, started."""
    await bot.control("start", from_id=CITIZEN)
    chat = page.get_by_test_id("citizen-chat")
    await expect(chat.get_by_test_id("message")).to_have_count(1)
    return chat


async def say(bot: ScriptedBot, text: str, **more: Any) -> int:
    """The bot writes to the citizen; the answer is the message's id."""
    sent = await bot.call("sendMessage", chat_id=CITIZEN, text=text, **more)
    return int(sent["message_id"])


async def test_several_photos_become_one_album(open_page: OpenPage, bot: ScriptedBot, photo: Path) -> None:
    page = await open_page()
    chat = await chat_of(page, bot)
    await chat.get_by_test_id("file-photo").set_input_files([photo, photo, photo])
    await page.get_by_test_id("dialog-submit").click()

    await expect(chat.get_by_test_id("album").get_by_test_id("photo")).to_have_count(3)
    await expect(chat.get_by_test_id("message")).to_have_count(2)


async def test_a_forced_reply_puts_the_composer_into_reply_mode(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    chat = await chat_of(page, bot)
    asked = await say(bot, "您的手机尾号？", reply_markup={"force_reply": True})
    field = chat.get_by_test_id("composer-input")
    await expect(chat.get_by_test_id("composer-mode")).to_be_visible()
    await expect(field).to_be_focused()
    await field.press_sequentially("1001")
    await field.press("Enter")

    quote = chat.get_by_test_id("message").last.get_by_test_id("quote")
    await expect(quote).to_have_attribute("data-target", str(asked))
    await expect(chat.get_by_test_id("composer-mode")).to_be_hidden()


async def test_a_quote_leads_to_its_message(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    chat = await chat_of(page, bot)
    first = await say(bot, "最早的一条")
    for number in range(4):
        await say(bot, f"第 {number} 段\n" * 12)
    await say(bot, "见上面", reply_parameters={"message_id": first})
    origin = chat.locator(f'[data-message-id="{first}"]')
    await expect(origin).not_to_be_in_viewport()
    await chat.get_by_test_id("quote").click()
    await expect(origin).to_be_in_viewport()


async def test_selected_words_are_quoted_in_a_reply(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    chat = await chat_of(page, bot)
    await say(bot, "请带身份证，以及户口簿")
    card = chat.get_by_test_id("message").filter(has_text="户口簿")
    await card.get_by_test_id("text").evaluate(SELECT, [6, 11])
    await card.hover()
    await card.get_by_test_id("message-menu").click()
    await expect(page.get_by_test_id("menu-reply")).to_have_text("引用所选文字回复")
    await page.get_by_test_id("menu-reply").click()
    await expect(chat.get_by_test_id("composer-mode")).to_contain_text("以及户口簿")
    await chat.get_by_test_id("composer-input").fill("原件吗")
    await chat.get_by_test_id("composer-input").press("Enter")

    said = chat.get_by_test_id("message").last
    await expect(said.get_by_test_id("quote").locator(".quote-text")).to_have_text("以及户口簿")


SELECT = "(text, [from, to]) => getSelection().setBaseAndExtent(text.firstChild, from, text.firstChild, to)"


async def test_commands_are_listed_narrowed_and_sent(open_page: OpenPage, bot: ScriptedBot) -> None:
    commands = [{"command": "help", "description": "怎么用"}, {"command": "privacy", "description": "隐私说明"}]
    page = await open_page()
    chat = await chat_of(page, bot)
    await bot.call("setMyCommands", commands=commands)
    await chat.get_by_test_id("commands-button").click()
    await expect(chat.get_by_test_id("command")).to_have_count(2)
    await chat.get_by_test_id("composer-input").fill("/pr")
    await expect(chat.get_by_test_id("command")).to_have_count(1)
    await chat.get_by_test_id("command").click()
    await expect(chat.get_by_test_id("message").last).to_contain_text("/privacy")
    await expect(chat.get_by_test_id("composer-input")).to_have_value("")

    await say(bot, "也可以看 /help")
    await chat.get_by_test_id("message").filter(has_text="也可以看").get_by_test_id("bot-command").click()
    await expect(chat.get_by_test_id("message").last.get_by_test_id("text")).to_have_text("/help")


async def test_a_long_quote_opens_and_a_spoiler_is_revealed_by_key(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    chat = await chat_of(page, bot)
    lines = "\n".join(f"第 {number} 条" for number in range(9))
    html = f"<blockquote expandable>{lines}</blockquote>密码<tg-spoiler>1234</tg-spoiler>"
    await say(bot, html, parse_mode="HTML")
    bubble = chat.get_by_test_id("message").filter(has_text="密码")
    more = bubble.get_by_role("button", name="展开")
    await more.click()
    await expect(bubble.get_by_role("button", name="收起")).to_have_attribute("aria-expanded", "true")
    await bubble.get_by_role("button", name="隐藏内容").press("Enter")
    await expect(bubble.get_by_role("button", name="隐藏内容")).to_have_count(0)


async def test_typing_is_shown_until_the_message_comes(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    chat = await chat_of(page, bot)
    await bot.call("sendChatAction", chat_id=CITIZEN, action="typing")
    await expect(chat.get_by_test_id("typing")).to_be_visible()
    await say(bot, "好了")
    await expect(chat.get_by_test_id("typing")).to_be_hidden()


async def test_stickers_places_and_voice_are_drawn(open_page: OpenPage, bot: ScriptedBot, tmp_path: Path) -> None:
    voice = tmp_path / "留言.ogg"
    voice.write_bytes(b"OggS" + bytes(60))
    page = await open_page()
    chat = await chat_of(page, bot)
    await chat.get_by_test_id("attach").click()
    await page.get_by_test_id("attach-sticker").click()
    await chat.get_by_test_id("sticker-button").first.click()
    await expect(chat.get_by_test_id("sticker")).to_be_visible()

    await chat.get_by_test_id("attach").click()
    await page.get_by_test_id("attach-location").click()
    await page.get_by_test_id("dialog-submit").click()
    await expect(chat.get_by_test_id("location")).to_contain_text("30.27415")

    await chat.get_by_test_id("file-voice").set_input_files(voice)
    await page.get_by_test_id("dialog-submit").click()
    await expect(chat.get_by_test_id("voice").get_by_test_id("sound-play")).to_be_visible()


async def test_a_group_that_becomes_a_supergroup_stays_open(open_page: OpenPage, bot: ScriptedBot) -> None:
    clerk = {"user_id": 2002, "status": "member"}
    group = await bot.control("chats", title="临时小组", type="group", members=[clerk])
    page = await open_page()
    await page.get_by_test_id("group-select").select_option(label="临时小组")
    await bot.control("migrate", chat_id=group["id"])
    await expect(page.get_by_test_id("group-select").locator("option")).to_have_count(2)
    await expect(page.locator(f'option[value="{group["id"]}"]')).to_have_count(0)
    await expect(page.get_by_test_id("topic-title")).to_have_text("临时小组")


async def test_a_topic_is_made_closed_and_deleted_by_a_clerk(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await page.get_by_test_id("topic-add").click()
    await page.get_by_label("话题名称").fill("值班安排")
    await page.get_by_test_id("dialog-submit").click()
    topic = page.get_by_test_id("topic").filter(has_text="值班安排")
    await topic.click()
    await page.get_by_test_id("topic-menu").click()
    await page.get_by_test_id("topic-close").click()
    await expect(page.get_by_test_id("staff-chat").get_by_test_id("service").last).to_contain_text("关闭了话题")

    await page.get_by_test_id("topic-menu").click()
    await page.get_by_test_id("topic-delete").click()
    await page.get_by_test_id("dialog-submit").click()
    await expect(topic).to_have_count(0)
    await expect(page.get_by_test_id("topic-title")).to_have_text("综合")


async def test_new_people_take_the_phone_and_new_clerks_join_the_group(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await page.get_by_test_id("citizen-picker-add").click()
    await page.get_by_label("名", exact=True).fill("何雨")
    await page.get_by_test_id("dialog-submit").click()
    await expect(page.get_by_test_id("citizen-picker").get_by_role("button", pressed=True)).to_have_text("何何雨")
    await expect(page.get_by_test_id("start-button")).to_be_visible()

    await page.get_by_test_id("clerk-picker-add").click()
    await page.get_by_label("名", exact=True).fill("孙宁")
    await page.get_by_test_id("dialog-submit").click()
    await expect(page.get_by_test_id("clerk-picker").get_by_role("button", pressed=True)).to_have_text("孙孙宁")
    await expect(page.get_by_test_id("staff-chat").get_by_test_id("service").last).to_contain_text("把 孙宁 拉进了群")


async def test_a_text_too_long_for_one_message_goes_in_two(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    chat = await chat_of(page, bot)
    field = chat.get_by_test_id("composer-input")
    await field.fill("长" * 5000)
    await field.press("Enter")
    await expect(chat.get_by_test_id("message")).to_have_count(3)
    await expect(chat.get_by_test_id("message").last.get_by_test_id("text")).to_have_text("长" * (5000 - 4096))


async def test_a_group_without_clerks_asks_for_one(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    for clerk in (2001, 2002, 2003):
        await bot.control("member", chat_id=STAFF_GROUP, user_id=clerk, status="left")
    await expect(page.get_by_test_id("clerk-picker").get_by_test_id("person")).to_have_count(0)
    await expect(page.get_by_test_id("staff-chat").get_by_test_id("composer-input")).to_be_hidden()
    await expect(page.get_by_test_id("clerk-picker-add")).to_be_visible()


async def test_the_page_waits_for_a_bot_that_is_not_there_yet(open_page: OpenPage, sandbox_url: str) -> None:
    page = await open_page()
    await expect(page.get_by_test_id("phone")).to_contain_text("还没有机器人连上来")
    response = await page.request.post(f"{sandbox_url}/bot123456:arrives-later-than-the-page/getMe")
    assert response.ok
    await expect(page.get_by_test_id("start-button")).to_be_visible()


async def test_an_empty_chat_says_what_the_bot_can_do_in_the_persons_language(
    open_page: OpenPage, bot: ScriptedBot
) -> None:
    page = await open_page()
    await bot.call("setMyDescription", description="告诉我您想办什么事。")
    await bot.call("setMyDescription", description="Tell me what you need.", language_code="en")
    await expect(page.get_by_test_id("welcome")).to_contain_text("告诉我您想办什么事。")
    await page.get_by_test_id("citizen-picker").get_by_text("Alex Morgan").click()
    await expect(page.get_by_test_id("welcome")).to_contain_text("Tell me what you need.")


async def test_commands_are_those_of_the_persons_language(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await bot.call("setMyCommands", commands=[{"command": "help", "description": "怎么用"}])
    await bot.call("setMyCommands", commands=[{"command": "help", "description": "How to"}], language_code="en")
    await bot.control("start", from_id=1003)
    await page.get_by_test_id("citizen-picker").get_by_text("Alex Morgan").click()
    await page.get_by_test_id("citizen-chat").get_by_test_id("commands-button").click()
    await expect(page.get_by_test_id("command")).to_contain_text("How to")


async def test_the_menu_follows_what_a_clerk_is_and_what_a_chat_has_of_its_own(
    open_page: OpenPage, bot: ScriptedBot
) -> None:
    page = await open_page()
    chat = await chat_of(page, bot)
    rulers = {"type": "chat_administrators", "chat_id": STAFF_GROUP}
    app = {"type": "web_app", "text": "填表", "web_app": {"url": "https://forms.example/"}}
    await bot.call("setMyCommands", commands=[{"command": "close", "description": "关闭话题"}], scope=rulers)
    await bot.call("setChatMenuButton", menu_button=app)
    await expect(chat.get_by_test_id("menu-app")).to_have_text("填表")
    await bot.call("setChatMenuButton", chat_id=CITIZEN, menu_button={"type": "commands"})
    await expect(chat.get_by_test_id("menu-app")).to_be_hidden()

    desk = page.get_by_test_id("staff-chat")
    await expect(desk.get_by_test_id("commands-button")).to_be_visible()
    await expect(desk.get_by_test_id("menu-app")).to_be_hidden()
    await page.get_by_test_id("clerk-picker").get_by_text("赵强").click()
    await expect(desk.get_by_test_id("commands-button")).to_be_hidden()
    await bot.control("member", chat_id=STAFF_GROUP, user_id=2002, status="administrator")
    await desk.get_by_test_id("commands-button").click()
    await expect(desk.get_by_test_id("command")).to_contain_text("关闭话题")
