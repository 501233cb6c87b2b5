"""The sizes of photos: what they are, their real bytes, and pictures that are not what they seem."""

import io
import zlib
from pathlib import Path

import pytest
from PIL import Image

from sandbox import pictures
from sandbox.pictures import MAX_PIXELS, scaled, size_of, sizes_for
from tests.sandbox.test_state import living_in
from tests.sandbox.town import PNG, TOKEN, Town

RED = (200, 30, 30)


def picture(width: int, height: int, form: str = "PNG", **more: object) -> bytes:
    """A picture of this size, red in its upper left quarter."""
    image = Image.new("RGB", (width, height), "white")
    image.paste(RED, (0, 0, width // 2, height // 2))
    written = io.BytesIO()
    image.save(written, form, **more)
    return written.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def is_red(image: Image.Image, *, at: tuple[float, float]) -> bool:
    found = image.getpixel((int(image.width * at[0]), int(image.height * at[1])))
    assert isinstance(found, tuple)
    return found[0] > 150 and found[1] < 90


@pytest.mark.rule("media.photo_sizes")
async def test_each_size_has_the_bytes_it_says(town: Town) -> None:
    await town.upload(picture(3000, 2000, "JPEG"), kind="photo")
    sizes = (await town.update("message"))["photo"]
    assert [(size["width"], size["height"]) for size in sizes] == [(90, 60), (320, 213), (800, 533), (1280, 853)]
    seen = set()
    for size in sizes:
        found = await town.ok("getFile", file_id=size["file_id"])
        async with town.http.get(f"{town.url}/file/bot{TOKEN}/{found['file_path']}") as response:
            data = await response.read()
        assert opened(data).size == (size["width"], size["height"])
        assert is_red(opened(data), at=(0.2, 0.2))
        assert (found["file_size"], found["file_unique_id"]) == (len(data), size["file_unique_id"])
        seen.add(found["file_path"])
    assert len(seen) == 4


async def test_the_page_gets_the_size_it_asks_for_and_the_photo_goes_on_in_all_sizes(town: Town) -> None:
    said = await town.upload(picture(1000, 500), kind="photo")
    async with town.http.get(f"{town.url}/control/files/{said['photo'][0]['file_id']}") as response:
        assert (opened(await response.read()).size, response.content_type) == ((90, 45), "image/jpeg")
    async with town.http.get(f"{town.url}/control/files/{said['photo'][-1]['file_id']}") as response:
        assert await response.read() == picture(1000, 500)
    heard = (await town.update("message"))["photo"]
    again = await town.ok("sendPhoto", chat_id=1001, photo=heard[0]["file_id"])
    assert again["photo"] == heard


async def test_sizes_are_made_under_their_old_names_after_a_restart(tmp_path: Path) -> None:
    async with living_in(tmp_path / "hall.sandbox") as town:
        await town.upload(picture(1000, 500), kind="photo")
        size = (await town.waiting())[-1]["message"]["photo"][0]
    async with living_in(tmp_path / "hall.sandbox") as town:
        heard = (await town.updates())[-1]["message"]["photo"][0]
        path = (await town.ok("getFile", file_id=heard["file_id"]))["file_path"]
        assert heard["file_unique_id"] == size["file_unique_id"]
    async with (
        living_in(tmp_path / "hall.sandbox") as town,
        town.http.get(f"{town.url}/file/bot{TOKEN}/{path}") as response,
    ):
        assert opened(await response.read()).size == (90, 45)


def test_a_phones_picture_that_lies_on_its_side_stands_upright() -> None:
    exif = Image.Exif()
    exif[pictures.ORIENTATION] = 6
    data = picture(2000, 1000, "JPEG", exif=exif)
    assert size_of(data) == (1000, 2000)
    made = opened(scaled(data, width=160, height=320) or b"")
    assert made.size == (160, 320)
    assert is_red(made, at=(0.8, 0.2))


def test_what_is_clear_becomes_white() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (400, 400), (0, 0, 0, 0)).save(written, "PNG")
    assert opened(scaled(written.getvalue(), width=90, height=90) or b"").getpixel((45, 45)) == (255, 255, 255)


@pytest.mark.parametrize("form", ["PNG", "GIF", "JPEG", "WEBP"])
@pytest.mark.parametrize("more", [{}, {"lossless": True}, {"exif": Image.Exif()}], ids=["plain", "lossless", "exif"])
def test_the_size_stands_in_the_head_of_every_kind(form: str, more: dict[str, object]) -> None:
    more = more if form == "WEBP" else {}
    assert size_of(picture(321, 123, form, **more)) == (321, 123)


def bomb(side: int) -> bytes:
    """A small PNG of side x side pixels, all black."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    head = side.to_bytes(4, "big") * 2 + b"\x08\x00\x00\x00\x00"
    rows = zlib.compress(bytes((side + 1) * 100))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [5001, 12_000, 40_000])
def test_a_picture_with_too_many_pixels_is_never_unpacked(side: int) -> None:
    assert side * side > MAX_PIXELS
    assert scaled(bomb(side), width=90, height=90) is None


@pytest.mark.parametrize("broken", [PNG, PNG[:30], b"", b"GIF89a", picture(500, 500, "JPEG")[:300]])
def test_a_picture_that_cannot_be_read_is_not_scaled(broken: bytes) -> None:
    assert scaled(broken, width=90, height=90) is None


def test_where_nothing_can_be_scaled_the_photo_itself_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sizes_for(2560, 1440)[-1] == (1280, 720)
    monkeypatch.setattr(pictures, "CAN_SCALE", False)
    assert sizes_for(2560, 1440)[-1] == (2560, 1440)
    assert scaled(picture(100, 100), width=90, height=90) is None
