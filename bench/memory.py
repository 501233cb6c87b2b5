"""How long a start takes, and what a bot has in memory: idle, and after ten thousand updates."""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

from bench import price
from bench.machine import PATIENCE, BenchFailed, Cores, next_line, processor_seconds, python_process, resident_mib
from bench.stage import AIOGRAM, PEOPLE, PTB, SETTLE, TOKEN, Contestant, Wanted, ask_stub, empty_database, staged
from bench.table import Result, Table

STARTS = 3
"""Starts of each bot, of which the median counts; the first may still read from the disk."""
QUIET = 1.5
"""Seconds after the first answer in which a bot comes to rest."""
EARLY, LATE = 1_000, 10_000
"""Updates after which memory is looked at; all that is cached is there after the first."""
AT_ONCE = 1_000
HEADS = ("started", "first answer", "CPU", "idle MiB", f"after {EARLY:,}", f"after {LATE:,}", "growth", "since early")
CONTESTANTS = tuple(
    contestant for contestant in price.CONTESTANTS if contestant.name in (AIOGRAM, PTB) or contestant.habit == "tick"
)


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds since the process was begun: to its own word for it (ours logs one), and to the first answer."""

    started: float | None
    answered: float
    cpu: float
    """Processor seconds until then, which neighbours on the machine change less."""
    idle: float
    """MiB, a moment later."""


def starts(contestant: Contestant, *, wanted: Wanted) -> list[Start]:
    """Start a bot again and again, each time with somebody waiting; ours by its command, on a migrated database."""
    cores = wanted.cores
    with (
        empty_database(contestant.database, postgres=wanted.postgres) as url,
        tempfile.TemporaryDirectory() as directory,
        python_process("bench.stub", "write", str(PEOPLE), core=cores.others) as stub,
    ):
        port = int(next_line(stub))
        api = f"http://127.0.0.1:{port}"
        settings = {"BANSHI_TOKEN": TOKEN, "BANSHI_API_URL": api, "BANSHI_DATABASE_URL": url}
        settings["BANSHI_PID_FILE"] = f"{directory}/bench.pid"
        if contestant.database is None:
            return [_start(contestant.program, api, TOKEN, cores=cores, settings={}, port=port) for _ in range(STARTS)]
        with python_process("bot", "migrate", core=cores.bot, environment=settings) as migration:
            migration.wait(PATIENCE)
        return [_start("bot", "run", cores=cores, settings=settings, port=port) for _ in range(STARTS)]


def _start(program: str, *arguments: str, cores: Cores, settings: Mapping[str, str], port: int) -> Start:
    with ThreadPoolExecutor(1) as aside:
        answer = aside.submit(ask_stub, port, "serve?count=1")
        began = time.monotonic()
        logs = subprocess.STDOUT
        with python_process(program, *arguments, core=cores.bot, environment=settings, logs=logs) as bot:
            started = _started(bot) - began if settings else None
            answered = answer.result()["ended"] - began
            cpu = processor_seconds(bot.pid)
            time.sleep(QUIET)
            return Start(started, answered, cpu, resident_mib(bot.pid))


def _started(bot: subprocess.Popen[str]) -> float:
    """When ours says that it has started."""
    while line := next_line(bot):
        if line.startswith("{") and json.loads(line)["event"] == "started":
            return time.monotonic()
    raise BenchFailed("the bot ended before it had started")


def load(contestant: Contestant, *, wanted: Wanted) -> tuple[float, float]:
    """MiB after EARLY and after LATE updates, the people's arrival not counted."""
    looks = {}
    with staged(contestant, wanted=wanted) as scene:
        warmed = scene.warm_up()
        for updates in range(AT_ONCE, LATE + 1, AT_ONCE):
            scene.check(scene.ask("serve", count=AT_ONCE))
            if updates in (EARLY, LATE):
                time.sleep(SETTLE)
                looks[updates] = resident_mib(scene.bot.pid)
        scene.check_nothing_is_left(updates=warmed + LATE)
    return looks[EARLY], looks[LATE]


def _row(name: str, begun: Sequence[Start], early: float, late: float) -> tuple[str, ...]:
    started = [one.started for one in begun if one.started is not None]
    answered = statistics.median(one.answered for one in begun)
    cpu = statistics.median(one.cpu for one in begun)
    idle = statistics.median(one.idle for one in begun)
    return (
        name,
        f"{statistics.median(started):.2f} s" if started else "",
        f"{answered:.2f} s",
        f"{cpu:.2f} s",
        *(f"{mib:.0f}" for mib in (idle, early, late)),
        f"{late - idle:+.0f}",
        f"{late - early:+.1f}",
    )


def measure(wanted: Wanted) -> Result:
    """Everybody in turn."""
    rows, data = [], {}
    for contestant in filter(wanted.takes, CONTESTANTS):
        print(f"start and memory: {contestant.name}", file=sys.stderr, flush=True)
        begun = starts(contestant, wanted=wanted)
        early, late = load(contestant, wanted=wanted)
        name = contestant.name.replace(", a tick", "") if contestant.database else contestant.name
        rows.append(_row(name, begun, early, late))
        data[name] = {"starts": [asdict(one) for one in begun], "after": {EARLY: early, LATE: late}}
    notes = (
        f"medians of {STARTS} starts with somebody waiting, Python's files in the machine's cache; MiB resident, idle",
        f"as shipped, then after updates: texts for the echoes, ticks of a checklist for ours; early: after {EARLY:,}",
    )
    return Result(Table("start and memory", HEADS, rows, notes), data)
