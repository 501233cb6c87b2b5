"""When a promised period ends."""

import calendar as months
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from domain.calendars import WorkCalendar
from domain.limits import Limit, Unit

MONTHS_OF_YEAR = 12


@dataclass(frozen=True, slots=True)
class Due:
    """The end of a period.

    ``at`` is aware, in UTC; ``provisional`` says that it leans on days of a year whose holidays are not published.
    """

    at: datetime
    provisional: bool


def due(limit: Limit, *, received: datetime, calendar: WorkCalendar) -> Due:
    """When a period that begins with ``received`` (aware, any zone) ends.

    Minutes run at once. The day of receipt does not count for days and months; what comes after the close of business
    or on a rest day counts as received on the next working day for working days. A period of days or months that would
    end on a rest day ends on the next working day; each ends at the close of business. A month without such a day ends
    with its last one.

    Raises:
        NoWorkingDay: the calendar has a rest without end.

    Source: docs/rules/time.md, 5.
    """
    local = received.astimezone(calendar.zone)
    match limit.unit:
        case Unit.MINUTES:
            # A provisional calendar says nothing about the clock.
            return Due(at=received.astimezone(UTC) + timedelta(minutes=limit.amount), provisional=False)
        case Unit.WORKING_MINUTES:
            end = _after_working_minutes(local, minutes=limit.amount, calendar=calendar)
        case Unit.WORKING_DAYS:
            first = counted_as_received(local, calendar=calendar)
            end = calendar.close_of(calendar.next_working(first, amount=limit.amount))
        case Unit.DAYS:
            end = _close_after(local, day=local.date() + timedelta(days=limit.amount), calendar=calendar)
        case Unit.MONTHS:
            end = _close_after(local, day=months_later(local.date(), amount=limit.amount), calendar=calendar)
    return Due(at=end.astimezone(UTC), provisional=not calendar.is_certain(local.date(), end.date()))


def counted_as_received(local: datetime, *, calendar: WorkCalendar) -> date:
    """The working day something counts as received on: today until the close of business, else the next one."""
    today = local.date()
    if calendar.is_working(today) and local < calendar.close_of(today):
        return today
    return calendar.first_working(today + timedelta(days=1))


def months_later(day: date, *, amount: int) -> date:
    """The same day of a later month, or that month's last day where it is shorter."""
    year, month = divmod(day.year * MONTHS_OF_YEAR + day.month - 1 + amount, MONTHS_OF_YEAR)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def working_minutes_between(start: datetime, end: datetime, *, calendar: WorkCalendar) -> int:
    """Whole minutes of work from ``start`` to ``end``, both aware; 0 if they are the other way round."""
    first, last = start.astimezone(calendar.zone), end.astimezone(calendar.zone)
    days = (first.date() + timedelta(days=ahead) for ahead in range((last.date() - first.date()).days + 1))
    worked = timedelta()
    for opens, closes in (stretch for day in days for stretch in _stretches(day, calendar=calendar)):
        worked += max(min(closes, end.astimezone(UTC)) - max(opens, start.astimezone(UTC)), timedelta())
    return int(worked / timedelta(minutes=1))


def _after_working_minutes(local: datetime, *, minutes: int, calendar: WorkCalendar) -> datetime:
    left = timedelta(minutes=minutes)
    day = calendar.first_working(local.date())
    while True:
        for opens, closes in _stretches(day, calendar=calendar):
            start = max(opens, local.astimezone(UTC))
            if start + left <= closes and start < closes:
                return (start + left).astimezone(calendar.zone)
            left -= max(closes - start, timedelta())
        day = calendar.first_working(day + timedelta(days=1))


def _stretches(day: date, *, calendar: WorkCalendar) -> list[tuple[datetime, datetime]]:
    """The stretches of a day in UTC: in a zone of its own, subtraction would ignore a change of the clocks."""
    zone = calendar.zone
    return [
        (
            datetime.combine(day, stretch.opens, tzinfo=zone).astimezone(UTC),
            datetime.combine(day, stretch.closes, tzinfo=zone).astimezone(UTC),
        )
        for stretch in calendar.on(day)
    ]


def _close_after(local: datetime, *, day: date, calendar: WorkCalendar) -> datetime:
    """The close of the first working day from ``day`` on that is not over at ``local``."""
    end = calendar.close_of(calendar.first_working(day))
    return end if end >= local else calendar.close_of(calendar.next_working(day, amount=1))
