"""What a clerk with ten thousand open cases waits for: the desk and a page of a pile, beside one with a hundred."""

import asyncio
import statistics
import time
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from actions.cases.flows import pin
from actions.desk.piles import count_desk, look_at_pile
from bench.figures import percentile
from bench.machine import BenchFailed
from bench.stage import Wanted, empty_database
from bench.sweep import settle
from bench.table import VERDICT, Result, Table
from content.loader import load_hall
from content.models import Hall
from content.paths import sample_pack
from domain.desk import Pile, Place
from domain.languages import Language
from domain.people import Member, Role
from storage.db import Database
from storage.people import add_person, enrol
from storage.schema import migrate
from storage.tables import case_clock, hall_case
from storage.transaction import Tx

FEW, MANY = 100, 10_000
LOOKS = 300
P99_GOAL = 0.050
"""Seconds until the values of a page are there."""
NOW = datetime(2026, 12, 2, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
APART = timedelta(minutes=7)
"""Between the ends of two cases; some are over, most lie ahead."""
OVER = 50


def _hall() -> Hall:
    hall, problems = load_hall(sample_pack(), today=NOW.date())
    if hall is None:
        raise BenchFailed("\n".join(map(str, problems)))
    return hall


async def _fill(database: Database, *, hall: Hall, cases: int) -> Member:
    """A clerk and their open cases, each with a promise that runs."""
    await migrate(database)
    async with database.write() as tx:
        clerk = await add_person(tx, telegram_id=1, first_name="王敏", language=Language.ZH_HANS, now=NOW)
        member = Member(await enrol(tx, person_id=clerk.id, role=Role.CLERK, now=NOW), clerk, Role.CLERK)
        flow_id = await pin(tx, hall.flow_named("complaint"), now=NOW)
        for first in range(0, cases, 1_000):
            await _add(tx, range(first + 1, min(first + 1_000, cases) + 1), flow_id=flow_id, owner=member.id)
    await settle(database)
    return member


async def _add(tx: Tx, numbers: range, *, flow_id: int, owner: int) -> None:
    case: dict[str, Any] = {"flow_id": flow_id, "kind": "complaint", "channel": "telegram", "language": "zh-Hans"}
    case |= {"privacy": "open", "state": "submitted", "text": "窗口说材料不齐。" * 20, "guesses": [], "version": 1}
    case |= {"state_at": NOW, "filed_at": NOW, "round": 1, "listens": False, "owner_id": owner, "handlers": []}
    clock: dict[str, Any] = {"round": 1, "name": "acceptance", "amount": 2, "unit": "working days", "calendar": "x"}
    clock |= {"received_at": NOW, "is_provisional": False, "since_version": 1, "due_version": 1, "extensions": 0}
    due = {number: NOW + (number - OVER) * APART for number in numbers}
    cases = [{"id": n, "ref": f"r{n}", "number": f"TS2026-{n:06}", "due_at": due[n], **case} for n in numbers]
    await tx.execute(insert(hall_case), cases)
    await tx.execute(insert(case_clock), [{"case_id": n, "due_at": due[n], **clock} for n in numbers])


async def _look(database: Database, member: Member, *, hall: Hall, after: Place | None) -> tuple[float, Place | None]:
    """Seconds until the counts of the desk and one page of everything are there, and where the next page begins."""
    began = time.perf_counter()
    async with database.read() as tx:
        counts = await count_desk(tx, member, hall=hall, now=NOW)
        page = await look_at_pile(tx, Pile.MINE, member=member, hall=hall, now=NOW, after=after)
    spent = time.perf_counter() - began
    if not page.lines or counts[Pile.OVERDUE] != OVER - 1:
        raise BenchFailed(f"the desk shows {len(page.lines)} lines, and of what is over {counts[Pile.OVERDUE]}")
    return spent, page.after


async def _compare(small: str, large: str) -> tuple[list[float], list[float]]:
    """The looks of each clerk, who turn pages in turn, so that what else the machine does hits both."""
    hall, databases = _hall(), (Database(small), Database(large))
    members = [await _fill(one, hall=hall, cases=size) for one, size in zip(databases, (FEW, MANY), strict=True)]
    looks: tuple[list[float], list[float]] = ([], [])
    after: list[Place | None] = [None, None]
    for _ in range(LOOKS):
        for at, (database, member) in enumerate(zip(databases, members, strict=True)):
            spent, after[at] = await _look(database, member, hall=hall, after=after[at])
            looks[at].append(spent)
    for database in databases:
        await database.close()
    return looks


def measure(wanted: Wanted) -> Result:
    """Somebody with a hundred cases, and somebody with ten thousand."""
    rows, data = [], {}
    for name in wanted.databases:
        with (
            empty_database(name, postgres=wanted.postgres) as small,
            empty_database(name, postgres=wanted.postgres) as large,
        ):
            few, many = asyncio.run(_compare(small, large))
        ratio, p99 = statistics.median(many) / statistics.median(few), percentile(many, 0.99)
        data[name] = {"few": few, "many": many, "ratio": ratio, "p99": p99}
        figures = [statistics.median(few), statistics.median(many), percentile(few, 0.99), p99]
        rows.append((name, *(f"{one * 1000:.1f}" for one in figures), f"{ratio:.2f}", VERDICT[p99 < P99_GOAL]))
    goal = f"goal {P99_GOAL * 1000:g} ms"
    heads = (f"ms p50 of {FEW}", f"of {MANY:,}", f"p99 of {FEW}", f"of {MANY:,}", "ratio", goal)
    return Result(Table("a clerk's desk and a page of it", heads, rows), data)
