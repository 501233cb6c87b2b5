"""The staff group's own business on the page: who is in it, and what becomes of it."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.deeds import STAFF_GROUP
from tests.browser.scripted import ScriptedBot

pytestmark = pytest.mark.browser

CREATOR, CLERK = 2001, 2002


async def change(page: Page, person: int, status: str) -> None:
    """Open somebody's menu in the list of members and choose what they shall be."""
    await page.locator(f'[data-testid="member-menu"][data-person-id="{person}"]').click()
    await page.get_by_test_id(f"member-{status}").click()


async def test_members_are_promoted_leave_and_come_back(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await page.get_by_test_id("group-menu").click()
    await page.get_by_test_id("group-members").click()
    row = page.locator(f'[data-testid="member"][data-person-id="{CLERK}"]')
    await expect(row).to_contain_text("成员")
    await change(page, CLERK, "administrator")
    await expect(row).to_contain_text("管理员")
    await change(page, CLERK, "left")
    await expect(row).to_contain_text("不在群里")
    await change(page, CLERK, "member")
    await expect(row).to_contain_text("成员")
    await expect(page.locator(f'[data-testid="member-menu"][data-person-id="{CREATOR}"]')).to_have_count(0)
    await page.get_by_test_id("members-close").click()

    lines = page.get_by_test_id("staff-chat").get_by_test_id("service")
    await expect(lines.filter(has_text="退出了群")).to_be_visible()
    await expect(lines.last).to_contain_text("赵强")


async def test_the_bot_is_removed_and_brought_back(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await page.get_by_test_id("group-menu").click()
    await page.get_by_test_id("group-bot-out").click()
    lines = page.get_by_test_id("staff-chat").get_by_test_id("service")
    await expect(lines.last).to_contain_text("移出了群")
    await page.get_by_test_id("group-menu").click()
    await page.get_by_test_id("group-bot-back").click()
    await expect(lines.last).to_contain_text("拉进了群")
    await bot.call("sendMessage", chat_id=STAFF_GROUP, text="我回来了")
    await expect(page.get_by_test_id("staff-chat").get_by_test_id("message").last).to_contain_text("我回来了")


async def test_a_group_is_made_a_supergroup_from_its_menu(open_page: OpenPage, bot: ScriptedBot) -> None:
    clerk = {"user_id": CLERK, "status": "member"}
    group = await bot.control("chats", title="临时小组", type="group", members=[clerk])
    page = await open_page()
    await page.get_by_test_id("group-select").select_option(label="临时小组")
    await page.get_by_test_id("group-menu").click()
    await page.get_by_test_id("group-migrate").click()
    await page.get_by_test_id("dialog-submit").click()
    await expect(page.locator(f'option[value="{group["id"]}"]')).to_have_count(0)
    await expect(page.get_by_test_id("topic-title")).to_have_text("临时小组")
    await expect(page.get_by_test_id("staff-chat").get_by_test_id("service").last).to_contain_text("升级为超级群")


async def test_a_topic_is_renamed(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    topic = await bot.call("createForumTopic", chat_id=STAFF_GROUP, name="旧名字")
    await page.locator(f'[data-testid="topic"][data-thread-id="{topic["message_thread_id"]}"]').click()
    await page.get_by_test_id("topic-menu").click()
    await page.get_by_test_id("topic-rename").click()
    await page.get_by_label("话题名称", exact=True).fill("新名字")
    await page.get_by_test_id("dialog-submit").click()
    await expect(page.get_by_test_id("topic-title")).to_have_text("新名字")
    await expect(page.get_by_test_id("staff-chat").get_by_test_id("service").last).to_contain_text("改名为“新名字”")
