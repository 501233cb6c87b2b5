"""The table and the JSON: medians, ratios side by side, and how far the goals are."""

import json
import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.running import Contestant, Measured

AIOGRAM = "aiogram echo"
PTB = "python-telegram-bot echo"
GOALS = {("sqlite", "read"): (1.0, 2.5), ("sqlite", "tick"): (0.75, 2.0)} | {
    ("postgresql", "read"): (0.75, 2.0),
    ("postgresql", "tick"): (0.6, 1.5),
}
"""(times the bare aiogram echo, times the tuned python-telegram-bot echo) by database and habit."""
LIBRARIES = ("aiogram", "aiohttp", "python-telegram-bot", "SQLAlchemy", "asyncpg", "pydantic")


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
    goal: tuple[float, float] | None

    @property
    def reached(self) -> bool | None:
        """Whether both goals are; None without goals."""
        return self.goal and (self.to_aiogram >= self.goal[0] and self.to_ptb >= self.goal[1])


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
            to_aiogram=medians[name] / medians[AIOGRAM],
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


def show(table: Sequence[Line]) -> None:
    """Print the table."""
    heads = ("updates/CPU-s", "± spread", "x aiogram", "x PTB", "calls", "statements", "commits", "goal")
    print(f"{'':32}" + "".join(f"{head:>15}" for head in heads))
    for line in table:
        goal = f"{line.goal[0]:.2f}x {line.goal[1]:.1f}x" if line.goal else ""
        told = [f"{value:.2f}" if value is not None else "" for value in (line.statements, line.commits)]
        cells = [f"{line.rate:.0f}", f"{line.spread:.0%}", f"{line.to_aiogram:.2f}", f"{line.to_ptb:.2f}"]
        verdict = {None: "", True: "  reached", False: "  NOT reached"}[line.reached]
        print(
            f"{line.name:32}" + "".join(f"{cell:>15}" for cell in (*cells, f"{line.calls:.2f}", *told, goal)) + verdict
        )


def write(path: Path, table: Sequence[Line], runs: Mapping[str, Sequence[Measured]]) -> None:
    """Write everything as JSON, every run included."""
    document: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": platform.platform(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "medians": [
            {field: getattr(line, field) for field in (*Line.__slots__, "reached")}  # values, in the table's order
            for line in table
        ],
        "runs": {
            name: [
                {"updates": run.updates, "cpu_seconds": run.cpu, "seconds": run.seconds, "calls": dict(run.calls)}
                for run in of
            ]
            for name, of in runs.items()
        },
    }
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
