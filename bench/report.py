"""What the price group found: medians, ratios side by side, and how far the goals are."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.stage import PTB, Contestant
from bench.table import VERDICT, Result, Table

GOALS = {("sqlite", "read"): (1.0, 2.5), ("sqlite", "tick"): (0.75, 2.0), ("sqlite", "file"): (0.5, None)} | {
    ("postgresql", "read"): (0.75, 2.0),
    ("postgresql", "tick"): (0.6, 1.5),
    ("postgresql", "file"): (0.5, None),
}
"""(times the bare aiogram bot, times the tuned python-telegram-bot echo if that says anything) by database and habit.

The bare bot is an echo, or for whole cases one that files as many and keeps them in memory."""
HEADS = ("updates/CPU-s", "± spread", "x aiogram", "x PTB", "calls", "statements", "commits", "goal", "")


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
class Line:
    """One row of the table."""

    name: str
    rate: float
    spread: float
    """Highest minus lowest, as a share of the median."""
    to_aiogram: float
    to_ptb: float
    calls: float
    """Calls to Telegram per update, without getUpdates."""
    statements: float | None
    commits: float | None
    goal: tuple[float, float | None] | None

    @property
    def reached(self) -> bool | None:
        """Whether both goals are; None without goals."""
        return self.goal and (self.to_aiogram >= self.goal[0] and self.to_ptb >= (self.goal[1] or 0))

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as it is printed."""
        aiogram, ptb = self.goal or (None, None)
        goal = " ".join(f"{times:.{places}f}x" for times, places in ((aiogram, 2), (ptb, 1)) if times)
        told = [f"{value:.2f}" if value is not None else "" for value in (self.statements, self.commits)]
        figures = (f"{self.rate:.0f}", f"{self.spread:.0%}", f"{self.to_aiogram:.2f}", f"{self.to_ptb:.2f}")
        return (self.name, *figures, f"{self.calls:.2f}", *told, goal, VERDICT[self.reached])


def lines(
    contestants: Sequence[Contestant], runs: Mapping[str, Sequence[Measured]], *, counted: Mapping[str, Measured]
) -> list[Line]:
    """Medians of each contestant's runs."""
    medians = {name: statistics.median(run.rate for run in of) for name, of in runs.items()}
    return [
        Line(
            name=(name := contestant.name),
            rate=medians[name],
            spread=(max(run.rate for run in runs[name]) - min(run.rate for run in runs[name])) / medians[name],
            to_aiogram=medians[name] / medians[contestant.rival],
            to_ptb=medians[name] / medians[PTB],
            calls=_calls(runs[name][0]),
            statements=_per_update(counted.get(name), "statements"),
            commits=_per_update(counted.get(name), "commits"),
            goal=GOALS.get((contestant.database or "", contestant.habit)),
        )
        for contestant in contestants
    ]


def _calls(run: Measured) -> float:
    return sum(count for method, count in run.calls.items() if method != "getUpdates") / run.updates


def _per_update(run: Measured | None, what: str) -> float | None:
    return run.told[what] / run.updates if run else None


def result(
    contestants: Sequence[Contestant], runs: Mapping[str, Sequence[Measured]], *, counted: Mapping[str, Measured]
) -> Result:
    """The table, and every single run."""
    found = lines(contestants, runs, counted=counted)
    medians = [
        {field: getattr(line, field) for field in (*Line.__slots__, "reached")}  # values, in the table's order
        for line in found
    ]
    single = {
        name: [
            {"updates": run.updates, "cpu_seconds": run.cpu, "seconds": run.seconds, "calls": dict(run.calls)}
            for run in of
        ]
        for name, of in runs.items()
    }
    rounds = max(map(len, runs.values()))
    notes = (f"medians of {rounds} rounds; goal: times aiogram's echo, times python-telegram-bot's",)
    table = Table("price", HEADS, [line.cells for line in found], notes)
    return Result(table, {"medians": medians, "runs": single})
