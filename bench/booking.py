"""What it costs to give places to a crowd that wants the same two times, beside the barest statements for it."""

import asyncio
import sqlite3
import statistics
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Protocol

import asyncpg
from sqlalchemy.engine import URL, make_url

from actions.booking.confirming import confirm
from actions.booking.holding import hold
from bench.machine import BenchFailed
from bench.stage import Wanted, empty_database
from bench.sweep import settle
from bench.table import Result, Table
from domain.booking import Slot, Visitor
from storage.db import Database
from storage.places import miscounted
from storage.schema import migrate
from tests.kit.booking import BookingDesk, area_with, hall_with

PEOPLE = 200
AT_ONCE = 20
"""People who book at the same moment; all want one of two times, and there is room for everybody."""
ROUNDS = 5
WEEK = ("mon", "tue", "wed", "thu", "fri")
TABLES = (
    "CREATE TABLE bare_slot (id INTEGER PRIMARY KEY, capacity INTEGER NOT NULL, booked INTEGER NOT NULL)",
    "CREATE TABLE bare_booking (person INTEGER, slot_id INTEGER REFERENCES bare_slot (id), state TEXT NOT NULL, "
    "PRIMARY KEY (person, slot_id))",
)
LOOK = "SELECT booked, capacity FROM bare_slot WHERE id = $1"
TAKE = "UPDATE bare_slot SET booked = booked + 1 WHERE id = $1"
KEEP = "INSERT INTO bare_booking VALUES ($1, $2, 'held')"
SEEN = "SELECT state FROM bare_booking WHERE person = $1 AND slot_id = $2"
CONFIRM = "UPDATE bare_booking SET state = 'booked' WHERE person = $1 AND slot_id = $2"


class Hall(Protocol):
    """Somebody who gives places."""

    async def opens(self, number: int) -> None:
        """Make two new times for a round."""

    async def books(self, person: int) -> None:
        """Hold a place and confirm it, in two units of work."""

    async def check(self) -> None:
        """Every place of the round must be given, and none twice."""


