"""A drill: town, load, bot and supervisor put together."""

import asyncio
import json
import os
import random
import signal
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from actions.staff import create_invite
from domain.people import Role
from gateway.clock import SystemClock
from sandbox.seed import CLERKS, STAFF_GROUP
from sandbox.server import create_app, serve
from storage.db import Database
from tests.chaos.lives import Life, Nursery, Stopwatch, open_nursery
from tests.chaos.load import Load
from tests.chaos.outside import Books, open_books
from tests.chaos.street import Person, Street, open_street
from tests.chaos.verdict import OUTBOX, Verdict, judge, told_by

TOKEN = "700002:" + "c" * 35
SECRET = "d" * 40
FULL = os.environ.get("CHAOS") == "full"
"""The long form, of `make chaos`."""
CITIZENS = 5
FASTER_RETRIES = 0.1
"""Telegram's pauses before it brings an update again are so much shorter in a drill."""
TO_RECOVER = 30.0
"""Seconds a restarted bot may take for what its predecessor left, on a core of its own."""
TO_DIE = 120.0
"""Seconds the load may take to reach an armed point, and whatever else is waited for on a busy machine."""
TO_END = 25.0
"""Seconds a bot may take after SIGTERM."""
PASSED_ONCE = ("start.", "stop.")
"""Points that a life passes once."""
RARE = ("tick.", "topic.", "delivery.put_off", "delivery.renewed")
"""Points that a town passes once in a while."""
LEFT_OVER = """
    SELECT 'update' AS what, seq AS id FROM inbox WHERE state = 'new' AND seq <= {seq}
    UNION ALL SELECT 'message', id FROM outbox WHERE state = 'new' AND id <= {id}
"""
NEWEST = """
    SELECT (SELECT coalesce(max(seq), 0) FROM inbox) AS seq, (SELECT coalesce(max(id), 0) FROM outbox) AS id
"""
DONE = "SELECT count(*) AS done FROM inbox WHERE state = 'done'"
UNFINISHED = """
    SELECT 'update' AS what, seq AS id FROM inbox WHERE state = 'new'
    UNION ALL SELECT 'message', id FROM outbox WHERE state = 'new'
    UNION ALL SELECT 'held', id FROM case_message WHERE state = 'held'
"""


def seed_of_drill() -> int:
    """The seed: CHAOS_SEED, or a new one; pytest shows it when the drill fails, and ``-s`` always."""
    return int(os.environ.get("CHAOS_SEED") or random.randrange(1_000_000))


@dataclass(slots=True)
class Drill:
    """One town under load."""

    street: Street
    books: Books
    nursery: Nursery
    load: Load
    settings: Mapping[str, str]
    log: Path
    backend: str
    by_webhook: bool
    recoveries: list[float] = field(default_factory=list)

    async def kill_at(self, points: Sequence[str], rng: random.Random) -> None:
        """Let the bot die at each of these points, each time after it made good what the last death left."""
        for point in points:
            passes = 1 if point.startswith(PASSED_ONCE) else rng.randint(1, 2 if point.startswith(RARE) else 4)
            if point.startswith("start."):
                life = await self.nursery.bear(f"{point}:{passes}", armed=True)
            else:
                newest = (await self.books.rows(NEWEST))[0]
                life = await self.nursery.bear(f"{point}:{passes}")
                await self.make_good(newest, life)
                life.arm()
                await self._provoke(point, life)
            died = await life.end(within=TO_DIE) == -signal.SIGKILL
            assert died, f"ended otherwise, not at {point}; {self.last_words()}"

    async def _provoke(self, point: str, life: Life) -> None:
        """Make happen what leads to a point and does not come by itself."""
        if point == "delivery.put_off":
            await self.street.control("faults", kind="500", method="sendMessage", times=4)
        if point.startswith("stop."):
            await self.stores_more(1)
            life.signal(signal.SIGTERM)

    async def make_good(self, newest: Mapping[str, int], life: Life) -> None:
        """Return when a life has finished all that is not newer."""
        watch = Stopwatch(life.pid)
        left = await self.books.is_left(LEFT_OVER.format(**newest), within=TO_DIE)
        self.recoveries.append(watch.seconds())
        assert not left, f"still undone after a restart: {left}; {self.last_words()}"
        assert self.recoveries[-1] < TO_RECOVER, f"done late after a restart; {self.last_words()}"

    async def stores_more(self, updates: int) -> None:
        """Return when the bot has stored so many updates more."""
        newest = (await self.books.rows(NEWEST))[0]["seq"]
        fewer = f"SELECT 1 WHERE (SELECT count(*) FROM inbox WHERE seq > {newest}) < {updates}"  # noqa: S608 # numbers
        assert not await self.books.is_left(fewer, within=TO_DIE), f"too little goes on; {self.last_words()}"

    async def handles_more(self, updates: int) -> None:
        """Return when the bot has handled so many updates more."""
        done = (await self.books.rows(DONE))[0]["done"]
        fewer = f"{DONE} HAVING count(*) < {done + updates}"
        assert not await self.books.is_left(fewer, within=TO_DIE), f"nothing is handled; {self.last_words()}"

    async def end(self, life: Life) -> int:
        """Ask a bot to stop; its exit code."""
        life.signal(signal.SIGTERM)
        return await life.end(within=TO_END)

    async def quiet(self) -> None:
        """Return when nothing is left to do."""
        left = await self.books.is_left(UNFINISHED, within=TO_DIE)
        assert not left, f"never quiet: {left}; {self.last_words()}"

    async def verdict(self) -> Verdict:
        """What outsiders find, and what must not be found in the log."""
        verdict = await judge(self.street, self.books, self.load.promised, by_webhook=self.by_webhook)
        named = [person.name for person in (*self.load.citizens, self.load.clerk)]
        words = [*self.load.promised.words, TOKEN, TOKEN.partition(":")[2], SECRET, *named]
        verdict.secrets = told_by(self.log.read_text(), words)
        if verdict.wrong:
            await self._keep_record()
        return verdict

    async def _keep_record(self) -> None:
        """Beside the log, for whoever has to find out what went wrong: another run would be another story."""
        record = {"sends": (await self.street.read("sends"))["sends"], "rows": await self.books.rows(OUTBOX)}
        (self.log.parent / "record.json").write_text(json.dumps(record, ensure_ascii=False, default=str))

    def last_words(self) -> str:
        """The end of the bot's log."""
        return "the bot's last words: " + "\n".join(self.log.read_text().splitlines()[-15:])


