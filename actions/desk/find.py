"""Somebody of staff looks for a case: by its number, the last digits of it, or words of its text."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from actions.desk.piles import lines_of, places_of
from content.desk import Line, TopicPlace
from content.models import Hall
from content.staff_chats import sight_in
from domain.desk import Sight
from domain.people import Member
from storage.desk import Found, find_by_number, find_by_words
from storage.transaction import Tx

MOST_FOUND = 8
LEAST_LETTERS = 2
"""Of words that are looked for: a single one is in every case."""
MOST_LETTERS = 100
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


async def find_cases(tx: Tx, written: str, *, member: Member, hall: Hall, now: datetime) -> tuple[Line, ...]:
    """What somebody may see of what they look for; by words only if no number is like it."""
    return await lines_of(tx, await _find(tx, written, sight=sight_in(hall, member)), now=now)


async def find_in_group(
    tx: Tx, written: str, *, member: Member, hall: Hall, chat_id: int, staff_chats: Mapping[int, str]
) -> Sequence[tuple[str, TopicPlace]]:
    """The numbers of these cases and where they are handled.

    What is delicate is found only in its own group: others read there too.
    """
    cases = [one.case for one in await _find(tx, written, sight=sight_in(hall, member))]
    places = await places_of(tx, [case.id for case in cases], staff_chats=staff_chats)
    return [
        (case.number, places[case.id])
        for case in cases
        if case.id in places and (not case.is_delicate or places[case.id].chat_id == chat_id)
    ]


async def _find(tx: Tx, written: str, *, sight: Sight) -> list[Found]:
    words = " ".join(written.split())[:MOST_LETTERS]
    endings = endings_of(words)
    if endings and (found := await find_by_number(tx, endings, sight=sight, limit=MOST_FOUND)):
        return found
    if len(words) < LEAST_LETTERS:
        return []
    return await find_by_words(tx, words, sight=sight, limit=MOST_FOUND)