class Ours:
    """The product: who somebody is, what they may, history, reminders and the messages for them included."""

    def __init__(self, database: Database) -> None:
        room = area_with(counters=PEOPLE, windows={day: ["09:00-10:00"] for day in WEEK})
        self.desk = BookingDesk(database, hall=hall_with(room, horizon="30 days", active=ROUNDS))
        self.visitors: list[Visitor] = []
        self.times: list[Slot] = []

    @classmethod
    async def on(cls, database: Database) -> "Ours":
        """An open hall, and everybody known there."""
        await migrate(database)
        ours = cls(database)
        await ours.desk.opens()
        ours.visitors = [await ours.desk.somebody() for _ in range(PEOPLE)]
        await settle(database)
        return ours

    async def opens(self, number: int) -> None:
        """Another day."""
        every = [slot for slot in await self.desk.slots() if slot.day > self.desk.now.date()]
        self.times = every[2 * number : 2 * number + 2]

    async def books(self, person: int) -> None:
        """As the two presses of a citizen do it."""
        desk, asked = self.desk, self.desk.asked(self.visitors[person])
        async with desk.database.write() as tx:
            held = await hold(tx, self.times[person % 2].id, asked, hall=desk.hall, now=desk.now)
        async with desk.database.write() as tx:
            await confirm(tx, held.ref, visitor=asked.visitor, by=asked.by, hall=desk.hall, now=desk.now)

    async def check(self) -> None:
        """What slots say of themselves, and what is there."""
        async with self.desk.database.read() as tx:
            wrong = await miscounted(tx)
        taken = {slot.id: slot.booked for slot in await self.desk.slots()}
        if wrong or [taken[slot.id] for slot in self.times] != [PEOPLE // 2] * 2:
            raise BenchFailed(f"of our places {taken} are taken, and {wrong} counted wrongly")


class Bare:
    """Two tables and the statements of every tutorial; ``begin`` opens a transaction that sees the slot locked."""

    def __init__(self, begin: Callable[[], Any], *, locks: str) -> None:
        self._begin, self._locks, self._ids = begin, locks, (0, 0)

    async def opens(self, number: int) -> None:
        """Two more slots."""
        self._ids = (2 * number, 2 * number + 1)
        async with self._begin() as run:
            for slot_id in self._ids:
                await run("INSERT INTO bare_slot VALUES ($1, $2, 0)", slot_id, PEOPLE)

    async def books(self, person: int) -> None:
        """Look, take and keep; look again and confirm."""
        slot_id = self._ids[person % 2]
        async with self._begin() as run:
            [(booked, capacity)] = await run(LOOK + self._locks, slot_id)
            if booked >= capacity:
                raise BenchFailed("there is no room")
            await run(TAKE, slot_id)
            await run(KEEP, person, slot_id)
        async with self._begin() as run:
            if not await run(SEEN + self._locks, person, slot_id):
                raise BenchFailed("what was held is gone")
            await run(CONFIRM, person, slot_id)

    async def check(self) -> None:
        """The same of the bare tables."""
        async with self._begin() as run:
            taken = [await run(LOOK, slot_id) for slot_id in self._ids]
        if [rows[0][0] for rows in taken] != [PEOPLE // 2] * 2:
            raise BenchFailed(f"of the bare places {taken} are taken")


@asynccontextmanager
async def _bare_sqlite(url: URL) -> AsyncIterator[Bare]:
    """One connection: there is one writer at a time anyway, and nothing is faster than not to wait for a thread."""
    connection = sqlite3.connect(f"{url.database}-bare", isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", *TABLES):
        connection.execute(statement)

    async def run(statement: str, *values: Any) -> list[Any]:
        return connection.execute(statement.replace("$", "?"), values).fetchall()

    @asynccontextmanager
    async def begin() -> AsyncIterator[Any]:
        connection.execute("BEGIN IMMEDIATE")
        yield run
        connection.execute("COMMIT")

    yield Bare(begin, locks="")
    connection.close()


@asynccontextmanager
async def _bare_postgresql(url: URL) -> AsyncIterator[Bare]:
    """As many connections as people who are at it."""
    host = str(url.query["host"])
    async with asyncpg.create_pool(
        user=url.username, database=url.database, host=host, min_size=AT_ONCE, max_size=AT_ONCE
    ) as pool:
        for statement in TABLES:
            await pool.execute(statement)

        @asynccontextmanager
        async def begin() -> AsyncIterator[Any]:
            async with pool.acquire() as connection, connection.transaction():
                yield connection.fetch

        yield Bare(begin, locks=" FOR UPDATE")


async def _round(hall: Hall, number: int) -> float:
    """Bookings a second of a crowd."""
    await hall.opens(number)
    coming = iter(range(PEOPLE))

    async def one_after_another() -> None:
        for person in coming:
            await hall.books(person)

    began = time.perf_counter()
    await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
    rate = PEOPLE / (time.perf_counter() - began)
    await hall.check()
    return rate


async def _compare(url: str) -> tuple[list[float], list[float]]:
    """The rounds of both, in turn, so that what else the machine does hits both."""
    database = Database(url)
    rates: tuple[list[float], list[float]] = ([], [])
    bare_hall = _bare_sqlite if database.is_sqlite else _bare_postgresql
    async with bare_hall(make_url(url)) as bare:
        ours = await Ours.on(database)
        for number in range(ROUNDS):
            rates[0].append(await _round(ours, number))
            rates[1].append(await _round(bare, number))
    await database.close()
    return rates


def measure(wanted: Wanted) -> Result:
    """A crowd at our places, and at bare ones."""
    rows, data = [], {}
    for name in wanted.databases:
        with empty_database(name, postgres=wanted.postgres) as url:
            ours, bare = asyncio.run(_compare(url))
        ratio = statistics.median(ours) / statistics.median(bare)
        data[name] = {"ours": ours, "bare": bare, "ratio": ratio}
        rows.append((name, f"{statistics.median(ours):.0f}", f"{statistics.median(bare):.0f}", f"{ratio:.2f}"))
    heads = ("bookings/s", "bare SELECT … FOR UPDATE", "ratio")
    return Result(Table(f"{AT_ONCE} of {PEOPLE} people at two times", heads, rows), data)
