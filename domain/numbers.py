"""The number of a case as people write it: whole, without its year, or the last digits."""

import re

SERIAL = 6
"""Digits of a number behind its year, which people leave out."""
NUMBER = re.compile(r"([A-Z]*\d*)-?(\d{1,6})")


def endings_of(written: str) -> tuple[str, ...]:
    """How a case's number may end if this is one, or the end of one; the likeliest first, nothing if it is none."""
    shut = "".join(written.split()).upper()
    if not NUMBER.fullmatch(shut):
        return ()
    if shut.isdecimal() and len(shut) <= SERIAL:
        return (f"-{shut:0>{SERIAL}}", shut)
    return (shut,) if "-" in shut else (f"{shut[:-SERIAL]}-{shut[-SERIAL:]}",)
