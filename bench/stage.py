"""A bot before the stub: started anew, warmed up, and looked at afterwards to see that nothing is left."""

import json
import sqlite3
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from bench.machine import BUILD, PATIENCE, BenchFailed, Cores, next_line, python_process
from tests.kit.postgres import PostgresServer

TOKEN = "700001:" + "b" * 35
PEOPLE = 150
AIOGRAM, PTB = "aiogram echo", "python-telegram-bot echo"
"""Whom everybody is compared with; with another than the first if they name one."""
STAFF_GROUP = -1001234567890
WARM_UP = range(4, 12)
"""Rounds of one update each before the measured ones: until everybody has done once what is measured, and has what they
will press in front of them."""
SETTLE = 0.3
"""Seconds after the last answer in which marks are written; they belong to the price."""
LEFT = (
    """SELECT (SELECT count(*) FROM inbox WHERE state = 'done'), (SELECT count(*) FROM outbox WHERE state <> 'sent')"""
)


@dataclass(frozen=True, slots=True)
class Contestant:
    """Whom to measure at what.

    Attributes:
        program: the module that is the bot.
        habit: what people do; see ``bench.crowd.HABITS``.
        updates: how many are measured.
        presses: the prefixes all measured presses must have, so that nothing else is measured.
        database: ``sqlite`` or ``postgresql`` for ours.
        asks_staff: whether there is a staff group; without one the bot has nobody to tell.
        rival: the name of whom it is compared with, if not with aiogram's echo.
    """

    name: str
    program: str
    habit: str
    updates: int
    presses: tuple[str, ...] = ()
    database: str | None = None
    asks_staff: bool = False
    rival: str = AIOGRAM

    def shorter(self, updates: int) -> "Contestant":
        """The same with fewer updates, where they are counted and not timed."""
        return replace(self, updates=updates)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What all groups are told.

    Attributes:
        postgres: a running server; None if only SQLite is wanted.
        databases: those to be measured.
        rounds: how often everybody is measured where medians are shown.
        seed: of everything drawn by lot.
        in_full: take the time that good figures need, instead of the time a developer has.
        habit: what alone is to be priced; None for everything.
    """

    cores: Cores
    postgres: PostgresServer | None
    databases: tuple[str, ...]
    rounds: int
    seed: int
    in_full: bool
    habit: str | None = None

    def takes(self, contestant: Contestant) -> bool:
        """Whether it is one of ours that is to be measured."""
        return contestant.database in self.databases and self.habit in (None, contestant.habit)


@dataclass(frozen=True, slots=True)
class Scene:
    """A bot that runs, and the way to its stub."""

    contestant: Contestant
    bot: subprocess.Popen[str]
    port: int
    url: str
    postgres: PostgresServer | None

    def ask(self, path: str, **query: float) -> dict[str, Any]:
        """Let the stub do something, and return what it tells."""
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        return ask_stub(self.port, f"{path}?{asked}")

    def warm_up(self) -> int:
        """Let everybody arrive; return how many updates that took."""
        for number in range(1, WARM_UP.stop):
            pressed = self.ask("serve", count=PEOPLE)["pressed"]
            if number >= WARM_UP.start and pressed.keys() <= set(self.contestant.presses):
                return number * PEOPLE
        raise BenchFailed(f"people never came to press {self.contestant.presses}, but {pressed}")

    def settle(self) -> None:
        """Wait until all is said: what follows an answer, such as a card among staff, belongs to its price as well."""
        time.sleep(SETTLE)
        ends = time.monotonic() + PATIENCE
        while self.contestant.database and read_row(self.url, LEFT, self.postgres)[1] and time.monotonic() < ends:
            time.sleep(SETTLE)

    def check(self, told: Mapping[str, Any]) -> None:
        """People did what was to be measured, and nothing else.

        Raises:
            BenchFailed: they did not.
        """
        if told["strays"] or not told["pressed"].keys() <= set(self.contestant.presses):
            raise BenchFailed(f"people did something else: {told['strays']} strays, pressed {told['pressed']}")

    def check_nothing_is_left(self, *, updates: int) -> None:
        """Every update is done and every message sent, as the database says from outside.

        Raises:
            BenchFailed: something is left.
        """
        if self.contestant.database is None:
            return
        found = read_row(self.url, LEFT, self.postgres)
        if found != (updates, 0):
            raise BenchFailed(f"{found[0]} of {updates} updates done, {found[1]} messages not sent")


def read_row(url: str, query: str, postgres: PostgresServer | None) -> tuple[int, ...]:
    """One row of numbers, read past the bot."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(f"file:{url.removeprefix('sqlite:///')}?mode=ro", uri=True)
        row: tuple[int, ...] = connection.execute(query).fetchone()
        connection.close()
        return row
    assert postgres is not None  # noqa: S101 # the url is its
    return tuple(map(int, postgres.execute(query, url=url).split("|")))


def ask_stub(port: int, path: str) -> dict[str, Any]:
    """Call the stub as its director, not as a bot."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/{path}", data=b"{}")
    with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310 # our own stub
        answer: dict[str, Any] = json.load(response)
    return answer


@contextmanager
def empty_database(kind: str | None, *, postgres: PostgresServer | None) -> Iterator[str]:
    """The URL of a new database; SQLite's file is on a real disk, the usual place may be memory."""
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD) as directory:
        if kind == "postgresql" and postgres:
            yield postgres.create_database()
        else:
            yield f"sqlite:///{directory}/bench.db"


@contextmanager
def staged(contestant: Contestant, *, wanted: Wanted, watch: Sequence[str] = ()) -> Iterator[Scene]:
    """A stub and a bot, both new. ``watch``: options of ``bench.ours``."""
    cores, postgres = wanted.cores, wanted.postgres
    with (
        empty_database(contestant.database, postgres=postgres) as url,
        python_process("bench.stub", contestant.habit, str(PEOPLE), core=cores.others) as stub,
    ):
        port = int(next_line(stub))
        api = f"http://127.0.0.1:{port}"
        arguments = watch if contestant.database else (api, TOKEN)
        settings = {"BANSHI_TOKEN": TOKEN, "BANSHI_API_URL": api, "BANSHI_DATABASE_URL": url}
        settings |= {"BANSHI_STAFF_CHATS": f"main={STAFF_GROUP}"} if contestant.asks_staff else {}
        with python_process(contestant.program, *arguments, core=cores.bot, environment=settings) as bot:
            yield Scene(contestant, bot, port, url, postgres)
