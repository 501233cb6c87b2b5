"""Updates per processor second over the whole durable way, beside the smallest bots of the libraries."""

import json
import pstats
import signal
import sys
import time
from collections.abc import Sequence

from bench import report
from bench.machine import BUILD, next_line, processor_seconds, wait_until_idle
from bench.report import Measured
from bench.stage import AIOGRAM, PTB, Contestant, Scene, Wanted, staged
from bench.table import Result

BUDGET = 480.0
"""Seconds after which no further round begins, judged by those before."""
COUNTED = 600
"""Updates whose statements are counted; a whole complaint of everybody."""
READ, TICK, FILE = "ours, a screen", "ours, a tick", "ours, a complaint filed"
FILING_RIVAL = "aiogram, a complaint filed"
COMPLAINT = ("fs", "fk", "fz")
"""What is pressed from the kind of case to its submission."""
CONTESTANTS = (
    Contestant(AIOGRAM, "bench.rivals.aiogram_echo", "write", 2500),
    Contestant("aiogram, press -> edit", "bench.rivals.aiogram_press", "press", 1200, presses=("gc",)),
    Contestant(FILING_RIVAL, "bench.rivals.aiogram_filing", "file", 1200, presses=COMPLAINT),
    Contestant(PTB, "bench.rivals.ptb_echo", "write", 1000),
    Contestant(f"{READ} (SQLite)", "bench.ours", "read", 1200, presses=("gc", "h"), database="sqlite"),
    Contestant(f"{TICK} (SQLite)", "bench.ours", "tick", 1200, presses=("ct",), database="sqlite"),
    Contestant(f"{READ} (PostgreSQL)", "bench.ours", "read", 1000, presses=("gc", "h"), database="postgresql"),
    Contestant(f"{TICK} (PostgreSQL)", "bench.ours", "tick", 1000, presses=("ct",), database="postgresql"),
    *(
        Contestant(
            f"{FILE} ({name})",
            "bench.ours",
            "file",
            1200,
            presses=COMPLAINT,
            database=database,
            asks_staff=True,
            rival=FILING_RIVAL,
        )
        for name, database in (("SQLite", "sqlite"), ("PostgreSQL", "postgresql"))
    ),
)
HABITS = tuple(dict.fromkeys(contestant.habit for contestant in CONTESTANTS if contestant.database))
PROFILES = {
    f"{contestant.habit}-{contestant.database}": contestant for contestant in CONTESTANTS if contestant.database
}


def measure(contestant: Contestant, *, wanted: Wanted, watch: Sequence[str] = ()) -> Measured:
    """Start everything anew, warm up, measure.

    Args:
        watch: options of ``bench.ours`` that count or profile; the rate means nothing then.

    Raises:
        BenchFailed: something was not answered, answered twice, or left over in the database.
    """
    with staged(contestant, wanted=wanted, watch=watch) as scene:
        warmed = scene.warm_up()
        measured = _stretch(scene, watches=bool(watch))
        scene.check_nothing_is_left(updates=warmed + contestant.updates)
    return measured


def _stretch(scene: Scene, *, watches: bool) -> Measured:
    bot, updates = scene.bot, scene.contestant.updates
    scene.settle()
    wait_until_idle(bot.pid)
    if watches:
        bot.send_signal(signal.SIGUSR1)
    before = processor_seconds(bot.pid)
    served = scene.ask("serve", count=updates)
    scene.settle()
    cpu = processor_seconds(bot.pid) - before
    told = {}
    if watches:
        bot.send_signal(signal.SIGUSR1)
        told = json.loads(next_line(bot))
    scene.check(served)
    return Measured(updates, cpu, served["seconds"], served["calls"], told)


def compare(wanted: Wanted) -> Result:
    """Measure everybody in turn, round by round, so that a busy minute of the machine hits all of them.

    Each round begins with somebody else: whoever follows a heavy neighbour must not always be the same.
    """
    ours = [contestant for contestant in CONTESTANTS if wanted.takes(contestant)]
    rivals = {AIOGRAM, PTB, *(contestant.rival for contestant in ours)}
    needed = [it for it in CONTESTANTS if not it.database and (it.name in rivals or not wanted.habit)]
    chosen = needed + ours
    runs: dict[str, list[Measured]] = {contestant.name: [] for contestant in chosen}
    began = time.monotonic()
    counted = {
        contestant.name: measure(contestant.shorter(COUNTED), wanted=wanted, watch=["--count"])
        for contestant in chosen
        if contestant.database
    }
    measuring = time.monotonic()
    for number in range(wanted.rounds):
        if number and (now := time.monotonic()) - began + (now - measuring) / number > BUDGET:
            print(f"The machine is busy: only {number} of {wanted.rounds} rounds, trust them less.", file=sys.stderr)
            break
        first = number * len(chosen) // wanted.rounds
        for contestant in chosen[first:] + chosen[:first]:
            print(f"round {number + 1} of {wanted.rounds}: {contestant.name}", file=sys.stderr, flush=True)
            runs[contestant.name].append(measure(contestant, wanted=wanted))
    return report.result(chosen, runs, counted=counted)


def profile(contestant: Contestant, *, wanted: Wanted) -> None:
    """Print where one contestant's time goes, and keep the profile."""
    BUILD.mkdir(exist_ok=True)
    path = BUILD / f"bench-{contestant.habit}-{contestant.database}.prof"
    measure(contestant, wanted=wanted, watch=["--profile", str(path)])
    stats = pstats.Stats(str(path))
    stats.sort_stats("tottime").print_stats(40)
    stats.sort_stats("cumulative").print_stats(80)
    print(f"The profile is in {path}.")
