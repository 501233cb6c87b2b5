"""Reads the link in a QR code of a picture: on the page a click does what a second phone's camera would."""

import io
import re

from sandbox.pictures import FORMATS, MAX_PIXELS, UNREADABLE

try:
    import zxingcpp
    from PIL import Image
except ImportError:  # the extra "demo" is not installed
    CAN_READ = False
else:
    CAN_READ = True

LINK = re.compile(r"https://t\.me/\S+")


def link_in(picture: bytes) -> str | None:
    """The first t.me link that a QR code in the picture holds; None without one, or without the means to read it."""
    if not CAN_READ:
        return None
    try:
        with Image.open(io.BytesIO(picture), formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                return None
            codes = zxingcpp.read_barcodes(
                image.convert("L"), formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
            )
    except UNREADABLE:
        return None
    return next((code.text for code in codes if LINK.fullmatch(code.text)), None)