@asynccontextmanager
async def open_sandbox() -> AsyncIterator[str]:
    """A pretended Telegram; its address."""
    running = await serve(create_app())
    try:
        yield running.url
    finally:
        await running.close()


def settings_for(url: str, *, database_url: str, folder: Path) -> dict[str, str]:
    """What an operator would set."""
    return {
        "BANSHI_TOKEN": TOKEN,
        "BANSHI_API_URL": url,
        "BANSHI_DATABASE_URL": database_url,
        "BANSHI_STAFF_CHATS": f"main={STAFF_GROUP}",
        "BANSHI_PID_FILE": str(folder / "banshi.pid"),
        "BANSHI_HEALTH_LISTEN": "off",
        "BANSHI_LOG_LEVEL": "DEBUG",
    }


def free_port() -> int:
    """A port of this machine at which nobody listens; nobody is given it by chance while this process lives."""
    kept = socket.socket()
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do, so that one may listen beside it
    kept.bind(("127.0.0.1", 0))
    _KEPT.append(kept)
    return int(kept.getsockname()[1])


_KEPT: list[socket.socket] = []


def webhook_settings(port: int) -> dict[str, str]:
    """What an operator would set for a webhook, without the proxy in between."""
    return {
        "BANSHI_WEBHOOK_URL": f"http://127.0.0.1:{port}",
        "BANSHI_WEBHOOK_SECRET": SECRET,
        "BANSHI_WEBHOOK_LISTEN": f"127.0.0.1:{port}",
    }


@asynccontextmanager
async def open_drill(
    database_url: str, *, folder: Path, rng: random.Random, by_webhook: bool = False
) -> AsyncIterator[Drill]:
    """A town on a migrated database, with the load not yet begun."""
    log = folder / "bot.log"
    async with open_sandbox() as url:
        settings = settings_for(url, database_url=database_url, folder=folder)
        if by_webhook:
            settings |= webhook_settings(free_port())
        async with (
            open_street(url) as street,
            open_books(database_url) as books,
            open_nursery(settings, log=log) as nursery,
        ):
            await street.control("bots", token=TOKEN, first_name="办事", username="banshi_drill_bot")
            await street.control("limits", enforce=False)
            await street.control("webhooks", plain=True, pace=FASTER_RETRIES)
            people = [Person(street, 9001 + at, f"市民{at + 1}") for at in range(CITIZENS)]
            for person in people:
                await street.control("people", id=person.id, first_name=person.name, language_code="zh-hans")
            clerk = Person(street, CLERKS[0].id, CLERKS[0].first_name)
            await enrol(street, clerk, database_url)
            backend = "sqlite" if database_url.startswith("sqlite") else "postgresql"
            yield Drill(street, books, nursery, Load(people, clerk, rng), settings, log, backend, by_webhook)


async def enrol(street: Street, clerk: Person, database_url: str) -> None:
    """Make somebody a clerk, once the bot lives."""
    database = Database(database_url)
    async with database.write() as tx:
        token = await create_invite(tx, role=Role.CLERK, now=SystemClock().now())
    await database.close()
    started = await street.control("start", from_id=clerk.id, payload=f"inv-{token}")
    street.written.append((clerk.id, started["message_id"]))


@asynccontextmanager
async def under_load(drill: Drill) -> AsyncIterator[None]:
    """Within, people go about their matters; a bot must live when it is left, and they finish."""
    async with asyncio.TaskGroup() as town:
        town.create_task(drill.load.run())
        yield
        drill.load.enough()
