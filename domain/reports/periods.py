"""The days a report is about, and how many of any days were worked."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.calendars import WorkCalendar

MOMENT = timedelta(microseconds=1)
"""The smallest time there is: what lies before an end is at least so much before it."""


class NoSuchPeriod(ValueError):
    """Nothing can be said of these days; the text says why."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the hall, both included. What happens at ``ends`` or later is not known to a report about it.

    Attributes:
        starts: the first moment, in the hall's zone.
        ends: the moment after the last one; the present if the last day is not over.
        is_over: whether all of it has passed.
    """

    first: date
    last: date
    starts: datetime
    ends: datetime
    is_over: bool

    def has(self, moment: datetime) -> bool:
        """Whether a moment lies in it."""
        return self.starts <= moment < self.ends


def period_of(first: date, last: date, *, zone: ZoneInfo, now: datetime) -> Period:
    """The period from the first day to the last, as far as it has passed by ``now`` (aware).

    Raises:
        NoSuchPeriod: it ends before it begins, or has not begun.
    """
    if last < first:
        raise NoSuchPeriod(f"the last day, {last}, is before the first, {first}")
    starts = datetime.combine(first, time(), tzinfo=zone)
    after = datetime.combine(last + timedelta(days=1), time(), tzinfo=zone)
    if now < starts:
        raise NoSuchPeriod(f"{first} is still to come")
    return Period(first, last, starts, min(after, now.astimezone(zone)), is_over=after <= now)


class WorkedDays:
    """Counts the working days of a calendar, each year of it looked through once."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self._calendar = calendar
        self._years: dict[int, list[date]] = {}

    def between(self, start: datetime, end: datetime) -> int:
        """The working days after the day of ``start``, up to the day of ``end``, both aware; 0 if there are none."""
        after, until = (moment.astimezone(self._calendar.zone).date() for moment in (start, end))
        return max(sum(_from_to(self._of(year), after, until) for year in range(after.year, until.year + 1)), 0)

    def late(self, due: datetime, done: datetime) -> int:
        """By how many working days a promise was missed: those begun after the day it was due, at least one."""
        return max(self.between(due, done), 1)

    def _of(self, year: int) -> list[date]:
        if year not in self._years:
            first, length = date(year, 1, 1), (date(year, 12, 31) - date(year, 1, 1)).days + 1
            days = (first + timedelta(days=ahead) for ahead in range(length))
            self._years[year] = [day for day in days if self._calendar.is_working(day)]
        return self._years[year]


def _from_to(days: list[date], after: date, until: date) -> int:
    return bisect_right(days, until) - bisect_right(days, after)
