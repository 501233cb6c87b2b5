"""One bot, one stub, one measured stretch: both are processes, each on a core of its own."""

import json
import os
import select
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from tests.kit.postgres import PostgresServer

TOKEN = "700001:" + "b" * 35
PEOPLE = 150
WARM_UP = range(3, 12)
"""Rounds of one update each before the measured ones: until everybody has what they will press in front of them."""
PATIENCE = 90.0
"""Seconds one stretch may take."""
SETTLE = 0.3
"""Seconds after the last answer in which marks are written; they belong to the price."""
TICKS = os.sysconf("SC_CLK_TCK")
BUILD = Path("build")


class BenchFailed(Exception):
    """A bot did not do what it was to be measured at."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """Whom to measure at what.

    Attributes:
        program: the module that is the bot.
        habit: what people do; see ``bench.crowd.HABITS``.
        updates: how many are measured.
        presses: the prefixes all measured presses must have, so that nothing else is measured.
        database: ``sqlite`` or ``postgresql`` for ours.
    """

    name: str
    program: str
    habit: str
    updates: int
    presses: tuple[str, ...] = ()
    database: str | None = None

    def shorter(self, updates: int) -> "Contestant":
        """The same with fewer updates, where they are counted and not timed."""
        return replace(self, updates=updates)


@dataclass(frozen=True, slots=True)
class Measured:
    """One stretch: processor seconds of the bot alone, seconds on the wall, calls by method."""

    updates: int
    cpu: float
    seconds: float
    calls: Mapping[str, int]
    told: Mapping[str, Any]
    """What a watching bot printed about it."""

    @property
    def rate(self) -> float:
        """Updates per processor second."""
        return self.updates / self.cpu


@dataclass(frozen=True, slots=True)
class Cores:
    """Where things run."""

    bot: int
    others: int


def choose_cores() -> Cores:
    """The last core for the bot, the first for everything else, this process and PostgreSQL included."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[0]})
    return Cores(bot=cores[-1], others=cores[0])


def _processor_seconds(pid: int) -> float:
    """User and system time of all threads of a process, from /proc/<pid>/stat."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _serve(port: int, count: int) -> dict[str, Any]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/serve?count={count}", data=b"{}")
    with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310 # our own stub
        answer: dict[str, Any] = json.load(response)
    return answer


def _line(process: subprocess.Popen[str]) -> str:
    """The next line a process prints."""
    assert process.stdout is not None  # noqa: S101 # both are opened with a pipe
    if not select.select([process.stdout], [], [], PATIENCE)[0]:
        raise BenchFailed("a process printed nothing")
    return process.stdout.readline()


@contextmanager
def _process(module: str, *arguments: str, core: int, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A Python process on one core; it is ended, and its last words are shown if anything went wrong."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BANSHI_")}
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**kept, **environment},
            preexec_fn=partial(os.sched_setaffinity, 0, {core}),
        )
        try:
            yield process
        except Exception as error:
            errors.seek(0)
            raise BenchFailed(f"{module}: {error!r}\n{errors.read()[-3000:]}") from error
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def measure(
    contestant: Contestant, *, cores: Cores, postgres: PostgresServer | None = None, watch: Sequence[str] = ()
) -> Measured:
    """Start everything anew, warm up, measure.

    Args:
        watch: options of ``bench.ours`` that count or profile; the rate means nothing then.

    Raises:
        BenchFailed: something was not answered, answered twice, or left over in the database.
    """
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD) as directory:  # a real disk: the usual place may be memory
        file = f"{directory}/bench.db"
        url = postgres.create_database() if contestant.database == "postgresql" and postgres else f"sqlite:///{file}"
        with _process("bench.stub", contestant.habit, str(PEOPLE), core=cores.others) as stub:
            port = int(_line(stub))
            api = f"http://127.0.0.1:{port}"
            arguments = watch if contestant.database else (api, TOKEN)
            settings = {"BANSHI_TOKEN": TOKEN, "BANSHI_API_URL": api, "BANSHI_DATABASE_URL": url}
            with _process(contestant.program, *arguments, core=cores.bot, **settings) as bot:
                warmed = _warm_up(contestant, port=port)
                measured = _stretch(contestant, bot, port=port, watches=bool(watch))
                if contestant.database:
                    _nothing_is_left(url, file=file, postgres=postgres, updates=warmed + contestant.updates)
    return measured


def _warm_up(contestant: Contestant, *, port: int) -> int:
    """Let everybody arrive; return how many updates that took."""
    for number in range(1, WARM_UP.stop):
        pressed = _serve(port, PEOPLE)["pressed"]
        if number >= WARM_UP.start and pressed.keys() <= set(contestant.presses):
            return number * PEOPLE
    raise BenchFailed(f"people never came to press {contestant.presses}, but {pressed}")


def _stretch(contestant: Contestant, bot: subprocess.Popen[str], *, port: int, watches: bool) -> Measured:
    time.sleep(SETTLE)
    if watches:
        bot.send_signal(signal.SIGUSR1)
    before = _processor_seconds(bot.pid)
    served = _serve(port, contestant.updates)
    time.sleep(SETTLE)
    cpu = _processor_seconds(bot.pid) - before
    told = {}
    if watches:
        bot.send_signal(signal.SIGUSR1)
        told = json.loads(_line(bot))
    if served["strays"] or not served["pressed"].keys() <= set(contestant.presses):
        raise BenchFailed(f"people did something else: {served}")
    return Measured(contestant.updates, cpu, served["seconds"], served["calls"], told)


def _nothing_is_left(url: str, *, file: str, postgres: PostgresServer | None, updates: int) -> None:
    """Every update is done and every message sent, as the database says from outside."""
    done = "(SELECT count(*) FROM inbox WHERE state = 'done')"
    statement = f"SELECT {done}, (SELECT count(*) FROM outbox WHERE state <> 'sent')"  # noqa: S608 # no values
    if url.startswith("sqlite"):
        connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        found = connection.execute(statement).fetchone()
        connection.close()
    else:
        assert postgres is not None  # noqa: S101 # the url is its
        found = tuple(map(int, postgres.execute(statement, url=url).split("|")))
    if found != (updates, 0):
        raise BenchFailed(f"{found[0]} of {updates} updates done, {found[1]} messages not sent")
