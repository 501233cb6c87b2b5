"""What the drills found, one line each; ``make chaos`` ends with the table."""

import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from tests.chaos.verdict import Verdict

KEY = "chaos figures"
"""Under which a test's report carries its line."""
COUNTED = ("faults", "lost", "twice", "copies", "flagged", "seconds")
HEADS = ("drill", "faults", "lost", "twice", "copies", "flagged", "worst recovery", "seconds", "seed")


@dataclass(frozen=True, slots=True)
class Line:
    """One drill. ``recovery`` in seconds, None where nothing has to recover."""

    drill: str
    faults: int
    lost: int
    twice: int
    copies: int
    flagged: int
    recovery: float | None
    seconds: float
    seed: int

    def cells(self) -> tuple[str, ...]:
        """As the table shows it."""
        recovery = "" if self.recovery is None else f"{self.recovery:.1f} s"
        counts = (self.faults, self.lost, self.twice, self.copies, self.flagged)
        return (self.drill, *map(str, counts), recovery, f"{self.seconds:.0f}", str(self.seed))


class Ledger:
    """Takes down one test's line."""

    def __init__(self, record: Callable[[str, object], None]) -> None:
        self._record = record
        self._began = time.monotonic()

    def note(
        self, drill: str, *, faults: int, seed: int, verdict: Verdict | None = None, recovery: float | None = None
    ) -> None:
        """Keep the line and print it; without a verdict its assertions have shown that nothing was lost or twice."""
        found = verdict or Verdict()
        line = Line(
            drill=drill,
            faults=faults,
            lost=len(found.lost_updates) + len(found.lost_messages) + len(found.out_of_order),
            twice=len(found.twice) + len(found.unflagged),
            copies=found.copies,
            flagged=found.flagged,
            recovery=recovery,
            seconds=time.monotonic() - self._began,
            seed=seed,
        )
        self._record(KEY, asdict(line))
        # A drill prints its figures and its seed.
        print(f"\nCHAOS_SEED={seed}", *(f"{head} {cell};" for head, cell in zip(HEADS, line.cells(), strict=True)))  # noqa: T201
        if verdict:
            print(verdict)  # noqa: T201


def _together(one: Line, other: Line) -> Line:
    """Two shares of one drill."""
    counts = {name: getattr(one, name) + getattr(other, name) for name in COUNTED}
    return replace(one, **counts, recovery=max((r for r in (one.recovery, other.recovery) if r), default=None))


def table(noted: Iterable[dict[str, Any]]) -> list[str]:
    """One line a drill, in the order in which they were noted."""
    drills: dict[str, Line] = {}
    for line in (Line(**one) for one in noted):
        drills[line.drill] = _together(drills[line.drill], line) if line.drill in drills else line
    rows = [HEADS, *(line.cells() for line in drills.values())]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
