"""When the hall is open, and when a person will next read what was written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOOK_AHEAD = timedelta(days=60)
"""How far ahead an opening is looked for; a hall closed for longer says so itself."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of one day in which the hall is open; ``closes`` is the first moment it is closed again."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """The hall's week and its own closing days.

    ``week`` maps a weekday (0 is Monday) to its intervals in order; several a day for a lunch break. ``closed`` are
    local dates on which the hall stays shut whatever the week says, ``extra`` dates with their own intervals
    (make-up workdays); ``extra`` wins. In a year that is not one of ``complete``, whose holidays are published, the
    ``fixed`` ones, pairs of month and day, are free besides.
    """

    zone: ZoneInfo
    week: Mapping[int, tuple[Interval, ...]]
    closed: frozenset[date] = frozenset()
    extra: Mapping[date, tuple[Interval, ...]] | None = None
    complete: frozenset[int] = frozenset()
    fixed: frozenset[tuple[int, int]] = frozenset()

    def on(self, day: date) -> tuple[Interval, ...]:
        """The intervals of a local date, in order; empty when the hall is shut."""
        if self.extra and day in self.extra:
            return self.extra[day]
        is_fixed = day.year not in self.complete and (day.month, day.day) in self.fixed
        return () if is_fixed or day in self.closed else self.week.get(day.weekday(), ())


def is_open(hours: OpeningHours, *, now: datetime) -> bool:
    """Whether people are at the counters at ``now`` (aware, any zone)."""
    local = now.astimezone(hours.zone)
    return any(interval.opens <= local.time() < interval.closes for interval in hours.on(local.date()))


def next_opening(hours: OpeningHours, *, now: datetime) -> datetime | None:
    """When a person will next be there: ``now`` itself while the hall is open, else the next opening.

    Returns an aware datetime in the hall's zone, or None if the hall stays shut for ``LOOK_AHEAD``.
    """
    if is_open(hours, now=now):
        return now.astimezone(hours.zone)
    local = now.astimezone(hours.zone)
    for ahead in range(LOOK_AHEAD.days):
        day = local.date() + timedelta(days=ahead)
        for interval in hours.on(day):
            opening = datetime.combine(day, interval.opens, tzinfo=hours.zone)
            if opening > local:
                return opening
    return None
