"""What is wrong with a hall pack, in words for the person who edits it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    """Whether a pack with this problem may be used."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend.

    ``file`` begins with the pack's directory as it was given; ``line`` counts from 1. ``path`` says where in the
    file, naming list items by their id or else by their number from 1: ``materials[id-card].name.en``.
    """

    file: Path
    line: int
    path: str
    reason: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        mark = "warning: " if self.severity is Severity.WARNING else ""
        return f"{self.file}:{self.line}: {self.path}: {mark}{self.reason}"


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether a pack with these problems must not be used; warnings alone do not forbid it."""
    return any(problem.severity is Severity.ERROR for problem in problems)
