"""Words that wait are taken by one process, and by nobody if that dies before it has said them."""

import pytest
from sqlalchemy import func, select

from storage.db import Database
from storage.ladder_words import take_words
from storage.tables import ladder_word
from tests.actions.case_desk import Desk, a_desk, at

MORNING = "2026-09-03 09:00"


class Killed(Exception):
    """The process dies before the commit."""


@pytest.fixture
async def desk(database: Database) -> Desk:
    """Two words wait: that a case is near its end, for the owner and for its topic."""
    desk = await a_desk(database)
    await desk.files(when="2026-09-01 10:00")
    assert await desk.clock("2026-09-02 09:00") == 1
    return desk


async def waiting(desk: Desk) -> int:
    async with desk.database.read() as tx:
        return int((await tx.execute(select(func.count()).select_from(ladder_word))).scalar_one())


async def _takes_and_dies(desk: Desk) -> None:
    async with desk.database.write() as tx:
        assert len(await take_words(tx, now=at(MORNING), limit=9)) == 2
        raise Killed


async def test_two_who_look_at_once_see_the_same_words(desk: Desk) -> None:
    """The control: without the lock both would say them."""
    async with desk.database.read() as first, desk.database.read() as second:
        seen = [(await tx.execute(select(ladder_word.c.id))).scalars().all() for tx in (first, second)]
    assert seen[0] == seen[1] != []


async def test_what_one_takes_the_other_passes_over(desk: Desk) -> None:
    if desk.database.is_sqlite:
        return
    async with desk.database.write() as first, desk.database.write() as second:
        assert len(await take_words(first, now=at(MORNING), limit=9)) == 2
        assert await take_words(second, now=at(MORNING), limit=9) == []


async def test_words_of_a_process_that_dies_are_said_by_the_next(desk: Desk) -> None:
    with pytest.raises(Killed):
        await _takes_and_dies(desk)
    assert await waiting(desk) == 2
    await desk.ticks(MORNING)
    assert await waiting(desk) == 0
    said = await desk.said("case_word")
    assert len([row for row in said if row.chat_id]) == 1, "one to the owner; the topic hears as well"
    assert len(said) == 2
