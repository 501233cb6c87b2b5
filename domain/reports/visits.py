"""Figures of all appointments of a period, added up one by one: how much was used, waited, served and missed."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from domain.booking import State
from domain.cases import Channel
from domain.ratings import Level
from domain.reports.figures import Satisfaction
from domain.walk_ins import WalkInState

CAME = frozenset({State.CHECKED_IN, State.SERVING, State.DONE})
MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class VisitLine:
    """An appointment that was confirmed, as it stands now; moments are in the hall's zone.

    Attributes:
        moved: how often.
        excused: it was missed and does not count.
        asked, level: whether its visitor was asked how it was, and what they said.
    """

    code: str
    area: str
    service: str
    channel: Channel
    state: State
    starts_at: datetime
    booked_at: datetime
    arrived_at: datetime | None
    called_at: datetime | None
    began_at: datetime | None
    ended_at: datetime | None
    counter: str
    moved: int
    excused: bool
    asked: bool
    level: Level | None

    @property
    def hour(self) -> time:
        """The hour of the day in which it began."""
        return time(self.starts_at.hour)

    @property
    def is_unclear(self) -> bool:
        """Whether they were here and nobody knows what came of it."""
        return self.state is State.DONE and self.began_at is None

    @property
    def lead(self) -> int:
        """Whole days from when it was booked to when it began."""
        return max((self.starts_at - self.booked_at) // A_DAY, 0)

    @property
    def waited(self) -> int | None:
        """Whole minutes from checking in to the last call, or to being served without one."""
        until = self.called_at or self.began_at
        return _minutes(self.arrived_at, until)

    @property
    def served(self) -> int | None:
        """Whole minutes at the counter."""
        return _minutes(self.began_at, self.ended_at)


@dataclass(frozen=True, slots=True)
class NumberLine:
    """A number of somebody who simply came, as it stands now; moments and ratings as those of an appointment."""

    area: str
    state: WalkInState
    taken_at: datetime
    called_at: datetime | None
    began_at: datetime | None
    ended_at: datetime | None
    asked: bool
    level: Level | None

    @property
    def waited(self) -> int | None:
        """Whole minutes from taking it to the last call, or to being served without one."""
        return _minutes(self.taken_at, self.called_at or self.began_at)

    @property
    def served(self) -> int | None:
        """Whole minutes at the counter."""
        return _minutes(self.began_at, self.ended_at)


@dataclass(frozen=True, slots=True)
class Places:
    """The places of an area at a moment that were for people who book, and how many of them were taken."""

    area: str
    starts_at: datetime
    capacity: int
    taken: int


@dataclass(slots=True)
class Spread:
    """Whole numbers, each counted, so that any number of them takes little memory."""

    counts: Counter[int] = field(default_factory=Counter)

    def add(self, number: int | None) -> None:
        """Count one more; nothing where nobody knows."""
        if number is not None:
            self.counts[number] += 1

    def of(self, share: Fraction) -> int | None:
        """The number that so many of all are no greater than; None where there is none."""
        seen, total = 0, self.counts.total()
        for number in sorted(self.counts):
            seen += self.counts[number]
            if seen >= share * total:
                return number
        return None


@dataclass(slots=True)
class VisitFigures:
    """What became of some appointments, and how long it took; ``capacity`` and ``taken``: places, where known."""

    total: int = 0
    came: int = 0
    missed: int = 0
    cancelled: int = 0
    cancelled_late: int = 0
    by_hall: int = 0
    capacity: int = 0
    taken: int = 0
    waited: Spread = field(default_factory=Spread)
    served: Spread = field(default_factory=Spread)
    lead: Spread = field(default_factory=Spread)

    def add(self, line: VisitLine) -> None:
        """Count one more."""
        self.total += 1
        self.came += line.state in CAME
        self.missed += line.state is State.NO_SHOW and not line.excused
        self.cancelled += line.state in (State.CANCELLED, State.CANCELLED_LATE)
        self.cancelled_late += line.state is State.CANCELLED_LATE
        self.by_hall += line.state is State.CANCELLED_BY_HALL
        self.waited.add(line.waited)
        self.served.add(line.served)
        self.lead.add(line.lead)

    def add_places(self, places: Places) -> None:
        """Count the places of a moment."""
        self.capacity += places.capacity
        self.taken += places.taken


@dataclass(slots=True)
class NumberFigures:
    """What became of some numbers, and how long it took; ``gone``: all that are over otherwise."""

    total: int = 0
    done: int = 0
    gone: int = 0
    waited: Spread = field(default_factory=Spread)
    served: Spread = field(default_factory=Spread)

    def add(self, line: NumberLine) -> None:
        """Count one more."""
        self.total += 1
        self.done += line.state is WalkInState.DONE
        self.gone += line.state in (WalkInState.LEFT, WalkInState.MISSED, WalkInState.CLOSED)
        self.waited.add(line.waited)
        self.served.add(line.served)


@dataclass(slots=True)
class VisitTally:
    """The figures of all, and divided; ``numbers`` and ``ratings`` by area, ratings those of both kinds of visit."""

    all: VisitFigures = field(default_factory=VisitFigures)
    by_area: dict[str, VisitFigures] = field(default_factory=lambda: defaultdict(VisitFigures))
    by_service: dict[str, VisitFigures] = field(default_factory=lambda: defaultdict(VisitFigures))
    by_hour: dict[time, VisitFigures] = field(default_factory=lambda: defaultdict(VisitFigures))
    numbers: dict[str, NumberFigures] = field(default_factory=lambda: defaultdict(NumberFigures))
    ratings: dict[str, Satisfaction] = field(default_factory=lambda: defaultdict(Satisfaction))

    def add(self, line: VisitLine) -> None:
        """Count one more appointment."""
        for figures in (self.all, self.by_area[line.area], self.by_service[line.service], self.by_hour[line.hour]):
            figures.add(line)
        self._rate(line)

    def add_number(self, line: NumberLine) -> None:
        """Count one more number."""
        self.numbers[line.area].add(line)
        self._rate(line)

    def _rate(self, line: VisitLine | NumberLine) -> None:
        if line.asked:
            self.ratings[line.area].add(line.level)

    def add_places(self, places: Places, *, zone: ZoneInfo) -> None:
        """Count the places of a moment, of which no service is known."""
        hour = time(places.starts_at.astimezone(zone).hour)
        for figures in (self.all, self.by_area[places.area], self.by_hour[hour]):
            figures.add_places(places)


def _minutes(start: datetime | None, end: datetime | None) -> int | None:
    return (end - start) // MINUTE if start and end and end >= start else None
