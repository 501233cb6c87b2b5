"""The link in a QR code that the bot shows."""

import io

import pytest
import zxingcpp
from PIL import Image

from sandbox import qr
from sandbox.qr import link_in
from tests.sandbox.town import PNG, Town

LINK = "https://t.me/hall_bot?start=svc-hukou"


def code(text: str, *, form: str = "PNG", angle: int = 0) -> bytes:
    pixels = memoryview(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=6))
    height, width = pixels.shape
    picture = Image.frombytes("L", (width, height), bytes(pixels)).rotate(angle, expand=True, fillcolor=255)
    made = io.BytesIO()
    picture.save(made, form)
    return made.getvalue()


async def test_the_link_of_a_ticket_is_read(town: Town) -> None:
    sent = (await town.send_file("sendPhoto", "photo", code(LINK)))["result"]
    for size in sent["photo"]:
        assert await town.see(f"files/{size['file_id']}/link") == {"link": LINK}
    said = await town.upload(code(LINK), kind="document", filename="ticket.txt")
    assert await town.see(f"files/{said['document']['file_id']}/link") == {"link": None}


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_codes_are_read_in_the_forms_of_photos_and_turned(form: str) -> None:
    assert link_in(code(LINK, form=form, angle=7)) == LINK


@pytest.mark.parametrize(
    "other", ["https://evil.example/t.me/", "https://t.me.evil.example/x", "javascript:alert(1)", "号 12"]
)
def test_only_links_of_telegram_are_given_out(other: str) -> None:
    assert link_in(code(other)) is None


@pytest.mark.parametrize("data", [PNG, b"", b"no picture", code(LINK)[:200], b"\xff\xd8\xff\xe0" + b"\0" * 50])
def test_a_picture_without_a_code_or_a_broken_one_has_no_link(data: bytes) -> None:
    assert link_in(data) is None


def test_a_picture_too_big_to_unpack_has_no_link() -> None:
    huge = io.BytesIO()
    Image.new("1", (6000, 6000), 1).save(huge, "PNG")
    assert link_in(huge.getvalue()) is None


async def test_without_the_extra_there_is_no_link_and_no_error(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qr, "CAN_READ", False)
    sent = (await town.send_file("sendPhoto", "photo", code(LINK)))["result"]
    assert await town.see(f"files/{sent['photo'][-1]['file_id']}/link") == {"link": None}
