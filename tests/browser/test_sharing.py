"""What is sent besides text: photos looked at and saved, voices heard, contacts kept, messages forwarded."""

import io
import wave
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.deeds import CITIZEN, STAFF_GROUP, messages, press_start, write
from tests.browser.scripted import USERNAME, ScriptedBot, Update

pytestmark = pytest.mark.browser

RATE = 8000


@pytest.fixture
def voice(tmp_path: Path) -> Path:
    """A minute of silence, which is not over before it is paused."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE)
        file.writeframes(bytes([128]) * RATE * 60)
    path = tmp_path / "留言.wav"
    path.write_bytes(sound.getvalue())
    return path


async def send_files(page: Page, kind: str, files: list[Path], *, caption: str = "") -> None:
    """Choose files in the citizen's chat and send them."""
    await page.get_by_test_id("citizen-chat").get_by_test_id(f"file-{kind}").set_input_files(files)
    if caption:
        await page.get_by_label("说明文字").fill(caption)
    await page.get_by_test_id("dialog-submit").click()
    await expect(page.get_by_test_id("dialog")).to_have_count(0)


async def let_the_bot_show(page: Page, bot: ScriptedBot, picture: Path, **params: Any) -> None:
    """The citizen sends a photo, and the bot sends it back under the id by which the bot knows it."""

    async def show(message: Update) -> None:
        await bot.call("sendPhoto", chat_id=CITIZEN, photo=message["photo"][-1]["file_id"], **params)

    bot.on("给你", show)
    shown = await messages(page).count()
    await send_files(page, "photo", [picture], caption="给你")
    await expect(messages(page)).to_have_count(shown + 2)


async def open_menu(message: Locator) -> None:
    """Open what can be done with a message."""
    await message.hover()
    await message.get_by_test_id("message-menu").click()


async def test_an_album_keeps_one_caption_and_is_looked_through_by_key(
    open_page: OpenPage, bot: ScriptedBot, photo: Path
) -> None:
    async def tell(message: Update) -> None:
        await bot.call("sendMessage", chat_id=CITIZEN, text=f"收到 {'media_group_id' in message}")

    bot.on("三张材料", tell)
    page = await open_page()
    await press_start(page, bot)
    await send_files(page, "photo", [photo, photo, photo], caption="三张材料")
    await expect(messages(page).filter(has_text="收到 True")).to_be_visible()
    album = messages(page).filter(has_text="三张材料")
    await expect(album.get_by_test_id("photo")).to_have_count(3)
    await expect(album.get_by_test_id("text")).to_have_text("三张材料")

    await album.get_by_test_id("photo").first.click()
    viewer = page.get_by_test_id("photo-viewer")
    await expect(viewer).to_contain_text("1 / 3")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowRight")
    await expect(viewer).to_contain_text("3 / 3")
    await expect(viewer.get_by_test_id("viewer-newer")).to_be_disabled()
    async with page.expect_download() as waiting:
        await viewer.get_by_test_id("viewer-save").click()
    assert (await waiting.value).suggested_filename.startswith("照片-")
    await page.keyboard.press("Escape")
    await expect(viewer).to_have_count(0)


async def test_a_voice_note_has_its_length_and_plays(open_page: OpenPage, bot: ScriptedBot, voice: Path) -> None:
    page = await open_page()
    await press_start(page, bot)
    await send_files(page, "voice", [voice])
    note = messages(page).last.get_by_test_id("voice")
    await expect(note.get_by_test_id("sound-time")).to_have_text("1:00")
    play = note.get_by_test_id("sound-play")
    await play.click()
    await expect(play).to_have_accessible_name("暂停 语音")
    await play.click()
    await expect(play).to_have_accessible_name("播放 语音")


