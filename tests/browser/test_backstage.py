"""Behind the scenes, in a real browser with the real bot: time jumps, a killed bot, troubles, the record of sends."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from bot.demo.running import running_demo
from content.paths import sample_pack
from tests.browser.conftest import PHONE, WIDE, OpenPage
from tests.browser.deeds import messages, write
from tests.browser.main_story import KNOWN, STAFF, hand_a_question_over, turn_to

pytestmark = pytest.mark.browser
RESTART = 60_000
"""Milliseconds a bot may take to be back on a busy machine."""
ASKS = 15
"""How often somebody asks until the new words are there, once a second."""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A hall pack of one's own, with a story that cannot come out."""
    pack = Path(shutil.copytree(sample_pack(), tmp_path / "hall"))
    head, steps = "title: {zh: 不会成的, en: It cannot}\nsteps:\n", ("says: 你好", "sees: {words: 恭喜发财, within: 1}")
    wrong = head + "".join(f"  - 陈晓 {step}\n" for step in steps)
    (pack / "stories" / "wrong.yaml").write_text(wrong, "utf-8")
    return pack


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox_url(pack: Path) -> AsyncIterator[str]:
    """The demo instead of a scripted bot."""
    async with running_demo(port=0, hall=pack) as demo:
        yield demo.url


async def open_drawer(page: Page, tab: str) -> None:
    """Open the drawer at one of its panes."""
    if await page.get_by_test_id("backstage").is_hidden():
        await page.get_by_test_id("backstage-toggle").click()
    await page.get_by_test_id(f"backstage-tab-{tab}").click()


async def start(page: Page) -> None:
    await page.get_by_test_id("start-button").click()
    await expect(messages(page).filter(has_text="示例大厅").last).to_be_visible()


SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])


@SIZES
async def test_what_is_due_arrives_when_the_clock_is_moved(open_page: OpenPage, size: tuple[int, int]) -> None:
    page = await open_page(size=size)
    await start(page)
    await hand_a_question_over(page)
    await turn_to(page, "staff")
    await page.get_by_test_id("topic").filter(has_text="ZX20").last.click()
    card = messages(page, STAFF).filter(has_text="路灯").last
    await card.click(button="right")
    await page.get_by_role("menuitem", name="回复").click()
    await write(page, "已经派人去修了", side=STAFF)
    await expect(messages(page, STAFF).filter(has_text="想改可以直接编辑原消息").last).to_be_visible()
    await turn_to(page, "citizen")
    await expect(messages(page).filter(has_text="已经派人去修了")).to_have_count(0)

    before = await page.get_by_test_id("hall-time").text_content()
    await page.get_by_test_id("jump-deadline").click()
    await expect(messages(page).filter(has_text="已经派人去修了")).to_have_count(1)
    await page.get_by_test_id("jump-working_day").click()
    await expect(page.get_by_test_id("hall-time")).to_contain_text(re.compile(r"\d\d:00"))
    assert await page.get_by_test_id("hall-time").text_content() != before


async def test_whoever_reads_in_another_part_of_the_world_sees_the_time_of_the_hall(open_page: OpenPage) -> None:
    page = await open_page(zone="America/New_York")

    await start(page)

    said = messages(page).last.locator("time")
    minutes = [int(hour) * 60 + int(minute) for hour, minute in re.findall(r"(\d\d):(\d\d)", await _clocks(page, said))]
    assert len(minutes) == 2
    assert (minutes[0] - minutes[1]) % (24 * 60) <= 1, "the clock bar and the message tell the same time"


async def _clocks(page: Page, said: Locator) -> str:
    await said.wait_for()
    return f"{await page.get_by_test_id('hall-time').text_content()} {await said.text_content()}"


@SIZES
async def test_a_bot_killed_in_the_middle_answers_once_when_it_is_back(
    open_page: OpenPage, size: tuple[int, int]
) -> None:
    page = await open_page(size=size)
    await start(page)
    await open_drawer(page, "faults")
    await page.get_by_test_id("kill-bot").click()
    await expect(page.get_by_test_id("bot-state")).to_contain_text("正在重启")
    # On a phone the drawer lies over the field.
    await page.get_by_test_id("backstage-close").click()
    await write(page, KNOWN)
    await expect(messages(page).filter(has_text="出生医学证明").last).to_be_visible(timeout=RESTART)
    await open_drawer(page, "faults")
    await expect(page.get_by_test_id("bot-state")).to_contain_text("第 2 次启动")
    await expect(messages(page).filter(has_text="出生医学证明")).to_have_count(1)
    await page.get_by_test_id("backstage-tab-record").click()
    await expect(page.get_by_test_id("figure-inbox.dead")).to_have_text("0")


