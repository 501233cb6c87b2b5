"""Samples of what people in stories send, made here so that nothing needs to be stored."""

import struct
import zlib

SIZE = (320, 200)
"""Pixels of the sample photo, about the shape of a card."""


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _photo() -> bytes:
    """A card with a frame."""
    width, height = SIZE
    frame, inside = b"\x0b\x6b\x62", b"\xe9\xee\xee"
    edge = b"\x00" + frame * width
    middle = b"\x00" + frame * 8 + inside * (width - 16) + frame * 8
    rows = edge * 8 + middle * (height - 16) + edge * 8
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


DOCUMENT = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
SAMPLES = {
    "photo": ("photo.png", "image/png", _photo()),
    "document": ("form.pdf", "application/pdf", DOCUMENT),
    "voice": ("voice.ogg", "audio/ogg", b"OggS" + bytes(60)),
    "video": ("video.mp4", "video/mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(60)),
}
"""Kind -> file name, type and bytes."""
HALL_PLACE = "30.27415, 120.15515"
"""Degrees north and east of the point that is shared when a story names none."""
