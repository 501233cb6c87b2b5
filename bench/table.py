"""A printed table for each group, and one JSON document for all of them."""

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.machine import busy

LIBRARIES = ("aiogram", "aiohttp", "python-telegram-bot", "SQLAlchemy", "asyncpg", "pydantic")
VERDICT = {None: "", True: "reached", False: "NOT reached"}


@dataclass(frozen=True, slots=True)
class Table:
    """What is printed: the first cell of a row is its name. ``notes`` stand below, a line each."""

    title: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    notes: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """The lines, columns as wide as their widest cell."""
        rows = [(self.title, *self.heads), *self.rows]
        widths = [max(len(row[place]) for row in rows if place < len(row)) for place in range(len(rows[0]))]
        aligned = [
            "  ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=False))])
            for row in rows
        ]
        return ["", *(line.rstrip() for line in aligned), *(f"  {note}" for note in self.notes)]


@dataclass(frozen=True, slots=True)
class Result:
    """What a group found: a table for people, and data for ``build/bench.json``."""

    table: Table
    data: Any


def document(results: Mapping[str, Result], *, seed: int, load_before: float) -> dict[str, Any]:
    """Everything of one run, with what is needed to judge it."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": platform.platform(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "seed": seed,
        "load": {"before": load_before, "after": busy()},
        **{name: result.data for name, result in results.items()},
    }


def write(path: Path, value: Any) -> None:
    """Write a document where it is found again."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")
