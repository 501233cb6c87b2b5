"""The main story on the page: a citizen asks twice, once a guide answers and once a clerk."""

from playwright.async_api import Locator, Page, expect

from tests.browser.deeds import messages, write

KNOWN = "孩子上户口要带什么"
UNKNOWN = "楼下的路灯坏了找谁修"
ANSWER = "您好，路灯由区市政维护中心负责，已替您报修。"
STAFF = "staff-chat"


async def press(page: Page, label: str, *, side: str = "citizen-chat") -> None:
    """Press the newest button of one side whose label holds these words."""
    buttons: Locator = page.get_by_test_id(side).get_by_test_id("inline-button").filter(has_text=label)
    await expect(buttons.last).to_be_visible()
    await buttons.last.click()


async def turn_to(page: Page, side: str) -> None:
    """Bring one side ("citizen" or "staff") to the front, where a narrow screen shows one at a time."""
    tab = page.get_by_test_id(f"tab-{side}")
    if await tab.is_visible():
        await tab.click()


async def ask_what_the_guides_know(page: Page) -> None:
    """The citizen starts, asks in everyday Chinese, and gets the guide with its materials."""
    await page.get_by_test_id("start-button").click()
    await expect(messages(page).filter(has_text="示例大厅").last).to_be_visible()
    await write(page, KNOWN)
    await expect(messages(page).filter(has_text="出生医学证明").last).to_be_visible()


async def hand_a_question_over(page: Page) -> None:
    """The citizen asks what no guide knows, sees what staff will see, and sends it."""
    await write(page, UNKNOWN)
    await press(page, "交给工作人员")
    await expect(messages(page).filter(has_text="工作人员会看到").last).to_be_visible()
    await press(page, "发送")
    await expect(messages(page).filter(has_text="ZX20").last).to_be_visible()


async def answer_it(page: Page) -> None:
    """A clerk opens the topic, takes the question, and answers after a preview."""
    topic = page.get_by_test_id("topic").filter(has_text="ZX20").last
    await topic.click()
    await expect(messages(page, STAFF).filter(has_text=UNKNOWN).last).to_be_visible()
    await press(page, "接手", side=STAFF)
    await expect(messages(page, STAFF).filter(has_text="经办：王敏").last).to_be_visible()
    await press(page, "正式答复", side=STAFF)
    await expect(messages(page, STAFF).filter(has_text="写下内容").last).to_be_visible()
    await write(page, ANSWER, side=STAFF)
    await press(page, "发给", side=STAFF)
