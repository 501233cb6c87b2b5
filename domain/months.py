"""A month of days that can be booked, as a calendar shows it: weeks from Monday on, and what each day is."""

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.times import Left


class NoDay(StrEnum):
    """Why nothing can be booked on a day; short, because they travel in buttons."""

    PAST = "p"
    """It is over, or today and too late."""
    LATER = "l"
    """It cannot be booked yet."""
    CLOSED = "c"
    """Nobody is served by appointment."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month: each week has seven places, empty where the day is of another month; in a day's is what it is."""

    first: date
    weeks: tuple[tuple[tuple[date, Left | NoDay] | None, ...], ...]


def months_between(first: date, last: date) -> list[date]:
    """The first days of the months from one day's to another's, in order."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def month_of(first: date, left: Mapping[date, Left], *, today: date, last: date) -> Month:
    """The month that begins with ``first``, without the weeks that are over.

    Args:
        left: what is left of each day on which somebody is served; nobody is on any other.
        last: the last day that can be booked.
    """

    def what(day: date) -> Left | NoDay:
        if day in left:
            return left[day]
        return NoDay.PAST if day <= today else NoDay.LATER if day > last else NoDay.CLOSED

    weeks = [week for week in Calendar().monthdatescalendar(first.year, first.month) if week[-1] >= today]
    return Month(
        first, tuple(tuple((day, what(day)) if day.month == first.month else None for day in week) for week in weeks)
    )
