"""How long other times are kept for whoever cannot come as they booked, and when they are asked again."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alternatives import KEPT, MOST, how_many, kept_until, waited
from domain.waiting import is_time_for_offers

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 4, 29, 15, tzinfo=SHANGHAI)


def after(**units: float) -> datetime:
    return NOW + timedelta(**units)


@pytest.mark.parametrize(
    ("begins", "until"),
    [
        (after(days=7), after(hours=24)),
        (after(hours=20), after(hours=18)),
        (after(hours=3), after(hours=1)),
        (after(hours=2, minutes=59), None),
        (after(hours=-1), None),
    ],
)
def test_a_time_is_kept_for_a_day_but_not_until_the_last_moment(begins: datetime, until: datetime | None) -> None:
    assert kept_until(begins, now=NOW) == until


@given(
    starts=st.timedeltas(timedelta(), timedelta(days=9)),
    kept=st.none() | st.timedeltas(timedelta(hours=1), KEPT),
    hour=st.integers(0, 23),
)
def test_an_answer_is_waited_for_until_it_would_be_too_late_and_asked_for_by_day(
    starts: timedelta, kept: timedelta | None, hour: int
) -> None:
    now = NOW.replace(hour=hour)

    patience = waited(now + starts, until=now + kept if kept else None, now=now)

    assert now <= patience.answer_by <= now + KEPT
    assert patience.answer_by == now or patience.answer_by <= now + starts - timedelta(hours=2)
    if patience.remind_at:
        assert now + (patience.answer_by - now) / 2 <= patience.remind_at < patience.answer_by
        assert is_time_for_offers(patience.remind_at)


@given(free=st.integers(0, 500), asked=st.integers(0, 100))
def test_everybody_gets_one_time_before_anybody_gets_three(free: int, asked: int) -> None:
    most = how_many(free, asked=asked)
    assert 1 <= most <= MOST
    assert most == 1 or most * asked <= free
