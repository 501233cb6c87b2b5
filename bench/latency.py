"""How soon an answer is there while people come by the clock, whether the bot is ready for them or not."""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench import price
from bench.figures import percentile
from bench.stage import AIOGRAM, PTB, SETTLE, Contestant, Wanted, staged
from bench.table import Result, Table

RATES = (20, 100)
"""Updates a second, on average."""
SECONDS = {False: {20: 15.0, 100: 6.0}, True: {20: 60.0, 100: 30.0}}
"""How long each is offered, by whether figures are wanted in full."""
HEADS = tuple(f"{what} at {rate}/s" for rate in RATES for what in ("p50", "p99", "worst"))
CONTESTANTS = tuple(
    contestant for contestant in price.CONTESTANTS if contestant.name in (AIOGRAM, PTB) or contestant.habit == "tick"
)
"""Ours at the step that writes, which is the slower one."""


@dataclass(frozen=True, slots=True)
class Offered:
    """One stretch: seconds from the moment somebody came to the moment the stub had the answer."""

    rate: int
    waited: Sequence[float]

    @property
    def cells(self) -> tuple[str, str, str]:
        """Median, 99th percentile and the worst, in milliseconds."""
        p50, p99, worst = (1000 * percentile(self.waited, share) for share in (0.5, 0.99, 1.0))
        return f"{p50:.1f}", f"{p99:.0f}", f"{worst:.0f}"


def _offer(contestant: Contestant, *, wanted: Wanted) -> list[Offered]:
    """Offer each rate to one bot.

    Raises:
        BenchFailed: it did something else than was asked, or left something undone.
    """
    found = []
    with staged(contestant, wanted=wanted) as scene:
        updates = scene.warm_up()
        for rate in RATES:
            time.sleep(SETTLE)
            count = round(rate * SECONDS[wanted.in_full][rate])
            told = scene.ask("offer", count=count, rate=rate, seed=wanted.seed)
            scene.check(told)
            found.append(Offered(rate, told["waited"]))
            updates += count
        time.sleep(SETTLE)
        scene.check_nothing_is_left(updates=updates)
    return found


def measure(wanted: Wanted) -> Result:
    """Everybody in turn; the same people come at the same moments to each."""
    found: dict[str, list[Offered]] = {}
    for contestant in filter(wanted.takes, CONTESTANTS):
        print(f"latency: {contestant.name}", file=sys.stderr, flush=True)
        found[contestant.name] = _offer(contestant, wanted=wanted)
    rows = [(name, *(cell for offered in of for cell in offered.cells)) for name, of in found.items()]
    counts = " and ".join(f"{len(offered.waited):,}" for offered in next(iter(found.values())))
    notes = (
        "milliseconds from the moment somebody comes to the moment the stub has the answer, limits not obeyed;",
        f"{counts} updates with exponential gaps, the same for everybody",
    )
    data = {name: {offered.rate: list(offered.waited) for offered in of} for name, of in found.items()}
    return Result(Table("latency", HEADS, rows, notes), data)
