"""Figures of all cases of a period, added up line by line, so that any number of them takes little memory."""

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

from domain.flows import RoundKind
from domain.reports.lines import CaseLine

HALF = Fraction(1, 2)
NEARLY_ALL = Fraction(9, 10)


@dataclass(frozen=True, slots=True)
class ExtensionCounts:
    """Requests for more time: those made in a period, those decided in it, and those that waited at its end.

    One that nobody decided before the period it was about stopped is not waited for any more.
    """

    asked: int
    granted: int
    refused: int
    waiting: int


@dataclass(slots=True)
class OnTime:
    """How many promises were kept and how many missed."""

    kept: int = 0
    missed: int = 0

    def add(self, *, is_kept: bool) -> None:
        """Count one more."""
        self.kept += is_kept
        self.missed += not is_kept

    @property
    def total(self) -> int:
        """All of them."""
        return self.kept + self.missed


@dataclass(frozen=True, slots=True)
class End:
    """How a case of a kind came to its end: in which state, and by which code if one was given."""

    kind: str
    state: str
    code: str | None


@dataclass(slots=True)
class Tally:
    """The figures of a period.

    Attributes:
        filed, closed: how many cases were, in the period; one that was closed twice counts once.
        open: how many were at its end.
        overdue, waiting: of how many of those a promise was being missed, and of how many none was running.
        ages: how many of those open were so many working days old.
        oldest: the number of the oldest of them, the first filed if several are.
        ends: how often cases of a kind ended in a state with a code, or without one; of each case its last end counts.
        begun: how many rounds of each kind began.
        after: how many of the closed had been through a round of each kind.
    """

    filed: int = 0
    closed: int = 0
    open: int = 0
    overdue: int = 0
    waiting: int = 0
    ages: Counter[int] = field(default_factory=Counter)
    oldest: CaseLine | None = None
    promises: OnTime = field(default_factory=OnTime)
    by_stage: dict[tuple[str, str], OnTime] = field(default_factory=dict)
    by_kind: dict[str, OnTime] = field(default_factory=dict)
    by_owner: dict[int | None, OnTime] = field(default_factory=dict)
    ends: Counter[End] = field(default_factory=Counter)
    begun: Counter[RoundKind] = field(default_factory=Counter)
    after: Counter[RoundKind] = field(default_factory=Counter)

    def add(self, line: CaseLine) -> None:
        """Count one more case."""
        self.filed += line.is_new
        self.closed += bool(line.closings)
        if line.closings:
            last = line.closings[-1]
            self.ends[End(line.kind, last.state, last.code)] += 1
        self.begun.update(line.begun)
        self.after.update(line.before_closing)
        if line.age is not None:
            self.open += 1
            self.overdue += line.is_overdue
            self.waiting += not line.is_promised
            self.ages[line.age] += 1
            if self.oldest is None or line.filed_at < self.oldest.filed_at:
                self.oldest = line
        for judged in line.judged:
            self.promises.add(is_kept=judged.is_kept)
            self.by_stage.setdefault((line.kind, judged.stage), OnTime()).add(is_kept=judged.is_kept)
            self.by_kind.setdefault(line.kind, OnTime()).add(is_kept=judged.is_kept)
            self.by_owner.setdefault(judged.owner_id, OnTime()).add(is_kept=judged.is_kept)

    def age_of(self, share: Fraction) -> int | None:
        """The age that at least this share of the open cases do not exceed; None if none is open."""
        seen = 0
        for age in sorted(self.ages):
            seen += self.ages[age]
            if seen >= share * self.open:
                return age
        return None
