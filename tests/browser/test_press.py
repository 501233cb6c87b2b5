"""What somebody presses stays in its place until it is let go, whatever comes; pressed twice it is done once."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.deeds import CITIZEN, STAFF_GROUP, messages, press_start, write
from tests.browser.scripted import USERNAME, ScriptedBot
from tests.browser.test_troubles import NOT_BY_ITSELF, refuse

pytestmark = pytest.mark.browser

LONG = "\n".join(f"第 {number} 项材料" for number in range(1, 13))
ONE_FAILS = """async () => {
    addEventListener("error", (event) => event.preventDefault());
    const { whenReleased } = await import("./press.js");
    whenReleased(() => { throw new Error("a drawing that fails"); });
}"""
HELD_FOR_GOOD = f"() => {{ {NOT_BY_ITSELF} }}"
TWICE = "button => { button.click(); button.click(); }"
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


async def hold(page: Page, target: Locator) -> None:
    """Put the mouse's button down on something, and not up."""
    await target.hover()
    await page.mouse.down()


async def heard_of(page: Page, bot: ScriptedBot, text: str) -> None:
    """Write to the citizen, and wait until the page had what came before and every occasion to draw it."""
    await bot.call("sendMessage", chat_id=CITIZEN, text=text)
    await expect(page.get_by_test_id("citizen-chat-live")).to_contain_text(text.splitlines()[-1])
    await page.evaluate(TWO_FRAMES)


async def test_a_link_is_followed_though_an_answer_comes_while_it_is_pressed(
    open_page: OpenPage, bot: ScriptedBot
) -> None:
    page = await open_page()
    await press_start(page, bot)
    await write(page, f"https://t.me/{USERNAME}?start=svc-hukou")
    link = messages(page).get_by_role("link")
    await expect(link).to_be_visible()
    await page.evaluate(HELD_FOR_GOOD)

    await hold(page, link)
    await bot.call("sendChatAction", chat_id=CITIZEN, action="typing")
    await heard_of(page, bot, LONG)
    await expect(messages(page).filter(has_text="第 12 项材料")).to_have_count(0)
    await page.mouse.up()

    await expect(messages(page).filter(has_text="/start svc-hukou")).to_be_visible()
    await expect(messages(page).filter(has_text="第 12 项材料")).to_be_visible()


async def test_a_topic_is_opened_though_another_one_moves_above_it_while_it_is_pressed(
    open_page: OpenPage, bot: ScriptedBot
) -> None:
    await bot.control("start", from_id=CITIZEN)
    older = await bot.call("createForumTopic", chat_id=STAFF_GROUP, name="居住证")
    await bot.call("createForumTopic", chat_id=STAFF_GROUP, name="结婚登记")
    page = await open_page()
    upper, lower = page.get_by_test_id("topic").nth(1), page.get_by_test_id("topic").nth(2)
    await expect(upper).to_contain_text("结婚登记")
    await page.evaluate(HELD_FOR_GOOD)

    await hold(page, upper)
    await bot.call("sendMessage", chat_id=STAFF_GROUP, message_thread_id=older["message_thread_id"], text="市民有补充")
    await heard_of(page, bot, "已转给工作人员")
    await page.mouse.up()

    await expect(page.get_by_test_id("topic-title")).to_have_text("结婚登记")
    await expect(lower).to_contain_text("结婚登记")


async def test_a_release_that_is_never_heard_of_holds_nothing_up(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await press_start(page, bot)
    await hold(page, messages(page).last)
    await bot.call("sendMessage", chat_id=CITIZEN, text=LONG)
    await expect(messages(page).filter(has_text="第 12 项材料")).to_be_visible()


async def test_what_waits_for_the_release_is_drawn_though_something_before_it_fails(
    open_page: OpenPage, bot: ScriptedBot
) -> None:
    page = await open_page()
    await press_start(page, bot)
    await hold(page, messages(page).last)
    await page.evaluate(ONE_FAILS)
    await bot.call("sendMessage", chat_id=CITIZEN, text=LONG)
    await page.mouse.up()
    await expect(messages(page).filter(has_text="第 12 项材料")).to_be_visible()


async def test_a_finger_holds_for_as_long_as_it_rests_and_its_menu_opens_after_it(
    open_page: OpenPage, bot: ScriptedBot
) -> None:
    page = await open_page(size=PHONE, touch=True)
    await press_start(page, bot)
    await page.clock.install()
    finger = await page.context.new_cdp_session(page)
    text = messages(page).last.get_by_test_id("text")
    box = await text.bounding_box()
    assert box
    touch = {"type": "touchStart", "touchPoints": [{"x": box["x"] + 5, "y": box["y"] + 5}]}
    await finger.send("Input.dispatchTouchEvent", touch)
    await heard_of(page, bot, LONG)
    await text.dispatch_event("contextmenu", {"bubbles": True, "clientX": 50, "clientY": 50})
    await page.clock.run_for(3000)
    assert await messages(page).filter(has_text="第 12 项材料").count() == 0
    assert await page.get_by_test_id("menu").count() == 0

    await finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await expect(messages(page).filter(has_text="第 12 项材料")).to_have_count(1)
    await expect(page.get_by_test_id("menu")).to_be_visible()


async def test_a_member_is_chosen_though_others_come_meanwhile(open_page: OpenPage, bot: ScriptedBot) -> None:
    await bot.control("start", from_id=CITIZEN)
    page = await open_page()
    await page.get_by_test_id("members-open").click()
    row = page.locator('[data-testid="member"][data-person-id="2002"]')
    await page.evaluate(HELD_FOR_GOOD)
    await hold(page, row.get_by_test_id("member-menu"))
    await bot.control("member", chat_id=STAFF_GROUP, user_id=2003, status="left")
    await heard_of(page, bot, "有人走了")
    await page.mouse.up()
    await expect(page.get_by_test_id("member-administrator")).to_be_visible()


async def test_two_quick_presses_are_one(open_page: OpenPage, bot: ScriptedBot) -> None:
    app = {"text": "选时间", "web_app": {"url": "https://forms.example/slot"}}
    page = await open_page()
    keyboard = {"keyboard": [[app]]}
    bot.on("/start", lambda _: bot.call("sendMessage", chat_id=CITIZEN, text="您好", reply_markup=keyboard))
    await page.get_by_test_id("start-button").evaluate(TWICE)
    await expect(messages(page).filter(has_text="您好")).to_be_visible()

    await page.get_by_test_id("reply-button").evaluate(TWICE)
    await page.get_by_test_id("webapp-data").fill("9:00")
    await page.get_by_test_id("webapp-send").evaluate(TWICE)
    await expect(page.get_by_test_id("webapp")).to_have_count(0)

    field = page.get_by_test_id("citizen-chat").get_by_test_id("composer-input")
    failed = page.locator('[data-testid="outgoing"][data-state="failed"]')
    await page.route("**/control/say", refuse)
    await write(page, "只说一次")
    await failed.get_by_test_id("take-back").evaluate(TWICE)
    await expect(field).to_have_value("只说一次")
    await field.press("Enter")
    await expect(failed).to_be_visible()
    await page.unroute("**/control/say")
    await failed.get_by_test_id("resend").evaluate(TWICE)
    await write(page, "说完了")
    await expect(messages(page).last).to_contain_text("说完了")
    assert await messages(page).get_by_test_id("text").all_text_contents() == ["/start", "您好", "只说一次", "说完了"]
    assert await page.get_by_test_id("citizen-chat").get_by_test_id("service").count() == 1
