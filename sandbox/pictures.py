"""Looks into pictures: how large they are, and the smaller ones that Telegram makes of a photo."""

import io
import struct

try:
    from PIL import Image, ImageOps, UnidentifiedImageError
except ImportError:  # the extra "demo" is not installed
    CAN_SCALE = False
    UNREADABLE: tuple[type[Exception], ...] = ()
else:
    CAN_SCALE = True
    BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)
    UNREADABLE = (UnidentifiedImageError, OSError, SyntaxError, ValueError, *BOMB)
    """What Pillow raises for pictures that are broken, or far too large."""

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MAX_PIXELS = 25_000_000
SIDES = (90, 320, 800, 1280)
"""The longest sides of the sizes that Telegram makes, in pixels."""
ORIENTATION = 0x0112  # the EXIF tag; from 5 on the picture lies on its side
JPEG_QUALITY = 87


def sizes_for(width: int, height: int) -> list[tuple[int, int]]:
    """The sizes of a photo in pixels, smallest first; the last is the photo itself unless that is too large to be kept.

    Where nothing can be scaled, it is always the photo itself.
    """
    longest = max(width, height)
    sides = [side for side in SIDES if side < longest]
    smaller = [(max(1, width * side // longest), max(1, height * side // longest)) for side in sides]
    if longest > SIDES[-1]:
        return smaller if CAN_SCALE else [*smaller[:-1], (width, height)]
    return [*smaller, (width, height)]


def scaled(picture: bytes, *, width: int, height: int) -> bytes | None:
    """The picture as an upright JPEG of this size in pixels; None if it cannot be read or is far too large."""
    if not CAN_SCALE:
        return None
    try:
        with Image.open(io.BytesIO(picture), formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                return None
            image.draft("RGB", (max(width, height),) * 2)
            clear = image.has_transparency_data
            upright = ImageOps.exif_transpose(image).convert("RGBA" if clear else "RGB")
            small = upright.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
            flat = Image.new("RGB", small.size, "white")
            flat.paste(small, mask=small if clear else None)
            written = io.BytesIO()
            flat.save(written, "JPEG", quality=JPEG_QUALITY)
    except UNREADABLE:
        return None
    return written.getvalue()


def size_of(picture: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, GIF, JPEG or WebP, by its head alone; None for anything else."""
    if picture[:8] == b"\x89PNG\r\n\x1a\n" and len(picture) >= 24:
        width, height = struct.unpack(">II", picture[16:24])
        return width, height
    if picture[:4] == b"GIF8" and len(picture) >= 10:
        width, height = struct.unpack("<HH", picture[6:10])
        return width, height
    if picture[:4] == b"RIFF" and picture[8:12] == b"WEBP" and len(picture) >= 30:
        return _webp_size(picture)
    if picture[:2] == b"\xff\xd8" and (found := _jpeg_size(picture)):
        return found[::-1] if _lies_on_its_side(picture) else found
    return None


def _lies_on_its_side(picture: bytes) -> bool:
    if not CAN_SCALE:
        return False
    try:
        with Image.open(io.BytesIO(picture), formats=("JPEG",)) as image:
            return bool(image.getexif().get(ORIENTATION, 1) >= 5)
    except UNREADABLE:
        return False


def _jpeg_size(picture: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(picture) and picture[at] == 0xFF:
        marker = picture[at + 1]
        length = int.from_bytes(picture[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", picture[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None


def _webp_size(picture: bytes) -> tuple[int, int] | None:
    """By the three kinds of first chunks; see https://developers.google.com/speed/webp/docs/riff_container."""
    chunk = picture[12:16]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(picture[24:27], "little"), 1 + int.from_bytes(picture[27:30], "little")
    if chunk == b"VP8L":
        bits = int.from_bytes(picture[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 ":
        width, height = struct.unpack("<HH", picture[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None