async def test_refused_and_lost_sends_stand_in_the_record_and_nothing_is_missing(open_page: OpenPage) -> None:
    page = await open_page()
    await open_drawer(page, "faults")
    await page.get_by_test_id("fault-429").click()
    await expect(page.get_by_test_id("active-faults")).to_contain_text("发得太快")
    await start(page)
    await page.get_by_test_id("fault-500").click()
    await write(page, KNOWN)
    await expect(messages(page).filter(has_text="出生医学证明").last).to_be_visible(timeout=RESTART)
    await expect(page.get_by_test_id("active-faults")).to_contain_text("现在没有故障")
    await page.get_by_test_id("backstage-tab-record").click()
    refused = page.locator('[data-testid="send"][data-how="refused"]')
    await expect(refused.filter(has_text="429")).not_to_have_count(0)
    await expect(refused.filter(has_text="500")).not_to_have_count(0)
    await expect(
        page.locator('[data-testid="send"][data-how="accepted"]').filter(has_text="出生").first
    ).to_be_visible()


async def test_a_story_is_played_from_the_page_over_a_bot_that_is_killed(open_page: OpenPage) -> None:
    page = await open_page()
    await open_drawer(page, "stories")
    await page.get_by_test_id("story-killed-bot").click()
    await expect(page.get_by_test_id("story-run")).to_contain_text("李阳 starts")
    await expect(page.get_by_test_id("story-status")).to_have_attribute("data-status", "passed", timeout=2 * RESTART)
    await expect(page.get_by_test_id("story-run")).to_contain_text("kill the bot")
    await expect(messages(page).filter(has_text="已请物业今天去看")).to_have_count(1)
    await page.get_by_test_id("language-toggle").click()
    await expect(page.get_by_test_id("story-status")).to_have_text("It went as expected")


async def test_an_editor_sees_what_was_saved_what_is_wrong_and_which_story_fails(
    open_page: OpenPage, pack: Path
) -> None:
    page = await open_page()
    await start(page)
    await open_drawer(page, "stories")
    await page.get_by_test_id("story-wrong").click()
    await expect(page.get_by_test_id("story-expected")).to_contain_text("恭喜发财")
    await expect(page.get_by_test_id("story-run")).to_contain_text("到此为止的对话")

    guide = pack / "services" / "id-card.yaml"
    whole = guide.read_text("utf-8")
    guide.write_text(whole.replace("title:", "titel:", 1), "utf-8")
    await expect(page.get_by_test_id("pack-problems")).to_contain_text("services/id-card.yaml:")
    guide.write_text(whole.replace("居民身份证换领、补领", "身份证换新证"), "utf-8")
    await expect(page.get_by_test_id("pack-problems")).to_be_hidden()
    changed = messages(page).filter(has_text="身份证换新证")
    for _ in range(ASKS):
        await write(page, "身份证丢了怎么补办")
        with suppress(AssertionError):
            await expect(changed).not_to_have_count(0, timeout=1000)
            break
    await expect(changed.last).to_be_visible()


async def test_what_was_played_by_hand_is_saved_as_a_story(open_page: OpenPage) -> None:
    page = await open_page()
    await open_drawer(page, "stories")
    await page.get_by_test_id("begin-recording").click()
    await start(page)
    await write(page, KNOWN)
    await expect(messages(page).filter(has_text="出生医学证明").last).to_be_visible()
    async with page.expect_download() as download:
        await page.get_by_test_id("save-recording").click()
    written = (await (await download.value).path()).read_text("utf-8")
    assert "市民甲 starts" in written
    assert f"市民甲 says: {KNOWN}" in written


async def test_the_drawer_is_a_sheet_on_a_phone_and_is_worked_by_keyboard(open_page: OpenPage) -> None:
    page = await open_page(size=PHONE, locale="en-GB")
    # The backstage comes after the chats, and what is not there yet takes no focus.
    await expect(page.get_by_test_id("backstage-toggle")).to_be_visible()
    await page.get_by_test_id("backstage-toggle").focus()
    await page.keyboard.press("Enter")
    await page.get_by_test_id("backstage-tab-faults").focus()
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_test_id("backstage-tab-record")).to_be_focused()
    await expect(page.get_by_test_id("figure-outbox.sent")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("backstage")).to_be_hidden()
    await expect(page.get_by_test_id("backstage-toggle")).to_be_focused()
