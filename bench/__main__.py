"""Measures what an update costs: `make bench`, or `python -m bench` with fewer rounds or one contestant's profile."""

import argparse
import pstats
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench import report
from bench.running import BUILD, BenchFailed, Contestant, Cores, Measured, choose_cores, measure
from tests.kit.postgres import QUICK, PostgresServer

DURABLE = {**QUICK, "fsync": "on", "full_page_writes": "on", "autovacuum": "on"}
BUDGET = 175.0
"""Seconds after which no further round begins, judged by those before."""
COUNTED = 300
"""Updates whose statements are counted."""
READ, TICK = "ours, a screen", "ours, a tick"
CONTESTANTS = (
    Contestant(report.AIOGRAM, "bench.rivals.aiogram_echo", "write", 2500),
    Contestant("aiogram, press -> edit", "bench.rivals.aiogram_press", "press", 1200, presses=("gc",)),
    Contestant(report.PTB, "bench.rivals.ptb_echo", "write", 1000),
    Contestant(f"{READ} (SQLite)", "bench.ours", "read", 1200, presses=("gc", "h"), database="sqlite"),
    Contestant(f"{TICK} (SQLite)", "bench.ours", "tick", 1200, presses=("ct",), database="sqlite"),
    Contestant(f"{READ} (PostgreSQL)", "bench.ours", "read", 1000, presses=("gc", "h"), database="postgresql"),
    Contestant(f"{TICK} (PostgreSQL)", "bench.ours", "tick", 1000, presses=("ct",), database="postgresql"),
)
PROFILES = {
    f"{contestant.habit}-{contestant.database}": contestant for contestant in CONTESTANTS if contestant.database
}


@contextmanager
def _postgres(*, wanted: bool) -> Iterator[PostgresServer | None]:
    server = PostgresServer(settings=DURABLE) if wanted else None
    try:
        yield server
    finally:
        if server:
            server.stop()


def compare(*, rounds: int, cores: Cores, databases: set[str | None]) -> None:
    """Measure everybody in turn, round by round, so that a busy minute of the machine hits all of them."""
    chosen = [contestant for contestant in CONTESTANTS if contestant.database in databases | {None}]
    runs: dict[str, list[Measured]] = {contestant.name: [] for contestant in chosen}
    began = time.monotonic()
    with _postgres(wanted="postgresql" in databases) as postgres:
        counted = {
            contestant.name: measure(contestant.shorter(COUNTED), cores=cores, postgres=postgres, watch=["--count"])
            for contestant in chosen
            if contestant.database
        }
        measuring = time.monotonic()
        for number in range(rounds):
            if number and (now := time.monotonic()) - began + (now - measuring) / number > BUDGET:
                print(f"The machine is busy: only {number} of {rounds} rounds, trust them less.", file=sys.stderr)
                break
            for contestant in chosen:
                print(f"round {number + 1} of {rounds}: {contestant.name}", file=sys.stderr, flush=True)
                runs[contestant.name].append(measure(contestant, cores=cores, postgres=postgres))
    table = report.lines(chosen, runs, counted=counted)
    report.show(table)
    report.write(BUILD / "bench.json", table, runs)
    print(f"All runs are in {BUILD / 'bench.json'}; docs/performance.md says how to read them.")


def profile(contestant: Contestant, *, cores: Cores) -> None:
    """Print where one contestant's time goes, and keep the profile."""
    BUILD.mkdir(exist_ok=True)
    path = BUILD / f"bench-{contestant.habit}-{contestant.database}.prof"
    with _postgres(wanted=contestant.database == "postgresql") as postgres:
        measure(contestant, cores=cores, postgres=postgres, watch=["--profile", str(path)])
    stats = pstats.Stats(str(path))
    stats.sort_stats("tottime").print_stats(40)
    stats.sort_stats("cumulative").print_stats(80)
    print(f"The profile is in {path}.")


def main() -> int:
    """Run what was asked for; 1 if a bot did not do what it was measured at."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often everybody is measured (default 3)")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this one (default both)")
    parser.add_argument("--profile", choices=PROFILES, help="profile this instead of measuring")
    args = parser.parse_args()
    cores = choose_cores()
    if cores.bot == cores.others:
        print("This process may use only one core: the stub slows the bot, figures are rough.", file=sys.stderr)
    try:
        if args.profile:
            profile(PROFILES[args.profile], cores=cores)
        else:
            databases = {args.database} if args.database else {"sqlite", "postgresql"}
            compare(rounds=args.rounds, cores=cores, databases=databases)
    except BenchFailed as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
