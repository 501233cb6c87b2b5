"""What a citizen may file: how much, how often, with what evidence, and how much of themselves they must show."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from domain.cases import Privacy
from domain.conversation import ContentKind
from domain.errors import (
    AnonymousHasNoContact,
    ContactMissing,
    EvidenceTooBig,
    EvidenceUnreadable,
    NotConfidentialHere,
    NothingToFile,
    TooManyFiled,
    TooManyOpenMatters,
    TooMuchEvidence,
)

MAX_OPEN = 5
"""Cases one person may have open at the same time, besides questions. Source: docs/rules/filing.md, 4."""
MAX_A_DAY = 10
"""Cases one person may file on one day of the hall, besides questions. Source: docs/rules/filing.md, 4."""
MAX_EVIDENCE = 10
"""Pieces of evidence of one case. Source: docs/rules/filing.md, 2."""
MEGABYTE = 1024 * 1024
MAX_MEGABYTES = 20
"""Size of one piece: what a bot can fetch from Telegram. Source: docs/rules/filing.md, 2."""
SPOKEN = frozenset({ContentKind.VOICE, ContentKind.AUDIO, ContentKind.VIDEO, ContentKind.VIDEO_NOTE})
"""What says what happened without a written word."""
EVIDENCE = SPOKEN | {ContentKind.PHOTO, ContentKind.DOCUMENT, ContentKind.LOCATION, ContentKind.VENUE}
TEXTS = frozenset({"pdf", "ofd", "doc", "docx", "wps", "odt", "rtf", "txt", "md", "eml"})
TABLES = frozenset({"xls", "xlsx", "et", "ods", "csv", "ppt", "pptx", "dps", "odp"})
PICTURES = frozenset({"jpg", "jpeg", "png", "webp", "heic", "heif", "gif", "bmp", "tif", "tiff"})
SOUNDS = frozenset({"mp3", "m4a", "aac", "wav", "ogg", "oga", "opus", "amr"})
FILMS = frozenset({"mp4", "mov", "avi", "mkv", "webm", "3gp"})
READABLE = TEXTS | TABLES | PICTURES | SOUNDS | FILMS
"""Endings of files that staff can open and that run nothing."""
MAX_DETAIL = 200
"""Characters of a place, a time or a name."""
LEAST_DIGITS, TELLING_DIGITS = 7, 11
"""Of a telephone number by which a case is looked for, and of it those that are compared: the last."""
_PHONE = re.compile(r"\+?\d[\d\s()-]{5,20}\d")


class Detail(StrEnum):
    """A part of a case that can be filled in, changed and emptied before it is filed; short for buttons."""

    WORDS = "w"
    EVIDENCE = "e"
    SERVICE = "s"
    PLACE = "p"
    HAPPENED = "h"
    REACH = "r"
    PRIVACY = "y"


@dataclass(frozen=True, slots=True)
class SentFile:
    """What Telegram says of a file: its size in bytes, its name and type; 0 and empty where it says nothing."""

    size: int = 0
    name: str = ""
    mime: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody wants to be reached: what to call them, and a telephone number; one of the two may be empty."""

    name: str
    phone: str


def check_evidence(kind: ContentKind, file: SentFile, *, pieces: int) -> None:
    """Refuse a piece that is one too many, too big, or that staff could not or must not open.

    Args:
        pieces: how many there are already.

    Raises:
        EvidenceTooBig: more than ``MAX_MEGABYTES``.
        EvidenceUnreadable: a sticker or animation, or a document of another type than ``READABLE``.
        TooMuchEvidence: there are ``MAX_EVIDENCE`` already.

    Source: docs/rules/filing.md, 2.
    """
    if kind not in EVIDENCE or (kind is ContentKind.DOCUMENT and not _is_readable(file)):
        raise EvidenceUnreadable
    if file.size > MAX_MEGABYTES * MEGABYTE:
        raise EvidenceTooBig(limit=MAX_MEGABYTES)
    if pieces >= MAX_EVIDENCE:
        raise TooMuchEvidence(limit=MAX_EVIDENCE)


def _is_readable(file: SentFile) -> bool:
    _, dot, ending = file.name.rpartition(".")
    if dot:
        return ending.casefold() in READABLE
    return file.mime.partition("/")[0] in ("image", "audio", "video") or file.mime in ("application/pdf", "text/plain")


def check_says_something(text: str, kinds: Collection[ContentKind]) -> None:
    """Refuse a case that nobody could understand: no word and no recording.

    Raises:
        NothingToFile: there is neither.

    Source: docs/rules/filing.md, 1.
    """
    if not text.strip() and not SPOKEN.intersection(kinds):
        raise NothingToFile


def check_room(*, still_open: int, filed_today: int) -> None:
    """Refuse one case too many at a time or on one day; questions do not count.

    Raises:
        TooManyOpenMatters: ``MAX_OPEN`` are open.
        TooManyFiled: ``MAX_A_DAY`` were filed today.

    Source: docs/rules/filing.md, 4.
    """
    if still_open >= MAX_OPEN:
        raise TooManyOpenMatters(limit=MAX_OPEN)
    if filed_today >= MAX_A_DAY:
        raise TooManyFiled(limit=MAX_A_DAY)


def check_privacy(privacy: Privacy, *, has_restricted: bool) -> None:
    """Promise confidence only where a restricted staff chat keeps it.

    Raises:
        NotConfidentialHere: the hall has no such chat, or no longer.

    Source: docs/rules/filing.md, 3.
    """
    if privacy is Privacy.CONFIDENTIAL and not has_restricted:
        raise NotConfidentialHere


def check_may_have_contact(privacy: Privacy) -> None:
    """Keep no telephone number of somebody who wants to stay unknown.

    Raises:
        AnonymousHasNoContact: they are anonymous.

    Source: docs/rules/filing.md, 3.
    """
    if privacy is Privacy.ANONYMOUS:
        raise AnonymousHasNoContact


def read_contact(text: str) -> Contact:
    """The telephone number in somebody's words, and the rest of them as a name.

    Raises:
        ContactMissing: there is no number in them.
    """
    found = _PHONE.search(text)
    if found is None:
        raise ContactMissing
    name = " ".join(f"{text[: found.start()]} {text[found.end() :]}".split()).strip(" ,，;；:：。")
    return Contact(
        name=name[:MAX_DETAIL], phone="".join(char for char in found.group() if char.isdecimal() or char == "+")
    )


def digits_of_phone(text: str) -> str:
    """The digits that tell the telephone number in these words from others; empty if they are no such number.

    What stands before them, such as a country code, is left out by some people.
    """
    digits = "".join(char for char in text if char.isdecimal())
    whole = _PHONE.fullmatch(text.strip()) and len(digits) >= LEAST_DIGITS
    return digits[-TELLING_DIGITS:] if whole else ""
