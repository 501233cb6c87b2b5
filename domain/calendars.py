"""Which days are worked, from what hour to what hour, and which of that is known for certain."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.hours import Interval

LONGEST_REST = 60
"""Days in a row that may be free; a calendar with a longer rest is refused, or a deadline would never come."""

TURN_OF_YEAR = (12, 25)
"""From this day on the notice of the next year may say something of a day."""


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The working days of a hall, by which its deadlines run.

    A weekday is worked as ``week`` says (0 is Monday), unless it is one of ``holidays``; a day of ``makeup`` is worked
    whatever else falls on it, with the stretches given there; the last word has ``closed``, the days on which this hall
    stays shut. ``complete`` are the years whose holidays are published. In any other year ``fixed`` holidays, pairs of
    month and day, are free besides the ones listed, and every date reckoned there is provisional; so is one at the end
    of a year while those of the next are not published.
    """

    zone: ZoneInfo
    week: Mapping[int, tuple[Interval, ...]]
    holidays: frozenset[date] = frozenset()
    makeup: Mapping[date, tuple[Interval, ...]] | None = None
    closed: frozenset[date] = frozenset()
    complete: frozenset[int] = frozenset()
    fixed: frozenset[tuple[int, int]] = frozenset()

    def on(self, day: date) -> tuple[Interval, ...]:
        """The stretches worked on a local date, in order; empty on a rest day."""
        if day in self.closed:
            return ()
        if self.makeup and day in self.makeup:
            return self.makeup[day]
        if self.is_holiday(day):
            return ()
        return self.week.get(day.weekday(), ())

    def is_holiday(self, day: date) -> bool:
        """Whether a local date is a public holiday, on which the hall may work all the same."""
        return day in self.holidays or (not self.is_complete(day) and (day.month, day.day) in self.fixed)

    def is_certain(self, first: date, last: date) -> bool:
        """Whether nothing that is still to be published can change these days.

        The holidays around New Year are in the notice of the year that begins, and take days of the year that ends.

        Source: docs/rules/time.md, 7.
        """
        ends = last.year + ((last.month, last.day) >= TURN_OF_YEAR)
        return self.complete.issuperset(range(first.year, ends + 1))

    def is_complete(self, day: date) -> bool:
        """Whether the holidays of that day's year are published."""
        return day.year in self.complete

    def is_working(self, day: date) -> bool:
        """Whether anybody works on a local date."""
        return bool(self.on(day))

    def close_of(self, day: date) -> datetime:
        """The close of business on a working day."""
        return datetime.combine(day, self.on(day)[-1].closes, tzinfo=self.zone)

    def opening_of(self, day: date) -> datetime:
        """The moment work begins on a working day."""
        return datetime.combine(day, self.on(day)[0].opens, tzinfo=self.zone)

    def first_working(self, day: date) -> date:
        """The day itself if it is worked, else the next one that is.

        Raises:
            NoWorkingDay: none comes within ``LONGEST_REST`` days.
        """
        for ahead in range(LONGEST_REST + 1):
            if self.is_working(day + timedelta(days=ahead)):
                return day + timedelta(days=ahead)
        raise NoWorkingDay(day)

    def last_working_before(self, day: date) -> date:
        """The last working day before a local date.

        Raises:
            NoWorkingDay: a rest is longer than ``LONGEST_REST`` days.
        """
        for ahead in range(1, LONGEST_REST + 2):
            if self.is_working(day - timedelta(days=ahead)):
                return day - timedelta(days=ahead)
        raise NoWorkingDay(day)

    def next_working(self, day: date, *, amount: int) -> date:
        """The working day that is ``amount`` working days after a local date; the date itself for 0.

        Raises:
            NoWorkingDay: a rest is longer than ``LONGEST_REST`` days.
        """
        for _ in range(amount):
            day = self.first_working(day + timedelta(days=1))
        return day


class NoWorkingDay(ValueError):
    """A calendar has a rest of more than ``LONGEST_REST`` days; the loader refuses such a pack."""

    def __init__(self, day: date) -> None:
        super().__init__(f"no working day within {LONGEST_REST} days of {day}")
        self.day = day
