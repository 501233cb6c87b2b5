"""The calendar files fit their years and each other, and leave days to work on."""

from collections.abc import Iterator, Sequence
from datetime import MAXYEAR, MINYEAR, date, timedelta

from content.calendars import work_calendar
from content.models import Hall
from content.problems import Problem, Severity
from content.written import Written
from domain.calendars import LONGEST_REST, NoWorkingDay

NOTICE_MONTH = 11
"""From November on the next year's holidays are known, as a rule, and deadlines begin to reach into it."""
SATURDAY = 5


def check_year(year: Written) -> Iterator[Problem]:
    """Check one file within itself: every date is of its year and has one meaning."""
    number = year.entries["year"].plain() if "year" in year.entries else None
    if isinstance(number, int) and year.file.stem != str(number):
        yield year.entries["year"].problem(f"is {number} in {year.file.name}; call the file {number}.yaml")
    free: dict[date, Written] = {}
    for holiday in year.items_of("holidays"):
        for day in _days(holiday):
            if day in free:
                yield holiday.problem(f"{day} is free already by {free[day].where}")
            free.setdefault(day, holiday)
    worked: dict[date, Written] = {}
    for day, item in _makeup(year):
        if day in free:
            yield item.problem(f"{day} is both free, by {free[day].where}, and worked; keep one of the two")
        elif day in worked:
            yield item.problem(f"{day} is given twice; the first is in {worked[day].where}")
        elif day.weekday() < SATURDAY:
            yield item.problem(f"{day} is no Saturday or Sunday; it is worked anyway", severity=Severity.WARNING)
        worked.setdefault(day, item)
    yield from (
        place.problem(f"{day} is not in {number}; write it into calendar/{day.year}.yaml")
        for day, place in sorted({**free, **worked}.items())
        if isinstance(number, int) and day.year != number
    )


def check_years(facts: Written, years: Sequence[Written], *, today: date) -> Iterator[Problem]:
    """Warn while deadlines are reckoned without a year's holidays."""
    known = {year.entries["year"].plain(): year for year in years if "year" in year.entries}
    wanted = [today.year, *([today.year + 1] if today.month >= NOTICE_MONTH else [])]
    for number in wanted:
        if number not in known:
            reason = f"there is no calendar/{number}.yaml; deadlines of {number} know only the fixed holidays"
            yield facts.problem(reason, severity=Severity.WARNING)
    this = known.get(today.year)
    if this and "provisional" in this.entries and this.entries["provisional"].plain() is True:
        reason = f"{today.year} has begun; complete its holidays and take provisional: away"
        yield this.entries["provisional"].problem(reason, severity=Severity.WARNING)


def check_rests(facts: Written, hall: Hall) -> Iterator[Problem]:
    """Refuse a calendar in which a deadline would never come."""
    calendar = work_calendar(hall)
    own = {day.date.year for day in hall.facts.closed} | {day.date.year for day in hall.facts.extra}
    known = own | {year.year for year in hall.years} or {2000}
    # A rest may begin in the year before the one something is said of, and end in the one after.
    around = {year + by for year in known for by in (-1, 0, 1)}
    try:
        for year in sorted(around & set(range(MINYEAR + 1, MAXYEAR))):
            day = date(year, 1, 1)
            while day.year == year:
                day = calendar.first_working(day) + timedelta(days=1)
    except NoWorkingDay as rest:
        reason = f"nobody works for more than {LONGEST_REST} days from {rest.day} on; give a workday its hours"
        yield facts.at(["hours"]).problem(reason)


def _makeup(year: Written) -> Iterator[tuple[date, Written]]:
    for holiday in year.items_of("holidays"):
        yield from ((day, item) for item in holiday.items_of("makeup") if (day := _date(item)))


def _days(holiday: Written) -> list[date]:
    first, last = (_date(holiday.entries[key]) if key in holiday.entries else None for key in ("first", "last"))
    if not first or not last or not 0 <= (last - first).days <= LONGEST_REST:
        return [day for day in (first, last) if day]
    return [first + timedelta(days=after) for after in range((last - first).days + 1)]


def _date(item: Written) -> date | None:
    try:
        return date.fromisoformat(item.value.strip()) if isinstance(item.value, str) else None
    except ValueError:
        return None
