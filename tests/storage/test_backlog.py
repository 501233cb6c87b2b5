"""Counting what waits and what failed reads those rows alone, however many there ever were."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import CursorResult, Executable, insert

from storage.backlog import count_due, read_backlog
from storage.db import Database
from storage.outbox import UNREACHABLE
from storage.outgoing import Lane, Policy
from storage.schema import migrate
from storage.tables import inbox, outbox
from storage.transaction import Tx

NOW = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)


def message(number: int, **values: Any) -> dict[str, Any]:
    plain = {"lane": int(Lane.INTERACTIVE), "policy": Policy.CRITICAL, "method": "sendMessage", "created_at": NOW}
    return {"dedupe_key": f"k{number}", **plain, "error": None, **values}


def update(number: int, **values: Any) -> dict[str, Any]:
    plain = {"bot_id": 1, "conversation": "p:1", "kind": "message", "raw": "", "received_at": NOW, "next_at": NOW}
    return {"update_id": number, **plain, **values}


async def test_what_waits_and_what_failed_is_counted(database: Database) -> None:
    early = NOW - timedelta(minutes=7)
    messages = [
        message(1, state="new", created_at=early),
        message(2, state="new", lane=int(Lane.NOTICE)),
        message(3, state="sent"),
        message(4, state="dead", error="400 Bad Request"),
        message(5, state="dead", error=f"{UNREACHABLE}Forbidden: bot was blocked by the user"),
        message(6, state="unknown"),
        message(7, state="unknown", policy=Policy.NOTICE),
        message(8, state="settled"),
    ]
    updates = [update(1, state="new", received_at=early), update(2, state="done"), update(3, state="dead")]
    async with database.write() as tx:
        await tx.execute(insert(outbox), messages)
        await tx.execute(insert(inbox), updates)
    async with database.read() as tx:
        found = await read_backlog(tx, hall_now=NOW)

    assert (found.updates.count, found.updates.age(NOW)) == (1, 420)
    assert {lane: (w.count, w.age(NOW)) for lane, w in found.messages.items()} == {
        Lane.INTERACTIVE: (1, 420),
        Lane.NOTICE: (1, 0),
    }
    assert (found.dead_updates, found.dead_messages) == (1, 1)
    assert found.unknown_messages == {Policy.CRITICAL: 1, Policy.NOTICE: 1}
    assert (found.held.count, found.held.age(NOW)) == (0, 0)


async def test_what_is_to_be_done_by_a_moment_is_counted(database: Database) -> None:
    soon, late = NOW + timedelta(seconds=1), NOW + timedelta(seconds=25)
    messages = [
        message(1, state="new"),
        message(2, state="new", next_at=soon),
        message(3, state="new", next_at=late),
        message(4, state="sent"),
    ]
    updates = [update(1, state="new"), update(2, state="new", next_at=late), update(3, state="done")]
    async with database.write() as tx:
        for one in messages:
            await tx.execute(insert(outbox), one)
        await tx.execute(insert(inbox), updates)
    async with database.read() as tx:
        assert await count_due(tx, by=soon) == 3
        assert await count_due(tx, by=late) == 5


class Plans(Tx):
    """Asks SQLite how it would find the rows, before it looks for them."""

    def __init__(self, tx: Tx) -> None:
        super().__init__(tx._connection, owner=tx.owner, known={})
        self.plans: list[str] = []

    async def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | Any | None = None
    ) -> CursorResult[Any]:
        compiled: Any = statement.compile(dialect=self._connection.dialect)
        nothing = tuple(None for _ in compiled.positiontup)
        rows = await self._connection.core.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", nothing)
        self.plans += [row[3] for row in rows]
        return await super().execute(statement, parameters)


async def test_every_figure_is_found_by_an_index_of_its_own(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'banshi.db'}")
    await migrate(database)
    async with database.read() as tx:
        asked = Plans(tx)
        await read_backlog(asked, hall_now=NOW)
    await database.close()

    scans = [plan for plan in asked.plans if plan.startswith(("SCAN", "SEARCH"))]
    assert len(scans) == 6
    assert [plan for plan in scans if "INDEX" not in plan] == []
