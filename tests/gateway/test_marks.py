"""How messages ended is written together, in an order that stops nobody else."""

import asyncio

from gateway.marks import End, Marks
from storage.db import Database
from storage.transaction import Tx
from tests.kit.town import StandingClock


async def test_marks_lock_chats_by_their_numbers_as_what_is_deferred_does(database: Database) -> None:
    marks, written = Marks(database, clock=StandingClock()), []

    def of(chat_id: int) -> End:
        async def end(_: Tx) -> None:
            written.append(chat_id)

        return end

    await asyncio.gather(*(marks.write(end=of(chat_id), order=chat_id) for chat_id in (10, 9, -100)))
    assert written == [-100, 9, 10], "as text, 10 would stand before 9"
