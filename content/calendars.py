"""The hall's hours and working days: its own week and days, and the public holidays of its calendar files."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from content.fields import WEEKDAYS
from content.models import CalendarYear, Hall, HallFacts
from content.texts import Text
from domain.calendars import WorkCalendar
from domain.hours import Interval, OpeningHours

FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Statutory holidays that fall on the same day every year, for years without a calendar file.

Source: Regulation on Public Holidays for National Annual Festivals and Memorial Days, as amended in 2024.
"""

Intervals = tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class SpecialDays:
    """A run of days unlike their weekday; ``intervals`` is empty if the hall is shut, ``why`` may be unknown."""

    first: date
    last: date
    intervals: Intervals
    why: Text | None


def opening_hours(hall: Hall) -> OpeningHours:
    """When people are at the counters."""
    return _of(hall).hours


def _hours(hall: Hall) -> OpeningHours:
    return OpeningHours(
        zone=ZoneInfo(hall.facts.zone),
        week=_week(hall.facts),
        closed=_closed(hall) | _holidays(hall),
        extra=_extra(hall),
        complete=_complete(hall),
        fixed=FIXED,
    )


@dataclass(frozen=True, slots=True)
class _Reckoned:
    facts: HallFacts
    years: tuple[CalendarYear, ...]
    hours: OpeningHours
    calendar: WorkCalendar
    version: str


_reckoned: deque[_Reckoned] = deque(maxlen=4)
"""For the parts of the packs in use, which never change: each step of a case asks for them."""


def work_calendar(hall: Hall) -> WorkCalendar:
    """The days and hours by which deadlines run."""
    return _of(hall).calendar


def calendar_version(hall: Hall) -> str:
    """A mark that changes with anything ``work_calendar`` reckons with; clocks keep the one they were reckoned by."""
    return _of(hall).version


def _of(hall: Hall) -> _Reckoned:
    for known in _reckoned:
        if known.facts is hall.facts and known.years is hall.years:
            return known
    reckoned = _Reckoned(hall.facts, hall.years, _hours(hall), _calendar(hall), _version(hall))
    _reckoned.append(reckoned)
    return reckoned


def _calendar(hall: Hall) -> WorkCalendar:
    worked = {WEEKDAYS.index(day) for day in hall.facts.workdays}
    return WorkCalendar(
        zone=ZoneInfo(hall.facts.zone),
        week={day: stretches for day, stretches in _week(hall.facts).items() if day in worked},
        holidays=_holidays(hall),
        makeup=_extra(hall),
        closed=_closed(hall),
        complete=_complete(hall),
        fixed=FIXED,
    )


def _version(hall: Hall) -> str:
    parts = [hall.facts.model_dump_json(include={"zone", "hours", "workdays", "closed", "extra"})]
    parts += [year.model_dump_json(exclude={"source", "checked_on"}) for year in hall.years]
    return sha256("\n".join(parts).encode()).hexdigest()[:16]


def special_days(hall: Hall, *, first: date, last: date) -> tuple[SpecialDays, ...]:
    """The days from ``first`` to ``last`` that differ from their weekday, in order; holidays as one run each."""
    own = _closed(hall) | {day.date for day in hall.facts.extra}
    runs = [*_own_days(hall), *_runs(hall, but=own), *_fixed(hall, but=own, first=first, last=last)]
    return tuple(sorted((run for run in runs if run.last >= first and run.first <= last), key=lambda run: run.first))


def _week(facts: HallFacts) -> dict[int, Intervals]:
    return {WEEKDAYS.index(day): intervals for day, intervals in facts.hours.items()}


def _closed(hall: Hall) -> frozenset[date]:
    return frozenset(day.date for day in hall.facts.closed)


def _complete(hall: Hall) -> frozenset[int]:
    """The years whose holidays are published."""
    return frozenset(year.year for year in hall.years if not year.provisional)


def _holidays(hall: Hall) -> frozenset[date]:
    return frozenset(day for year in hall.years for holiday in year.holidays for day in holiday.days())


def _extra(hall: Hall) -> dict[date, Intervals]:
    """Days with hours of their own: make-up days are worked like the first weekday, unless the hall says otherwise."""
    made_up = {day: hours_of_makeup(hall.facts) for year in hall.years for run in year.holidays for day in run.makeup}
    own = {day.date: day.hours for day in hall.facts.extra}
    return {day: hours for day, hours in {**made_up, **own}.items() if day not in _closed(hall)}


def hours_of_makeup(facts: HallFacts) -> Intervals:
    """The stretches of a make-up day: those of the first working day of the week that has any."""
    return next((facts.hours[day] for day in WEEKDAYS if day in facts.workdays and facts.hours.get(day)), ())


def _own_days(hall: Hall) -> Iterator[SpecialDays]:
    for shut in hall.facts.closed:
        yield SpecialDays(shut.date, shut.date, (), shut.reason)
    for extra in hall.facts.extra:
        yield SpecialDays(extra.date, extra.date, extra.hours, None)


def _runs(hall: Hall, *, but: frozenset[date]) -> Iterator[SpecialDays]:
    """Holidays and their make-up days, without the days of which the hall itself says something else."""
    for holiday in (holiday for year in hall.years for holiday in year.holidays):
        free = [day for day in holiday.days() if day not in but]
        if free:
            yield SpecialDays(free[0], free[-1], (), holiday.name)
        for day in (day for day in holiday.makeup if day not in but):
            yield SpecialDays(day, day, hours_of_makeup(hall.facts), None)


def _fixed(hall: Hall, *, but: frozenset[date], first: date, last: date) -> Iterator[SpecialDays]:
    """The fixed holidays of years whose own are not published, without the days of which something else is said."""
    known, complete, free = but | _holidays(hall), _complete(hall), list[date]()
    for day in (first + timedelta(days=ahead) for ahead in range((last - first).days + 1)):
        if day.year not in complete and (day.month, day.day) in FIXED and day not in known:
            if free and day - free[-1] > timedelta(days=1):
                yield SpecialDays(free[0], free[-1], (), None)
                free.clear()
            free.append(day)
    if free:
        yield SpecialDays(free[0], free[-1], (), None)
