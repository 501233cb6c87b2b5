"""What a look for due deadlines costs when a million wait: as much as among ten thousand, or an index is missing."""

import asyncio
import statistics
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, text

from bench.machine import BenchFailed
from bench.stage import Wanted, empty_database
from bench.table import VERDICT, Result, Table
from storage.db import Database
from storage.deadlines import next_deadline, take_due
from storage.schema import migrate
from storage.tables import case_clock, deadline, flow_document, hall_case

FEW, MANY = 10_000, 1_000_000
DUE = 40
"""Steps that are due in every look, of as many cases."""
LOOKS = 150
PIECE = 20_000
"""Rows written at a time."""
GOAL = 1.3
NOW = datetime(2026, 12, 2, 1, 0, tzinfo=UTC)


async def _cases(database: Database) -> None:
    """Cases and clocks the steps belong to: a hundred, which all rows share."""
    async with database.write() as tx:
        document = {"flow": "x", "version": "1-1", "digest": "d", "document": {}, "added_at": NOW}
        await tx.execute(insert(flow_document).values(id=1, **document))
        case = {"flow_id": 1, "kind": "x", "channel": "telegram", "language": "en", "privacy": "open", "state": "x"}
        case |= {
            "state_at": NOW,
            "text": "",
            "version": 1,
            "round": 1,
            "filed_at": NOW,
            "guesses": [],
            "listens": False,
        }
        cases = [{"id": n, "ref": f"r{n}", "number": f"X{n}", **case} for n in range(1, DUE + 1)]
        await tx.execute(insert(hall_case), cases)


async def _fill(database: Database, *, size: int) -> None:
    """Steps that are due one after the other in the coming year; every look has the same few before it."""
    clock = {"round": 1, "name": "x", "amount": 1, "unit": "days", "calendar": "x", "received_at": NOW, "due_at": NOW}
    clock |= {"is_provisional": False, "due_version": 1, "extensions": 0}
    for first in range(0, size, PIECE):
        numbers = range(first + 1, min(first + PIECE, size) + 1)
        clocks = [{"id": n, "case_id": n % DUE + 1, "since_version": n, **clock} for n in numbers]
        steps = [
            {"clock_id": n, "case_id": n % DUE + 1, "step": "due", "due_at": _moment(n), "due_version": 1}
            for n in numbers
        ]
        async with database.write() as tx:
            await tx.execute(insert(case_clock), clocks)
            await tx.execute(insert(deadline), steps)


def _moment(number: int) -> datetime:
    """The first ``DUE`` are over, the others lie ahead."""
    return NOW + timedelta(seconds=number - DUE if number <= DUE else number * 30)


async def _look(database: Database) -> float:
    """Seconds of one look, which takes what is due and asks for what comes next."""
    began = time.perf_counter()
    async with database.write() as tx:
        taken = await take_due(tx, now=NOW, limit=50)
        await next_deadline(tx, after=NOW)
    spent = time.perf_counter() - began
    if len(taken) != DUE:
        raise BenchFailed(f"{len(taken)} steps were taken instead of {DUE}")
    return spent


async def _compare(small: str, large: str) -> tuple[float, float]:
    """The median look of each database, in seconds; they take turns, so that what else the machine does hits both."""
    databases = Database(small), Database(large)
    for database, size in zip(databases, (FEW, MANY), strict=True):
        await migrate(database)
        await _cases(database)
        await _fill(database, size=size)
        await settle(database)
    looks = [(await _look(databases[0]), await _look(databases[1])) for _ in range(LOOKS)]
    for database in databases:
        await database.close()
    return statistics.median(few for few, _ in looks), statistics.median(many for _, many in looks)


async def settle(database: Database) -> None:
    """Let the database count its rows and put them where they stay, as it does by itself in time."""
    async with database.write() as tx:
        await tx.execute(text("ANALYZE"))
    if database.is_sqlite:
        async with database.read() as tx:
            await tx.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def measure(wanted: Wanted) -> Result:
    """Look among ten thousand and among a million."""
    rows, data = [], {}
    for name in wanted.databases:
        with (
            empty_database(name, postgres=wanted.postgres) as small,
            empty_database(name, postgres=wanted.postgres) as large,
        ):
            few, many = asyncio.run(_compare(small, large))
        ratio = many / few
        data[name] = {"few": few, "many": many, "ratio": ratio}
        rows.append((name, f"{few * 1000:.2f}", f"{many * 1000:.2f}", f"{ratio:.2f}", VERDICT[ratio <= GOAL]))
    heads = (f"ms among {FEW:,}", f"ms among {MANY:,}", "ratio", f"goal {GOAL}")
    return Result(Table("a look for due deadlines", heads, rows), data)
