"""Figures of all cases of a period, added up line by line, so that any number of them takes little memory."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Generic, Self, TypeVar

from domain.cohandling import COHANDLING
from domain.flows import RoundKind
from domain.ratings import Level
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

    def join(self, other: Self) -> None:
        """Count what another counted as well."""
        self.kept += other.kept
        self.missed += other.missed

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
class Closings:
    """How many cases were closed, and how many of them had been reopened or reviewed before."""

    closed: int = 0
    reopened: int = 0
    reviewed: int = 0

    def add(self, through: Collection[RoundKind]) -> None:
        """Count one more, by the kinds of round it had been through."""
        self.closed += 1
        self.reopened += RoundKind.REOPENED in through
        self.reviewed += RoundKind.REVIEW in through

    def join(self, other: Self) -> None:
        """Count what another counted as well."""
        self.closed += other.closed
        self.reopened += other.reopened
        self.reviewed += other.reviewed


@dataclass(slots=True)
class Satisfaction:
    """How many citizens said how content they were, by level, and how many were asked and said nothing."""

    levels: Counter[Level] = field(default_factory=Counter)
    silent: int = 0

    def add(self, level: Level | None) -> None:
        """Count one more."""
        if level is None:
            self.silent += 1
        else:
            self.levels[level] += 1

    def join(self, other: Self) -> None:
        """Count what another counted as well."""
        self.levels.update(other.levels)
        self.silent += other.silent

    @property
    def rated(self) -> int:
        """How many said it."""
        return self.levels.total()

    @property
    def bad(self) -> int:
        """How many were discontent."""
        return sum(count for level, count in self.levels.items() if level.is_bad)

    @property
    def total(self) -> int:
        """All who were asked."""
        return self.rated + self.silent


F = TypeVar("F", OnTime, Closings, Satisfaction)


class Parts(Generic[F]):
    """Figures of all, and of each kind of case and each owner by themselves."""

    def __init__(self, new: Callable[[], F]) -> None:
        self.new: Callable[[], F] = new
        self.all: F = new()
        self.by_kind: defaultdict[str, F] = defaultdict(new)
        self.by_owner: defaultdict[int | None, F] = defaultdict(new)

    def of(self, kind: str, owner_id: int | None) -> tuple[F, F, F]:
        """The figures in which something of such a case counts."""
        return self.all, self.by_kind[kind], self.by_owner[owner_id]


@dataclass(slots=True)
class Tally:
    """The figures of a period.

    Attributes:
        filed: how many cases were, in the period.
        open: how many were at its end.
        overdue, waiting: of how many of those a promise was being missed, and of how many none was running.
        ages: how many of those open were so many working days old.
        oldest: the number of the oldest of them, the first filed if several are.
        ends: how often cases of a kind ended in a state with a code, or without one; of each case its last end counts.
        merged: how many of these had gone along with another case.
        begun: how many rounds of each kind began.
        closings: those that were closed in the period, each once, by whoever had them last.
        causes: how often each cause of a delay was told in the period.
        unexplained: how many of the promises missed in it were not explained by its end.
        ratings: what was said of cases, by whoever handled them when they ended.
        cohandling: what areas gave each other in time, by the area that was asked; it counts nowhere else.
    """

    filed: int = 0
    open: int = 0
    overdue: int = 0
    waiting: int = 0
    ages: Counter[int] = field(default_factory=Counter)
    oldest: CaseLine | None = None
    ends: Counter[End] = field(default_factory=Counter)
    merged: int = 0
    begun: Counter[RoundKind] = field(default_factory=Counter)
    promises: Parts[OnTime] = field(default_factory=lambda: Parts(OnTime))
    by_stage: defaultdict[tuple[str, str], OnTime] = field(default_factory=lambda: defaultdict(OnTime))
    closings: Parts[Closings] = field(default_factory=lambda: Parts(Closings))
    causes: Counter[str] = field(default_factory=Counter)
    unexplained: int = 0
    ratings: Parts[Satisfaction] = field(default_factory=lambda: Parts(Satisfaction))
    cohandling: defaultdict[str | None, OnTime] = field(default_factory=lambda: defaultdict(OnTime))

    def add(self, line: CaseLine) -> None:
        """Count one more case, or a request to another area."""
        if line.kind == COHANDLING:
            for judged in line.judged:
                self.cohandling[line.area].add(is_kept=judged.is_kept)
        else:
            self._add_case(line)

    def _add_case(self, line: CaseLine) -> None:
        self.filed += line.is_new
        if line.closings:
            last = line.closings[-1]
            self.ends[End(line.kind, last.state, last.code)] += 1
            self.merged += last.main is not None
            for closings in self.closings.of(line.kind, line.closed_by):
                closings.add(line.before_closing)
        self.begun.update(line.begun)
        if line.age is not None:
            self.open += 1
            self.overdue += line.is_overdue
            self.waiting += not line.is_promised
            self.ages[line.age] += 1
            if self.oldest is None or line.filed_at < self.oldest.filed_at:
                self.oldest = line
        for judged in line.judged:
            for promises in (*self.promises.of(line.kind, judged.owner_id), self.by_stage[line.kind, judged.stage]):
                promises.add(is_kept=judged.is_kept)
            self.unexplained += not (judged.is_kept or judged.is_explained)
        self.causes.update(line.told)
        for opinion in (one for one in line.opinions if one.counts):
            for ratings in self.ratings.of(line.kind, opinion.staff_id):
                ratings.add(opinion.level)

    def age_of(self, share: Fraction) -> int | None:
        """The age that at least this share of the open cases do not exceed; None if none is open."""
        seen = 0
        for age in sorted(self.ages):
            seen += self.ages[age]
            if seen >= share * self.open:
                return age
        return None
