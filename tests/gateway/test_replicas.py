"""Equal processes on one database: one leads, the dead are noticed in seconds, and the living are left alone."""

import asyncio
import itertools
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from gateway import replicas as module
from gateway.clock import SystemClock
from gateway.replicas import Replicas
from storage import inbox, outbox_leases
from storage.db import Database
from storage.inbox import Received
from storage.outgoing import Address, Outgoing
from storage.presence import NotPresent
from tests.chaos.lives import Stopwatch
from tests.kit.database import BACKENDS

on_postgresql = pytest.mark.parametrize("database_url", BACKENDS[1:], indirect=True)
PATIENCE = 60.0
"""Seconds anything may take on a busy machine."""
TAKE_OVER = 10.0
"""Seconds in which another process must have taken over, on a core of its own."""


class Life:
    """A process as far as others can see it."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.clock = SystemClock()
        self.heard: list[str] = []
        self.refreshed = 0
        self.replicas = Replicas(
            self.database, clock=self.clock, polls=True, heard=self.heard.append, refresh=self._refresh
        )
        self._running: asyncio.Task[None] | None = None

    async def _refresh(self) -> None:
        self.refreshed += 1

    async def begins(self) -> None:
        await self.replicas.open()
        self.looks_on()

    def looks_on(self) -> None:
        self._running = asyncio.ensure_future(self.replicas.run())

    async def dies(self) -> None:
        """As by kill -9: the connection breaks off, nothing is given back."""
        if self._running:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        if self.replicas._presence:
            self.replicas._presence.drop()
            self.replicas._presence = None

    async def ends(self) -> None:
        await self.replicas.close()
        if self._running:
            await asyncio.gather(self._running, return_exceptions=True)
        await self.database.close()

    async def stores(self, *numbers: int) -> None:
        async with self.database.write() as tx:
            updates = [Received(update_id=n, conversation=f"p:{n}", kind="message", raw="{}") for n in numbers]
            await inbox.store(tx, updates, bot_id=1, now=self.clock.now())

    async def claims(self) -> list[int]:
        async with self.database.write() as tx:
            return [row.update_id for row in await inbox.claim(tx, now=self.clock.now(), limit=16)]

    async def says(self, key: str, *, chat_id: int = 1) -> list[str]:
        """The keys of what was handed over in memory."""
        rows: list[str] = []
        self.database.hand_over = lambda handed: rows.extend(row.dedupe_key for row in handed)
        async with self.database.write() as tx:
            tx.say(Outgoing(dedupe_key=key, to=Address(chat_id=chat_id), body={"text": key}))
        return rows

    async def takes_waiting(self) -> list[tuple[str, int]]:
        async with self.database.write() as tx:
            rows = await outbox_leases.claim_waiting(tx, now=self.clock.now(), limit=100)
        return [(row.dedupe_key, row.maybe_dup) for row in rows]


@asynccontextmanager
async def lives(url: str, count: int) -> AsyncIterator[list[Life]]:
    """So many processes, of which none has begun."""
    born = [Life(url) for _ in range(count)]
    try:
        yield born
    finally:
        for life in born:
            await life.ends()


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not is_so():  # noqa: ASYNC110 # another connection's state is what the test waits for
            await asyncio.sleep(0.02)


async def test_a_lone_process_leads(database_url: str) -> None:
    async with lives(database_url, 1) as [one]:
        await one.begins()
        assert one.replicas.leads
        assert one.replicas.is_sure()
        assert one.refreshed == 1


@on_postgresql
async def test_of_several_processes_exactly_one_leads_and_the_next_takes_over_in_seconds(database_url: str) -> None:
    async with lives(database_url, 3) as three:
        for life in three:
            await life.begins()
        assert [life.replicas.leads for life in three] == [True, False, False]
        watch = Stopwatch(os.getpid())
        await three[0].dies()
        await until(lambda: any(life.replicas.leads for life in three[1:]))
        assert watch.seconds() < TAKE_OVER
        assert sum(life.replicas.leads for life in three[1:]) == 1


@on_postgresql
async def test_who_loses_the_lead_stops_at_once_what_only_a_leader_may_do(database_url: str) -> None:
    async with lives(database_url, 2) as [one, two]:
        await one.begins()
        await two.begins()
        polls: list[str] = []

        async def poll(who: str) -> None:
            polls.append(who)
            try:
                await asyncio.Event().wait()
            finally:
                polls.append(f"{who} stops")

        doing = [
            asyncio.ensure_future(life.replicas.while_leading(lambda name=name: poll(name)))  # type: ignore[misc]
            for name, life in (("one", one), ("two", two))
        ]
        await until(lambda: polls == ["one"])
        await cut_off(one)
        await until(lambda: len(polls) == 3)
        assert polls[1] == "one stops"
        for task in doing:
            task.cancel()
        await asyncio.gather(*doing, return_exceptions=True)


async def cut_off(life: Life) -> None:
    """The server ends the connection by which a process is seen."""
    assert life.replicas._presence
    pid = life.replicas._presence._connection.get_server_pid()
    async with life.database.engine.connect() as connection:
        await connection.exec_driver_sql(f"SELECT pg_terminate_backend({pid})")


@on_postgresql
async def test_without_owners_the_work_of_a_living_process_would_be_taken(database_url: str) -> None:
    """The negative control: a process that starts takes every lease back, as is right only where there is but one."""
    async with lives(database_url, 2) as [one, two]:
        await one.begins()
        await one.stores(1)
        assert await one.claims() == [1]
        async with two.database.write() as tx:
            await inbox.expire_leases(tx, now=two.clock.now())
        assert await two.claims() == [1], "both are at it now"


@on_postgresql
async def test_the_work_of_a_living_process_is_left_alone_and_that_of_a_dead_one_taken_over(database_url: str) -> None:
    async with lives(database_url, 2) as [one, two]:
        await one.begins()
        await one.stores(1)
        assert await one.claims() == [1]
        assert await one.says("a") == ["a"]
        await two.replicas.open()
        for _ in range(3):
            await two.replicas._look()
        assert await two.claims() == []
        assert await two.takes_waiting() == []
        two.looks_on()

        await one.dies()
        await until(lambda: "inbox" in two.heard)
        assert await two.claims() == [1]
        assert await two.takes_waiting() == [("a", 1)], "it may have been sent"


@on_postgresql
async def test_whoever_is_missing_for_a_moment_is_not_taken_for_dead(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "GRACE", 3600.0)
    async with lives(database_url, 2) as [one, two]:
        await one.begins()
        await two.replicas.open()
        await one.stores(1)
        assert await one.claims() == [1]
        epoch = one.replicas.epoch
        await cut_off(one)
        await until(lambda: not one.replicas.is_sure() or one.replicas.epoch > epoch)
        await until(one.replicas.is_sure)
        assert one.replicas.epoch > epoch, "what it holds must be looked at anew"
        await two.replicas._look()
        assert await two.claims() == []


async def test_a_process_is_sure_only_while_it_looks(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with lives(database_url, 1) as [one]:
        await one.replicas.open()
        moment = one.clock.monotonic() + module.SURE
        monkeypatch.setattr(one.clock, "monotonic", lambda: moment)
        assert one.replicas.is_sure() is one.database.is_sqlite, (
            "as after a long pause; nobody else opens an SQLite file"
        )


@on_postgresql
async def test_a_row_does_not_overtake_what_another_process_sends_in_its_queue(database_url: str) -> None:
    async with lives(database_url, 2) as [one, two]:
        assert await one.says("a") == ["a"]
        assert await two.says("b") == [], "it stands behind"
        assert await two.says("elsewhere", chat_id=2) == ["elsewhere"]
        assert await one.says("c") == [], "it stands behind what nobody holds yet"
        assert await two.takes_waiting() == []
        assert await one.takes_waiting() == [("b", 0), ("c", 0)]


@on_postgresql
async def test_without_looking_ahead_it_would_overtake(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    async with lives(database_url, 2) as [one, two]:
        numbers = itertools.count()
        monkeypatch.setattr("storage.outbox.queue_of", lambda *_: f"{next(numbers)}")
        assert await one.says("a") == ["a"]
        assert await two.says("b") == ["b"]


@on_postgresql
async def test_others_hear_of_updates_of_what_nobody_sends_and_of_groups_that_moved(database_url: str) -> None:
    async with lives(database_url, 2) as [one, two]:
        await one.begins()
        await two.begins()
        await until(lambda: one.database.has_company)
        await one.stores(1)
        await until(lambda: "inbox" in two.heard)
        await two.says("a")
        await one.says("b")
        await until(lambda: "outbox" in two.heard)
        before = two.refreshed
        async with one.database.write() as tx:
            tx.news.add("moved")
        await until(lambda: two.refreshed > before)


@on_postgresql
async def test_whoever_was_paused_for_longer_than_its_lease_can_finish_nothing(database_url: str) -> None:
    async with lives(database_url, 2) as [one, two]:
        await one.stores(1)
        assert await one.claims() == [1]
        later = one.clock.now() + inbox.LEASE + timedelta(seconds=1)
        async with two.database.write() as tx:
            assert len(await inbox.claim(tx, now=later, limit=16)) == 1
        with pytest.raises(inbox.TakenOver):
            async with one.database.write() as tx:
                await inbox.finish(tx, [1], now=later)
        async with two.database.write() as tx:
            await inbox.finish(tx, [1], now=later)


async def test_a_database_that_is_away_is_said_to_be_away() -> None:
    life = Life("postgresql://nobody@127.0.0.1:9/nothing")
    with pytest.raises(NotPresent):
        await life.replicas.open()
    await life.database.close()
