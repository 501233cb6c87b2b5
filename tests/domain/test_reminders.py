"""People are reminded on the working day before and two hours before, and never too late."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendars import NoWorkingDay, WorkCalendar
from domain.hours import Interval
from domain.reminders import TOO_LATE, Kind, Outcome, Reminder, moments_of, outcome_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOLIDAY = frozenset(date(2026, 10, day) for day in range(1, 8))
CALENDAR = WorkCalendar(
    zone=SHANGHAI,
    week=dict.fromkeys(range(5), (Interval(time(9), time(17)),)),
    holidays=HOLIDAY,
    complete=frozenset({2026}),
)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("visit", "day_before"),
    [
        (date(2026, 9, 16), date(2026, 9, 15)),
        (date(2026, 9, 14), date(2026, 9, 11)),
        (date(2026, 10, 8), date(2026, 9, 30)),
    ],
)
def test_the_first_reminder_comes_when_the_hall_opens_on_the_working_day_before(visit: date, day_before: date) -> None:
    starts_at = datetime.combine(visit, time(10), tzinfo=SHANGHAI)

    moments = moments_of(starts_at, since=LONG_AGO, calendar=CALENDAR)

    assert moments[Kind.DAY] == datetime.combine(day_before, time(9), tzinfo=SHANGHAI)
    assert moments[Kind.HOURS] == starts_at - timedelta(hours=2)


@given(st.integers(0, 5 * 24 * 60))
def test_nobody_is_reminded_of_a_moment_before_they_chose_the_time(minutes: int) -> None:
    starts_at = datetime(2026, 9, 16, 10, tzinfo=SHANGHAI)
    since = starts_at - timedelta(minutes=minutes)

    moments = moments_of(starts_at, since=since, calendar=CALENDAR)

    assert all(since < at < starts_at for at in moments.values())
    assert (Kind.HOURS in moments) is (minutes > 120)


@given(st.sampled_from(Kind), st.integers(0, 12 * 60), st.booleans())
def test_a_reminder_is_sent_in_time_or_noted(kind: Kind, late: int, holds: bool) -> None:
    due_at = datetime(2026, 9, 16, 8, tzinfo=UTC)
    before = timedelta(hours=24 if kind is Kind.DAY else 2)
    reminder = Reminder(1, 1, kind, due_at, due_at + before)

    outcome = outcome_of(reminder, holds=holds, now=due_at + timedelta(minutes=late))

    in_time = timedelta(minutes=late) <= TOO_LATE[kind]
    assert outcome is (Outcome.VOID if not holds else Outcome.SENT if in_time else Outcome.LATE)


def test_a_calendar_on_which_nobody_works_has_no_day_before() -> None:
    with pytest.raises(NoWorkingDay):
        WorkCalendar(zone=SHANGHAI, week={}).last_working_before(date(2026, 9, 16))
