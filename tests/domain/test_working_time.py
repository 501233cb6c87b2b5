"""Promised periods end where a day-by-day count says, over holidays, make-up days and changes of the clocks."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendars import LONGEST_REST, NoWorkingDay, WorkCalendar
from domain.hours import Interval
from domain.limits import Limit, Unit, parse_limit
from domain.working_time import Due, due, months_later, working_minutes_between

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONDON = ZoneInfo("Europe/London")
DAY = (Interval(time(9), time(12)), Interval(time(13, 30), time(17, 30)))
FRIDAY = (Interval(time(9), time(12)),)
YEARS = range(2020, 2031)

days = st.dates(date(2020, 1, 1), date(2030, 6, 30))
moments = st.builds(
    lambda day, minute: datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minute),
    days,
    st.integers(0, 24 * 60 - 1),
)
calendars = st.builds(
    WorkCalendar,
    zone=st.sampled_from((SHANGHAI, LONDON)),
    week=st.sampled_from((dict.fromkeys(range(5), DAY), {**dict.fromkeys(range(4), DAY), 4: FRIDAY})),
    holidays=st.frozensets(days, max_size=40),
    makeup=st.dictionaries(days, st.sampled_from((DAY, FRIDAY)), max_size=10),
    closed=st.frozensets(days, max_size=5),
    complete=st.sampled_from((frozenset(YEARS), frozenset(range(2020, 2026)))),
    fixed=st.just(frozenset({(1, 1), (10, 1)})),
)
amounts = st.integers(0, 40)
working = st.builds(Limit, amount=amounts, unit=st.just(Unit.WORKING_DAYS))
worked_minutes = st.builds(Limit, amount=st.integers(0, 3000), unit=st.just(Unit.WORKING_MINUTES))
limits = st.one_of(
    working,
    worked_minutes,
    st.builds(Limit, amount=amounts, unit=st.sampled_from((Unit.DAYS, Unit.MONTHS, Unit.MINUTES))),
)


def _counted(calendar: WorkCalendar, received: datetime, *, amount: int) -> datetime:
    """Working days counted one calendar day after the other."""
    local = received.astimezone(calendar.zone)
    day = local.date()
    while not calendar.on(day) or (day == local.date() and local.time() >= calendar.on(day)[-1].closes):
        day += timedelta(days=1)
    left = amount
    while left:
        day += timedelta(days=1)
        left -= bool(calendar.on(day))
    return datetime.combine(day, calendar.on(day)[-1].closes, tzinfo=calendar.zone)


def _minute_after_minute(calendar: WorkCalendar, received: datetime, *, amount: int) -> datetime:
    """Working minutes counted one after the other, from a moment with whole minutes."""
    moment = received.astimezone(UTC)
    left = amount
    while True:
        local = moment.astimezone(calendar.zone)
        is_worked = any(stretch.opens <= local.time() < stretch.closes for stretch in calendar.on(local.date()))
        if not left and is_worked:
            return moment
        left -= is_worked
        moment += timedelta(minutes=1)
        if not left and is_worked:
            return moment


@given(calendar=calendars, received=moments, limit=working)
def test_working_days_end_where_one_counts_them_on_the_fingers(
    calendar: WorkCalendar, received: datetime, limit: Limit
) -> None:
    ends = due(limit, received=received, calendar=calendar)

    assert ends.at == _counted(calendar, received, amount=limit.amount).astimezone(UTC)


@given(calendar=calendars, received=moments, amount=st.integers(0, 600))
def test_working_minutes_end_where_one_counts_them_on_the_clock(
    calendar: WorkCalendar, received: datetime, amount: int
) -> None:
    ends = due(Limit(amount, Unit.WORKING_MINUTES), received=received, calendar=calendar)

    assert ends.at == _minute_after_minute(calendar, received, amount=amount)
    assert working_minutes_between(received, ends.at, calendar=calendar) == amount


@given(calendar=calendars, received=moments, limit=limits)
def test_nothing_is_due_before_it_came(calendar: WorkCalendar, received: datetime, limit: Limit) -> None:
    assert due(limit, received=received, calendar=calendar).at >= received


@given(calendar=calendars, received=moments, limit=limits)
def test_more_time_is_never_less(calendar: WorkCalendar, received: datetime, limit: Limit) -> None:
    longer = Limit(limit.amount + 1, limit.unit)

    assert due(longer, received=received, calendar=calendar).at >= due(limit, received=received, calendar=calendar).at


@given(calendar=calendars, received=moments, later=st.integers(0, 100_000), limit=limits)
def test_what_came_later_is_never_due_earlier(
    calendar: WorkCalendar, received: datetime, later: int, limit: Limit
) -> None:
    second = received + timedelta(minutes=later)

    assert due(limit, received=second, calendar=calendar).at >= due(limit, received=received, calendar=calendar).at


@given(calendar=calendars, received=moments, limit=limits, holiday=st.integers(-3, 60))
def test_a_holiday_never_shortens(calendar: WorkCalendar, received: datetime, limit: Limit, holiday: int) -> None:
    day = received.date() + timedelta(days=holiday)
    makeup = {worked: hours for worked, hours in (calendar.makeup or {}).items() if worked != day}
    before = replace(calendar, makeup=makeup)
    after = replace(calendar, makeup=makeup, holidays=calendar.holidays | {day})

    assert due(limit, received=received, calendar=after).at >= due(limit, received=received, calendar=before).at


@given(calendar=calendars, received=moments, limit=limits, worked=st.integers(-3, 60))
def test_a_make_up_day_never_lengthens(calendar: WorkCalendar, received: datetime, limit: Limit, worked: int) -> None:
    day = received.date() + timedelta(days=worked)
    if calendar.is_working(day) or day in calendar.closed:
        return
    after = replace(calendar, makeup={**(calendar.makeup or {}), day: DAY})

    assert due(limit, received=received, calendar=after).at <= due(limit, received=received, calendar=calendar).at


@given(calendar=calendars, received=moments, limit=limits)
def test_a_date_that_leans_on_an_unpublished_year_is_provisional(
    calendar: WorkCalendar, received: datetime, limit: Limit
) -> None:
    ends = due(limit, received=received, calendar=calendar)

    first, last = received.astimezone(calendar.zone).date(), ends.at.astimezone(calendar.zone).date()
    year_after = last.year + (1 if last.month == 12 and last.day >= 25 else 0)
    unpublished = any(year not in calendar.complete for year in range(first.year, year_after + 1))
    assert ends.provisional is (unpublished and limit.unit is not Unit.MINUTES)


OCTOBER = WorkCalendar(
    zone=SHANGHAI,
    week=dict.fromkeys(range(5), DAY),
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
    makeup={date(2026, 9, 20): DAY, date(2026, 10, 10): DAY},
    complete=frozenset({2026}),
    fixed=frozenset({(1, 1)}),
)
EXAMPLES = {
    "the day of receipt does not count": ("1 working day", "2026-09-01 10:00", "2026-09-02 17:30"),
    "at lunch it is still today": ("1 working day", "2026-09-01 12:30", "2026-09-02 17:30"),
    "after hours counts as the next day": ("1 working day", "2026-09-01 17:30", "2026-09-03 17:30"),
    "on a Saturday counts as Monday": ("1 working day", "2026-09-05 10:00", "2026-09-08 17:30"),
    "over National Day, with the Saturday after it": ("5 working days", "2026-09-28 10:00", "2026-10-10 17:30"),
    "on a make-up Sunday counts as that day": ("1 working day", "2026-09-20 10:00", "2026-09-21 17:30"),
    "natural days that end on a holiday": ("5 days", "2026-09-28 10:00", "2026-10-08 17:30"),
    "a month that has no such day": ("1 month", "2026-08-31 10:00", "2026-09-30 17:30"),
    "minutes do not wait for anybody": ("30 minutes", "2026-10-01 03:00", "2026-10-01 03:30"),
    "working minutes wait for the lunch to end": ("60 working minutes", "2026-09-01 11:30", "2026-09-01 14:00"),
    "working minutes wait for the holidays to end": ("60 working minutes", "2026-09-30 17:00", "2026-10-08 09:30"),
    "no days at all, after hours": ("0 days", "2026-09-01 18:00", "2026-09-02 17:30"),
}


@pytest.mark.parametrize(("written", "received", "ends"), EXAMPLES.values(), ids=EXAMPLES)
def test_periods_of_the_sample_year(written: str, received: str, ends: str) -> None:
    at = datetime.fromisoformat(received).replace(tzinfo=SHANGHAI)

    expected = datetime.fromisoformat(ends).replace(tzinfo=SHANGHAI)
    assert due(parse_limit(written), received=at, calendar=OCTOBER) == Due(at=expected, provisional=False)


def test_a_year_without_a_file_knows_only_the_fixed_holidays_and_says_so() -> None:
    at = datetime(2026, 12, 31, 10, tzinfo=SHANGHAI)

    ends = due(parse_limit("1 working day"), received=at, calendar=OCTOBER)

    assert ends == Due(at=datetime(2027, 1, 4, 17, 30, tzinfo=SHANGHAI), provisional=True)


def test_the_end_of_a_year_is_certain_once_the_next_one_is_published() -> None:
    def is_provisional(received: str, *, complete: set[int]) -> bool:
        at = datetime.fromisoformat(received).replace(tzinfo=SHANGHAI)
        calendar = replace(OCTOBER, complete=frozenset(complete))
        return due(parse_limit("1 working day"), received=at, calendar=calendar).provisional

    assert not is_provisional("2026-12-23 10:00", complete={2026}), "ends on the 24th"
    assert is_provisional("2026-12-24 10:00", complete={2026}), "ends on the 25th"
    assert not is_provisional("2026-12-24 10:00", complete={2026, 2027})


def test_the_stretches_of_a_day_the_clocks_change_on_are_as_long_as_ever() -> None:
    sundays = WorkCalendar(zone=LONDON, week={6: (Interval(time(0), time(9)),)}, complete=frozenset({2026}))
    midnight = datetime(2026, 3, 29, 0, 0, tzinfo=LONDON)

    assert working_minutes_between(midnight, midnight + timedelta(days=1), calendar=sundays) == 8 * 60


def test_a_calendar_of_endless_rest_is_an_error_and_no_endless_loop() -> None:
    nobody = WorkCalendar(zone=SHANGHAI, week={})

    with pytest.raises(NoWorkingDay, match=f"within {LONGEST_REST} days of 2026-09-02"):
        due(parse_limit("1 working day"), received=datetime(2026, 9, 1, 10, tzinfo=SHANGHAI), calendar=nobody)


def test_working_days_ahead_skip_holidays_and_take_make_up_days() -> None:
    friday = date(2026, 10, 9)

    assert OCTOBER.next_working(friday, amount=0) == friday
    assert OCTOBER.next_working(friday, amount=1) == date(2026, 10, 10)
    assert OCTOBER.opening_of(OCTOBER.next_working(friday, amount=2)) == datetime(2026, 10, 12, 9, tzinfo=SHANGHAI)


def test_months_end_with_their_last_day_where_they_are_shorter() -> None:
    assert [months_later(date(2026, 10, 31), amount=amount) for amount in (1, 4, 12, 16)] == [
        date(2026, 11, 30),
        date(2027, 2, 28),
        date(2027, 10, 31),
        date(2028, 2, 29),
    ]
