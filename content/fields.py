"""How an editor writes a date, a stretch of a day, a time limit, a condition or an id."""

from datetime import date, time, timedelta
from itertools import pairwise
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field

from domain.checklists import Condition
from domain.hours import Interval
from domain.limits import MINUTES_OF_DAY, Limit, Unit, parse_limit

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"{name!r} is no IANA time zone; write one like Asia/Shanghai") from error
    return name


def _weekday(name: str) -> str:
    if name not in WEEKDAYS:
        raise ValueError(f"{name!r} is no weekday; write one of {', '.join(WEEKDAYS)}")
    return name


def _day(written: Any) -> Any:
    if isinstance(written, date):
        return written
    try:
        # A number would be taken for seconds since 1970, so only texts are read.
        return date.fromisoformat(written if isinstance(written, str) else "")
    except ValueError as error:
        raise ValueError(f"{str(written)!r} is no date; write it like 2026-09-30") from error


def _condition(written: Any) -> Any:
    if not isinstance(written, dict):
        return written
    wanted = {asked: tuple(given if isinstance(given, list) else [given]) for asked, given in written.items()}
    if not all(isinstance(option, str) for options in wanted.values() for option in options):
        raise ValueError("names an option that is no text; write options by their ids, in quotes if need be")
    return Condition(wanted)


def _limit(written: Any) -> Any:
    return parse_limit(written) if isinstance(written, str) else written


def _time_of(unit: Unit, step: timedelta, example: str) -> BeforeValidator:
    """A length of time in one unit of the clock."""

    def read(written: Any) -> Any:
        if isinstance(written, timedelta):
            return written
        try:
            # A number would be taken for seconds, so only texts are read.
            limit = parse_limit(written if isinstance(written, str) else "")
        except ValueError:
            limit = None
        if limit is None or (limit.amount and limit.unit is not unit):
            raise ValueError(f"{str(written)!r} is no length of time here; write it like {example!r}")
        return limit.amount * step

    return BeforeValidator(read)


def between(shortest: timedelta, longest: timedelta) -> AfterValidator:
    """A length of time from one to the other, both included."""

    def check(length: timedelta) -> timedelta:
        if not shortest <= length <= longest:
            raise ValueError(f"is not between {_worded(shortest)} and {_worded(longest)}")
        return length

    return AfterValidator(check)


def _worded(length: timedelta) -> str:
    minutes = length // timedelta(minutes=1)
    days = f"{length.days} day{'s' * (length.days > 1)}"
    return days if length.days and minutes == length.days * MINUTES_OF_DAY else f"{minutes} minutes"


def _interval(written: Any) -> Any:
    if not isinstance(written, str):
        return written
    opens, dash, closes = written.partition("-")
    try:
        interval = Interval(opens=time.fromisoformat(opens.strip()), closes=time.fromisoformat(closes.strip()))
    except ValueError as error:
        raise ValueError(f"{written!r} is no stretch of a day; write it like '09:00-12:00'") from error
    if not dash or interval.opens >= interval.closes:
        raise ValueError(f"{written!r} ends before it begins")
    return interval


def _in_order(intervals: tuple[Interval, ...]) -> tuple[Interval, ...]:
    for earlier, later in pairwise(intervals):
        if later.opens < earlier.closes:
            raise ValueError(
                f"{later.opens:%H:%M} comes before {earlier.closes:%H:%M}; write the stretches of a day in order "
                "and apart from each other"
            )
    return intervals


Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
"""An id people never see but links carry: lower-case letters, digits, hyphens; at most 32 characters."""
OnlyIf = Annotated[Condition, BeforeValidator(_condition)]
WrittenLimit = Annotated[Limit, BeforeValidator(_limit)]
WrittenInterval = Annotated[Interval, BeforeValidator(_interval)]
WrittenIntervals = Annotated[tuple[WrittenInterval, ...], AfterValidator(_in_order)]
WrittenMinutes = Annotated[timedelta, _time_of(Unit.MINUTES, timedelta(minutes=1), "20 minutes")]
WrittenDays = Annotated[timedelta, _time_of(Unit.DAYS, timedelta(days=1), "30 days")]
Weekday = Annotated[str, AfterValidator(_weekday)]
Day = Annotated[date, BeforeValidator(_day)]
Count = Annotated[int, Field(strict=True, ge=0, le=20)]
Zone = Annotated[str, AfterValidator(_zone)]
