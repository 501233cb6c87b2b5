"""Changed history shows: whatever is done to the events or to their seals, the checker finds it."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from storage.audit import Break, Head, breaks, head, holds, seal_new
from storage.db import Database
from storage.events import add_event
from storage.tables import audit_link, event
from tests.chaos.drill import seed_of_drill

NOW = datetime(2026, 12, 2, 1, 0, tzinfo=UTC)
KEY = b"k" * 32
EVENTS = 60
ROUNDS = 500


@pytest.fixture
async def sealed(database: Database) -> Database:
    """A database with a history that is sealed to its end."""
    for number in range(EVENTS):
        await _happens(database, number)
        if number % 7 == 0:
            await _seal(database)
    await _seal(database)
    return database


async def _happens(database: Database, number: int) -> None:
    async with database.write() as tx:
        await add_event(
            tx,
            actor="citizen",
            action="filed",
            subject_kind="case",
            subject_id=number,
            now=NOW + timedelta(minutes=number),
            detail={"text": f"窗口 {number}", "b": number, "a": None},
        )


async def _seal(database: Database, *, limit: int = 1_000) -> int:
    async with database.write() as tx:
        return await seal_new(tx, key=KEY, now=NOW, limit=limit)


async def _found(database: Database, *, key: bytes = KEY) -> list[Break]:
    async with database.read() as tx:
        return [one async for one in breaks(tx, key=key, now=NOW + timedelta(days=1))]


async def test_a_history_nobody_touched_holds_and_is_sealed_once(sealed: Database) -> None:
    assert await _found(sealed) == []
    assert await _seal(sealed) == 0
    async with sealed.read() as tx:
        assert (await head(tx)).place == EVENTS


async def test_batches_chain_on_where_the_last_one_ended(database: Database) -> None:
    for number in range(10):
        await _happens(database, number)

    assert [await _seal(database, limit=4) for _ in range(4)] == [4, 4, 2, 0]
    assert await _found(database) == []


async def test_an_event_that_should_have_been_sealed_long_before_the_last_seal_is_told(sealed: Database) -> None:
    await _happens(sealed, -60)

    (told,) = await _found(sealed)

    assert told.reason == "the event was never sealed"


async def test_what_happened_just_before_the_bot_stopped_is_no_sign_of_anything(sealed: Database) -> None:
    await _happens(sealed, 1)

    assert await _found(sealed) == []


async def test_without_the_key_nobody_can_make_a_chain_that_holds(sealed: Database) -> None:
    assert len(await _found(sealed, key=b"x" * 32)) == EVENTS


async def test_a_chain_that_was_cut_off_looks_whole_and_only_its_head_elsewhere_tells(sealed: Database) -> None:
    async with sealed.read() as tx:
        before = await head(tx)
    async with sealed.write() as tx:
        gone = select(audit_link.c.event_id).where(audit_link.c.place > EVENTS - 5)
        ids = list((await tx.execute(gone)).scalars())
        await tx.execute(delete(audit_link).where(audit_link.c.place > EVENTS - 5))
        await tx.execute(delete(event).where(event.c.id.in_(ids)))

    assert await _found(sealed) == []
    async with sealed.read() as tx:
        assert not await holds(tx, before)
        newest = await head(tx)
        assert await holds(tx, newest)
        assert await holds(tx, Head(newest.place, newest.beginning.partition(":")[2]))
        assert not await holds(tx, Head(newest.place, "0" * 16))
        assert newest.place == EVENTS - 5


async def _tamper(database: Database, rng: random.Random) -> str:
    """Do one thing an insider might do, and say which."""
    place = rng.randrange(1, EVENTS)
    async with database.write() as tx:
        row = (await tx.execute(select(audit_link).where(audit_link.c.place == place))).one()
        other = (await tx.execute(select(audit_link).where(audit_link.c.place == place + 1))).one()
        this, that = (audit_link.c.place == place, event.c.id == row.event_id)
        changes: dict[str, Any] = {
            "words": update(event).where(that).values(detail={"text": "没有的事"}),
            "actor": update(event).where(that).values(actor="staff:1"),
            "action": update(event).where(that).values(action="closed"),
            "moment": update(event).where(that).values(at=NOW - timedelta(days=3)),
            "subject": update(event).where(that).values(subject_id=999),
            "seal": update(audit_link).where(this).values(mac="0" * 64),
            "commitment": update(audit_link).where(this).values(commitment="0" * 64),
            "link gone": delete(audit_link).where(this),
            "seal of another": update(audit_link).where(this).values(mac=other.mac),
        }
        what = rng.choice([*changes, "inserted", "swapped"])
        if what == "inserted":
            values = {"actor": "citizen", "action": "confirm", "subject_kind": "case", "subject_id": 1, "detail": {}}
            await tx.execute(insert(event).values(at=NOW - timedelta(days=1), **values))
        elif what == "swapped":
            first, second = (await _event(tx, row.event_id)), (await _event(tx, other.event_id))
            await tx.execute(update(event).where(event.c.id == row.event_id).values(**second))
            await tx.execute(update(event).where(event.c.id == other.event_id).values(**first))
        else:
            await tx.execute(changes[what])
    return what


async def _event(tx: Any, event_id: int) -> dict[str, Any]:
    row = (await tx.execute(select(event).where(event.c.id == event_id))).one()
    return {name: value for name, value in row._mapping.items() if name != "id"}


async def test_whatever_is_changed_is_found(sealed: Database) -> None:
    seed = seed_of_drill()
    rng = random.Random(seed)
    whole = await _state(sealed)
    unseen = []
    for number in range(ROUNDS):
        what = await _tamper(sealed, rng)
        if not await _found(sealed):
            unseen.append((number, what))
        await _restore(sealed, whole)
    assert unseen == [], f"seed {seed}"


async def _state(database: Database) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    async with database.read() as tx:
        events = [dict(row._mapping) for row in await tx.execute(select(event))]
        links = [dict(row._mapping) for row in await tx.execute(select(audit_link))]
    return events, links


async def _restore(database: Database, whole: tuple[list[dict[str, Any]], list[dict[str, Any]]]) -> None:
    async with database.write() as tx:
        await tx.execute(delete(audit_link))
        await tx.execute(delete(event))
        await tx.execute(insert(event), whole[0])
        await tx.execute(insert(audit_link), whole[1])
