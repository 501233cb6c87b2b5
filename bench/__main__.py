"""Measures what an update costs, how soon it is answered, and what limits and load do to people who wait.

`make bench` measures everything; `python -m bench GROUP …` only those groups.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from bench import booking, desk, handovers, latency, memory, month, notices, page, price, sweep, webhook
from bench.machine import BUILD, BenchFailed, busy, choose_cores
from bench.stage import Wanted
from bench.table import Result, document, write
from tests.kit.postgres import QUICK, PostgresServer

DURABLE = {**QUICK, "fsync": "on", "full_page_writes": "on", "autovacuum": "on"}
GROUPS: dict[str, Callable[[Wanted], Result]] = {
    "price": price.compare,
    "latency": latency.measure,
    "webhook": webhook.measure,
    "memory": memory.measure,
    "notices": notices.measure,
    "handovers": handovers.measure,
    "page": page.measure,
    "sweep": sweep.measure,
    "desk": desk.measure,
    "booking": booking.measure,
    "month": month.measure,
}
SELDOM = ("page", "sweep", "desk", "booking", "month")
USUAL = tuple(name for name in GROUPS if name not in SELDOM)
"""What is measured when nothing is named: the others need a browser, or are about one feature only."""
MUCH = 0.7
"""Processes wanting a core beside us, above which figures are rough."""


@contextmanager
def _postgres(*, wanted: bool) -> Iterator[PostgresServer | None]:
    server = PostgresServer(settings=DURABLE) if wanted else None
    try:
        yield server
    finally:
        if server:
            server.stop()


def _measure(groups: Sequence[str], *, wanted: Wanted, load_before: float) -> None:
    results: dict[str, Result] = {}
    for name in groups:
        results[name] = GROUPS[name](wanted)
        print("\n".join(results[name].table.lines()), flush=True)
    write(BUILD / "bench.json", document(results, seed=wanted.seed, load_before=load_before))
    print(f"\nAll runs are in {BUILD / 'bench.json'}; docs/performance.md says how to read them. Seed {wanted.seed}.")


def main() -> int:
    """Run what was asked for; 1 if a bot did not do what it was measured at."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "groups", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)} (default {', '.join(USUAL)})"
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often everybody is measured (default 3)")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this one (default both)")
    parser.add_argument("--habit", choices=price.HABITS, help="price only this (default everything)")
    parser.add_argument("--profile", choices=price.PROFILES, help="profile this instead of measuring")
    parser.add_argument("--seed", type=int, default=1, help="of everything drawn by lot (default 1)")
    parser.add_argument("--full", action="store_true", help="take the time that good figures need")
    args = parser.parse_args()
    if unknown := set(args.groups) - GROUPS.keys():
        parser.error(f"there is no group {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    load_before, cores = busy(), choose_cores()
    if cores.bot == cores.others:
        print("This process may use only one core: the stub slows the bot, figures are rough.", file=sys.stderr)
    if load_before > MUCH:
        print(f"The machine is busy ({load_before:.1f}): figures are rough, ratios less so.", file=sys.stderr)
    databases = (args.database,) if args.database else ("sqlite", "postgresql")
    if args.profile:
        databases = (price.PROFILES[args.profile].database or "",)
    try:
        with _postgres(wanted="postgresql" in databases) as postgres:
            wanted = Wanted(cores, postgres, databases, args.rounds, args.seed, args.full, args.habit)
            if args.profile:
                price.profile(price.PROFILES[args.profile], wanted=wanted)
            else:
                _measure(args.groups or USUAL, wanted=wanted, load_before=load_before)
    except BenchFailed as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
