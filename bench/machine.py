"""The machine a bench runs on: its cores, its processes, and what the kernel says of them."""

import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType

BUILD = Path("build")
PATIENCE = 90.0
"""Seconds anything may take that a bot or a stub was asked for."""
NOTHING: Mapping[str, str] = MappingProxyType({})
TICKS = os.sysconf("SC_CLK_TCK")


class BenchFailed(Exception):
    """A bot did not do what it was to be measured at."""


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


def processor_seconds(pid: int) -> float:
    """User and system time of all threads of a process, from /proc/<pid>/stat."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_mib(pid: int) -> float:
    """What a process has in memory, in MiB, from /proc/<pid>/status."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


IDLE = 0.05
"""Processor seconds in half a second, below which a process waits."""


def busy() -> float:
    """How many processes wanted a core in the last minute, on average."""
    return os.getloadavg()[0]


def wait_until_idle(pid: int) -> None:
    """Wait until a process does nothing more by itself, as planning the weeks ahead when its database is new.

    Raises:
        BenchFailed: it never is.
    """
    before = processor_seconds(pid)
    for _ in range(60):
        time.sleep(0.5)
        if (now := processor_seconds(pid)) - before < IDLE:
            return
        before = now
    raise BenchFailed("the bot is never idle")


def next_line(process: subprocess.Popen[str]) -> str:
    """The next line a process prints.

    Raises:
        BenchFailed: none came.
    """
    assert process.stdout is not None  # noqa: S101 # all are opened with a pipe
    if not select.select([process.stdout], [], [], PATIENCE)[0]:
        raise BenchFailed("a process printed nothing")
    return process.stdout.readline()


@contextmanager
def python_process(
    module: str, *arguments: str, core: int, environment: Mapping[str, str] = NOTHING, logs: int | None = None
) -> Iterator[subprocess.Popen[str]]:
    """A Python process on one core; it is ended, and its last words are shown if anything went wrong.

    ``logs`` is where its standard error goes instead, ``subprocess.STDOUT`` for whoever waits for a line of its log.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BANSHI_")}
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdout=subprocess.PIPE,
            stderr=errors if logs is None else logs,
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
