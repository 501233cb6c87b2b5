"""A crowd at a few places, as a process of its own that is to be killed.

``python -m tests.chaos.crowd URL DAY SEED FIRST``: people get numbers from ``FIRST`` on. It prints a line whenever
somebody has done what they came for. With ``halves`` after them it does what nobody should: it counts a place as taken
in one unit of work and would write down whose it is in the next.
"""

import asyncio
import itertools
import random
import sys
from datetime import date

from sqlalchemy import update

from domain.booking import Visitor
from storage.db import Database
from storage.tables import slot
from tests.kit.booking import BookingDesk
from tests.kit.booking_race import TIMES, Race, two_times

PEOPLE = 200
HORIZON = "60 days"


def _tell() -> None:
    sys.stdout.write("done\n")
    sys.stdout.flush()


class _TellingRace(Race):
    """Says when somebody is done."""

    async def acts(self, visitor: Visitor) -> None:
        """Somebody does what they came for."""
        await super().acts(visitor)
        _tell()


async def _count_first(desk: BookingDesk, day: date) -> None:
    """Half of a booking; whoever reads the line kills us before the other half."""
    wanted = await desk.slot(TIMES[0], day)
    async with desk.database.write() as tx:
        await tx.execute(update(slot).where(slot.c.id == wanted.id).values(booked=slot.c.booked + 1))
    _tell()
    await asyncio.Event().wait()


async def _main(url: str, day: date, seed: int, first: int, *, halves: bool) -> None:
    database = Database(url)
    desk = BookingDesk(database, hall=two_times(horizon=HORIZON), numbers=itertools.count(first))
    if halves:
        await _count_first(desk, day)
    await _TellingRace(desk, day, random.Random(seed)).rush(PEOPLE)
    await database.close()


if __name__ == "__main__":
    _, url, day, seed, first, *rest = sys.argv
    asyncio.run(_main(url, date.fromisoformat(day), int(seed), int(first), halves=bool(rest)))
