"""The hall says when a person will be there, also across lunch, holidays and a change of clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.hours import LOOK_AHEAD, Interval, OpeningHours, is_open, next_opening

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
LUNCH_BREAK = (Interval(time(9), time(12)), Interval(time(13, 30), time(17)))
WORKING_WEEK = dict.fromkeys(range(5), LUNCH_BREAK)

CLOCKS_CHANGE = (
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC),
    datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
)
"""In Berlin and on Lord Howe Island, where the step is half an hour."""

minutes = st.integers(-2 * 24 * 60, 2 * 24 * 60).map(lambda amount: timedelta(minutes=amount))
moments = st.one_of(
    st.integers(0, 270 * 24 * 60).map(lambda amount: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=amount)),
    st.builds(lambda change, apart: change + apart, st.sampled_from(CLOCKS_CHANGE), minutes),
)
days = st.dates(date(2026, 3, 1), date(2026, 12, 31))


@st.composite
def stretches(draw: st.DrawFn) -> tuple[Interval, ...]:
    """Up to three stretches of a day in quarters of an hour, apart from each other.

    They begin at three at the earliest: no hall opens in the hour that the change of clocks skips or repeats.
    """
    quarters = sorted(draw(st.lists(st.integers(3 * 4, 95), unique=True, max_size=6)))
    ends = [time(quarter // 4, quarter % 4 * 15) for quarter in quarters]
    return tuple(Interval(*pair) for pair in zip(ends[::2], ends[1::2], strict=False))


hours_of_a_hall = st.builds(
    OpeningHours,
    zone=st.sampled_from((SHANGHAI, BERLIN, ZoneInfo("America/Sao_Paulo"), ZoneInfo("Australia/Lord_Howe"))),
    week=st.dictionaries(st.integers(0, 6), stretches()),
    closed=st.frozensets(days, max_size=5),
    extra=st.dictionaries(days, stretches(), max_size=5),
)


@given(hours=hours_of_a_hall, now=moments)
def test_the_hall_is_open_at_the_next_opening_and_not_before(hours: OpeningHours, now: datetime) -> None:
    opening = next_opening(hours, now=now)

    until = opening if opening else now + LOOK_AHEAD - timedelta(days=1)
    moment, step = now, timedelta(minutes=15)
    quarter = now - timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond) + step
    while moment.astimezone(UTC) < until.astimezone(UTC):
        assert not is_open(hours, now=moment)
        moment, quarter = quarter, quarter + step
    if opening:
        assert opening.astimezone(UTC) >= now
        assert opening.tzinfo is hours.zone
        assert is_open(hours, now=opening.astimezone(UTC))
    if opening and opening > now:
        just_before = max(now, opening.astimezone(UTC) - timedelta(seconds=1))
        assert next_opening(hours, now=just_before) == opening


@given(hours=hours_of_a_hall, now=moments)
def test_while_the_hall_is_open_the_next_opening_is_now(hours: OpeningHours, now: datetime) -> None:
    assert (next_opening(hours, now=now) == now) is is_open(hours, now=now)


def test_a_question_at_lunch_is_read_after_lunch() -> None:
    hours = OpeningHours(zone=SHANGHAI, week=WORKING_WEEK)

    assert next_opening(hours, now=datetime(2026, 9, 1, 12, 0, tzinfo=SHANGHAI)) == datetime(
        2026, 9, 1, 13, 30, tzinfo=SHANGHAI
    )


def test_a_stretch_begins_with_its_first_moment_and_ends_before_its_last() -> None:
    hours = OpeningHours(zone=SHANGHAI, week=WORKING_WEEK)

    assert is_open(hours, now=datetime(2026, 9, 1, 9, 0, tzinfo=SHANGHAI))
    assert not is_open(hours, now=datetime(2026, 9, 1, 17, 0, tzinfo=SHANGHAI))


def test_a_holiday_is_skipped_and_a_make_up_workday_is_not() -> None:
    holiday, sunday = date(2026, 10, 1), date(2026, 10, 4)
    closed = frozenset(holiday + timedelta(days=n) for n in range(7))
    shut = OpeningHours(zone=SHANGHAI, week=WORKING_WEEK, closed=closed)
    made_up = OpeningHours(zone=SHANGHAI, week=WORKING_WEEK, closed=closed, extra={sunday: LUNCH_BREAK})
    evening = datetime(2026, 9, 30, 20, 0, tzinfo=SHANGHAI)

    assert next_opening(shut, now=evening) == datetime(2026, 10, 8, 9, 0, tzinfo=SHANGHAI)
    assert next_opening(made_up, now=evening) == datetime(2026, 10, 4, 9, 0, tzinfo=SHANGHAI)


def test_a_hall_shut_for_two_months_promises_nothing() -> None:
    assert next_opening(OpeningHours(zone=SHANGHAI, week={}), now=datetime(2026, 9, 1, tzinfo=UTC)) is None


def test_nine_in_the_morning_stays_nine_when_the_clocks_change() -> None:
    hours = OpeningHours(zone=BERLIN, week={0: (Interval(time(9), time(12)),)})

    winter = next_opening(hours, now=datetime(2026, 3, 22, 12, 0, tzinfo=UTC))
    summer = next_opening(hours, now=datetime(2026, 3, 28, 12, 0, tzinfo=UTC))

    assert winter is not None
    assert summer is not None
    assert winter.astimezone(UTC) == datetime(2026, 3, 23, 8, 0, tzinfo=UTC)
    assert summer.astimezone(UTC) == datetime(2026, 3, 30, 7, 0, tzinfo=UTC)
