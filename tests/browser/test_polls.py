"""Answers without words: votes, reactions, Mini Apps, inline mode and the buttons of a reply keyboard."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.deeds import CITIZEN, STAFF_GROUP, messages, press_start
from tests.browser.scripted import USERNAME, ScriptedBot, Update

pytestmark = pytest.mark.browser

WORDS = ("很好", "一般", "要改进")
OPTIONS = [{"text": text} for text in WORDS]


async def test_a_poll_is_voted_in_and_the_vote_taken_back(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await press_start(page, bot)
    await bot.call("sendPoll", chat_id=CITIZEN, question="今天的服务怎么样？", options=OPTIONS, is_anonymous=False)
    poll = messages(page).last.get_by_test_id("poll")
    await poll.get_by_test_id("poll-option").filter(has_text="很好").click()
    await expect(poll.get_by_test_id("poll-result").first).to_contain_text("100 %")
    await expect(poll).to_contain_text("1 人已投票")
    await page.reload()
    await expect(poll.get_by_test_id("poll-result").first).to_contain_text("你的选择")

    await poll.get_by_test_id("poll-retract").click()
    await expect(poll.get_by_test_id("poll-option")).to_have_count(3)


async def test_several_answers_are_sent_together(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await press_start(page, bot)
    await bot.call("sendPoll", chat_id=CITIZEN, question="哪些要改？", options=OPTIONS, allows_multiple_answers=True)
    poll = messages(page).last.get_by_test_id("poll")
    await expect(poll.get_by_test_id("poll-vote")).to_be_disabled()
    await poll.get_by_label("很好").check()
    await poll.get_by_label("一般").check()
    await poll.get_by_test_id("poll-vote").click()
    await expect(poll.get_by_test_id("poll-result").filter(has_text="你的选择")).to_have_count(2)


async def test_a_quiz_tells_right_from_wrong_and_why(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await press_start(page, bot)
    quiz = {"type": "quiz", "correct_option_ids": [1], "explanation": "由医院签发。"}
    await bot.call("sendPoll", chat_id=CITIZEN, question="带哪个原件？", options=OPTIONS, **quiz)
    poll = messages(page).last.get_by_test_id("poll")
    await expect(poll.get_by_test_id("poll-explanation")).to_have_count(0)
    await poll.get_by_test_id("poll-option").first.click()
    await expect(poll.get_by_test_id("poll-result").first).to_contain_text("你选错了")
    await expect(poll.get_by_test_id("poll-result").nth(1)).to_contain_text("正确答案")
    await expect(poll.get_by_test_id("poll-explanation")).to_have_text("由医院签发。")


async def test_a_reaction_is_given_and_taken_back(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await press_start(page, bot)
    greeting = messages(page).last
    await greeting.hover()
    await greeting.get_by_test_id("message-menu").click()
    await page.get_by_test_id("menu-react").first.click()
    await expect(greeting.get_by_test_id("reactions").get_by_role("button")).to_have_attribute("aria-pressed", "true")
    await page.reload()
    await expect(greeting.get_by_test_id("reactions").get_by_role("button")).to_have_attribute("aria-pressed", "true")
    await greeting.get_by_test_id("reactions").get_by_role("button").click()
    await expect(greeting.get_by_test_id("reactions")).to_have_count(0)


async def test_a_mini_app_shows_what_it_is_launched_with(open_page: OpenPage, bot: ScriptedBot) -> None:
    app = {"text": "打开表单", "web_app": {"url": "https://forms.example/visit"}}
    page = await open_page()
    await press_start(page, bot, reply_markup={"inline_keyboard": [[app]]})
    await page.get_by_test_id("inline-button").click()
    launch = page.get_by_test_id("webapp-launch")
    await expect(launch).to_contain_text("https://forms.example/visit")
    await expect(launch).to_contain_text("auth_date")
    fresh = await launch.inner_text()
    await page.get_by_test_id("webapp-kind").select_option("stale")
    await expect(launch).not_to_have_text(fresh, use_inner_text=True)
    await page.get_by_test_id("webapp-close").click()
    await expect(page.get_by_test_id("webapp")).to_have_count(0)


async def test_a_mini_app_of_the_keyboard_sends_data_back(open_page: OpenPage, bot: ScriptedBot) -> None:
    app = {"text": "选时间", "web_app": {"url": "https://forms.example/slot"}}
    page = await open_page()
    await press_start(page, bot, reply_markup={"keyboard": [[app]], "resize_keyboard": True})
    await page.get_by_test_id("reply-button").click()
    await page.get_by_test_id("webapp-data").fill('{"slot": 3}')
    await page.get_by_test_id("webapp-send").click()
    line = page.get_by_test_id("citizen-chat").get_by_test_id("service").last
    await expect(line).to_have_text("已把“选时间”的数据发给机器人")


async def test_the_bots_name_before_a_question_offers_results(open_page: OpenPage, bot: ScriptedBot) -> None:
    async def offer(query: Update) -> None:
        content = {"message_text": "居住证：两张照片，一份租房合同"}
        result = {"type": "article", "id": "1", "title": "居住证", "input_message_content": content}
        await bot.call("answerInlineQuery", inline_query_id=query["id"], results=[result])

    bot.on_inline("居住证", offer)
    page = await open_page()
    await press_start(page, bot)
    await page.get_by_test_id("citizen-chat").get_by_test_id("composer-input").fill(f"@{USERNAME} 居住证")
    await page.get_by_test_id("inline-result").click()
    sent = messages(page).last
    await expect(sent).to_contain_text("居住证：两张照片")
    await expect(sent).to_contain_text(f"通过 @{USERNAME}")
    await expect(page.get_by_test_id("citizen-chat").get_by_test_id("composer-input")).to_have_value("")


async def test_more_results_are_asked_for_and_chosen_by_their_page(open_page: OpenPage, bot: ScriptedBot) -> None:
    async def offer(query: Update) -> None:
        page, after = (2, "") if query["offset"] == "next" else (1, "next")
        content = {"message_text": f"第 {page} 页的指南"}
        result = {"type": "article", "id": "1", "title": f"指南 {page}", "input_message_content": content}
        await bot.call("answerInlineQuery", inline_query_id=query["id"], results=[result], next_offset=after)

    bot.on_inline("指南", offer)
    page = await open_page()
    await press_start(page, bot)
    field = page.get_by_test_id("citizen-chat").get_by_test_id("composer-input")
    for number in (2, 1):
        await field.fill(f"@{USERNAME} 指南")
        await page.get_by_test_id("inline-more").click()
        await expect(page.get_by_test_id("inline-result")).to_have_count(2)
        await expect(page.get_by_test_id("inline-result").nth(1)).to_be_focused()
        await expect(page.get_by_test_id("inline-more")).to_have_count(0)
        await page.get_by_test_id("inline-result").nth(number - 1).click()
        await expect(messages(page).last).to_contain_text(f"第 {number} 页的指南")


async def test_a_button_leads_to_inline_mode_in_the_topic_that_is_chosen(open_page: OpenPage, bot: ScriptedBot) -> None:
    async def offer(query: Update) -> None:
        content = {"message_text": "居住证：两张照片"}
        result = {"type": "article", "id": "1", "title": "居住证", "input_message_content": content}
        await bot.call("answerInlineQuery", inline_query_id=query["id"], results=[result])

    bot.on_inline("居住证", offer)
    topic = await bot.call("createForumTopic", chat_id=STAFF_GROUP, name="路灯报修")
    button = {"text": "发到别处", "switch_inline_query": "居住证"}
    await bot.call("sendMessage", chat_id=STAFF_GROUP, text="指南", reply_markup={"inline_keyboard": [[button]]})
    page = await open_page()
    desk = page.get_by_test_id("staff-chat")
    await desk.get_by_test_id("inline-button").click()
    await page.get_by_test_id("place").filter(has_text="路灯报修").click()
    await expect(page.get_by_test_id("topic-title")).to_have_text("路灯报修")
    await desk.get_by_test_id("inline-result").click()
    await expect(messages(page, "staff-chat").last).to_contain_text("居住证：两张照片")
    await expect(desk).to_have_attribute("data-thread-id", str(topic["message_thread_id"]))


async def test_a_button_for_chosen_chats_offers_those_alone(open_page: OpenPage, bot: ScriptedBot) -> None:
    button = {"text": "发到群里", "switch_inline_query_chosen_chat": {"query": "居住证", "allow_group_chats": True}}
    await bot.call("sendMessage", chat_id=STAFF_GROUP, text="指南", reply_markup={"inline_keyboard": [[button]]})
    page = await open_page()
    await page.get_by_test_id("staff-chat").get_by_test_id("inline-button").click()
    await expect(page.get_by_test_id("place")).to_have_count(1)
    await page.get_by_test_id("place").filter(has_text="办事大厅值班组").click()
    field = page.get_by_test_id("staff-chat").get_by_test_id("composer-input")
    await expect(field).to_have_value(f"@{USERNAME} 居住证")


async def test_the_button_above_inline_results_starts_the_bot(open_page: OpenPage, bot: ScriptedBot) -> None:
    async def offer(query: Update) -> None:
        button = {"text": "先登记", "start_parameter": "sign-up"}
        await bot.call("answerInlineQuery", inline_query_id=query["id"], results=[], button=button)

    bot.on_inline("居住证", offer)
    page = await open_page()
    await press_start(page, bot)
    field = page.get_by_test_id("citizen-chat").get_by_test_id("composer-input")
    await field.fill(f"@{USERNAME} 居住证")
    await page.get_by_test_id("inline-start").click()
    await expect(messages(page).last).to_contain_text("/start sign-up")
    await expect(field).to_have_value("")


async def test_a_keyboard_button_asks_for_a_poll(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    key = {"text": "发起投票", "request_poll": {}}
    await press_start(page, bot, reply_markup={"keyboard": [[key]]})
    await page.get_by_test_id("reply-button").click()
    await page.get_by_label("问题").fill("几点开会？")
    await page.get_by_label("选项").fill("上午\n下午")
    await page.get_by_test_id("dialog-submit").click()
    await expect(messages(page).last.get_by_test_id("poll")).to_contain_text("几点开会？")