async def test_somebody_elses_contact_is_saved_as_a_card(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    await press_start(page, bot)
    await page.get_by_test_id("citizen-chat").get_by_test_id("attach").click()
    await page.get_by_test_id("attach-contact").click()
    await page.get_by_role("combobox", name="联系人").select_option("other")
    await page.get_by_label("名", exact=True).fill("居委会")
    await page.get_by_label("手机号").fill("057100000000")
    await page.get_by_test_id("dialog-submit").click()
    async with page.expect_download() as waiting:
        await messages(page).last.get_by_test_id("contact-save").click()
    card = await waiting.value
    assert card.suggested_filename == "居委会.vcf"
    assert "TEL;TYPE=CELL:057100000000" in (await card.path()).read_text(encoding="utf-8")


async def test_a_clerk_forwards_a_message_to_another_topic(open_page: OpenPage, bot: ScriptedBot) -> None:
    page = await open_page()
    topic = await bot.call("createForumTopic", chat_id=STAFF_GROUP, name="路灯报修")
    await bot.control("say", chat_id=STAFF_GROUP, from_id=2002, text="南门也不亮")
    said = messages(page, "staff-chat").filter(has_text="南门也不亮")
    await open_menu(said)
    await page.get_by_test_id("menu-forward").click()
    await page.get_by_test_id("place").filter(has_text="路灯报修").click()
    await page.locator(f'[data-testid="topic"][data-thread-id="{topic["message_thread_id"]}"]').click()
    passed_on = messages(page, "staff-chat").filter(has_text="南门也不亮")
    await expect(passed_on.get_by_test_id("forwarded")).to_have_text("转发自 赵强")


async def test_a_forward_to_the_bot_names_its_first_author(open_page: OpenPage, bot: ScriptedBot) -> None:
    async def tell(message: Update) -> None:
        author = message.get("forward_origin", {}).get("sender_user", {}).get("id")
        await bot.call("sendMessage", chat_id=CITIZEN, text=f"作者 {author}")

    bot.on("楼道灯坏了", tell)
    page = await open_page()
    await press_start(page, bot)
    await write(page, "楼道灯坏了")
    await expect(messages(page).last).to_contain_text("作者 None")
    await open_menu(messages(page).filter(has_text="楼道灯坏了"))
    await page.get_by_test_id("menu-forward").click()
    await page.get_by_test_id("place").first.click()
    await expect(messages(page).last).to_contain_text(f"作者 {CITIZEN}")
    await expect(messages(page).get_by_test_id("forwarded")).to_have_text("转发自 陈晓")


async def test_the_code_on_a_ticket_is_followed_by_a_click(
    open_page: OpenPage, bot: ScriptedBot, tmp_path: Path
) -> None:
    ticket = tmp_path / "ticket.png"
    pixels = zxingcpp.create_barcode(f"https://t.me/{USERNAME}?start=tk-7", zxingcpp.BarcodeFormat.QRCode).to_image(
        scale=6
    )
    height, width = memoryview(pixels).shape
    Image.frombytes("L", (width, height), bytes(memoryview(pixels))).save(ticket)
    page = await open_page()
    await press_start(page, bot)
    await let_the_bot_show(page, bot, ticket, caption="您的号")
    await messages(page).last.get_by_test_id("qr-link").click()
    await expect(messages(page).last.get_by_test_id("text")).to_have_text("/start tk-7")


async def test_a_hidden_photo_is_shown_at_the_first_press(open_page: OpenPage, bot: ScriptedBot, photo: Path) -> None:
    page = await open_page()
    await press_start(page, bot)
    await let_the_bot_show(page, bot, photo, has_spoiler=True)
    hidden = messages(page).last.get_by_role("button", name="已遮住的照片")
    await hidden.click()
    await expect(page.get_by_test_id("photo-viewer")).to_have_count(0)
    await messages(page).last.get_by_test_id("photo").click()
    await expect(page.get_by_test_id("photo-viewer")).to_be_visible()


async def test_a_film_and_a_dropped_file_are_sent(open_page: OpenPage, bot: ScriptedBot, tmp_path: Path) -> None:
    film = tmp_path / "路口.mp4"
    film.write_bytes(bytes(64))
    page = await open_page()
    await press_start(page, bot)
    await send_files(page, "video", [film])
    await expect(messages(page).last.get_by_test_id("video")).to_be_visible()

    await page.get_by_test_id("citizen-chat").get_by_test_id("composer").evaluate(DROP)
    await page.get_by_test_id("dialog-submit").click()
    await expect(messages(page).last.get_by_test_id("document")).to_contain_text("说明.txt")


DROP = """element => {
  const dropped = new DataTransfer();
  dropped.items.add(new File(['请看'], '说明.txt', { type: 'text/plain' }));
  element.dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, bubbles: true, cancelable: true }));
}"""
