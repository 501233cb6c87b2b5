"""Limits are read as editors write them and compared only where that is certain."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.limits import Limit, Unit, is_certainly_longer, parse_limit

limits = st.builds(Limit, amount=st.integers(0, 9999), unit=st.sampled_from(Unit))


@given(limits)
def test_what_is_written_out_reads_back_as_the_same_limit(limit: Limit) -> None:
    assert parse_limit(f"{limit.amount} {limit.unit}") == limit
    assert parse_limit(f" {limit.amount} {limit.unit.removesuffix('s')} ") == limit


def test_at_once_is_no_waiting_at_all() -> None:
    assert parse_limit("at once") == Limit(amount=0, unit=Unit.MINUTES)


@pytest.mark.parametrize(
    "written",
    ["5", "", "days", "five days", "5 weeks", "-1 days", "5 working months", "5  days", "5 days or so", "1.5 days"],
)
def test_a_limit_without_amount_or_known_unit_is_refused_with_examples(written: str) -> None:
    with pytest.raises(ValueError, match="5 working days"):
        parse_limit(written)


@given(limits, limits)
def test_of_two_limits_at_most_one_is_certainly_longer(one: Limit, other: Limit) -> None:
    assert not (is_certainly_longer(one, than=other) and is_certainly_longer(other, than=one))
    assert not is_certainly_longer(one, than=one)


@given(
    months=st.integers(0, 60),
    days=st.integers(0, 2000),
    start=st.dates(date(2000, 1, 1), date(2090, 1, 1)).filter(lambda day: day.day <= 28),
)
def test_months_and_days_are_compared_only_if_every_calendar_agrees(months: int, days: int, start: date) -> None:
    years, month = divmod(start.month - 1 + months, 12)
    by_months = date(start.year + years, month + 1, start.day)
    by_days = start + timedelta(days=days)

    if is_certainly_longer(Limit(months, Unit.MONTHS), than=Limit(days, Unit.DAYS)):
        assert by_months > by_days
    if is_certainly_longer(Limit(days, Unit.DAYS), than=Limit(months, Unit.MONTHS)):
        assert by_days > by_months


LONGER = [
    ("6 working days", "5 working days"),
    ("6 working days", "5 days"),
    ("32 days", "1 month"),
    ("2 months", "50 days"),
    ("2 days", "120 minutes"),
    ("1 working day", "at once"),
]
UNCERTAIN = [
    ("5 days", "5 working days"),
    ("90 days", "5 working days"),
    ("1 month", "31 days"),
    ("31 days", "1 month"),
    ("5 working days", "5 days"),
    ("600 working minutes", "1 working day"),
]


@pytest.mark.parametrize(("limit", "than"), LONGER)
def test_what_is_longer_in_every_calendar_is_certainly_longer(limit: str, than: str) -> None:
    assert is_certainly_longer(parse_limit(limit), than=parse_limit(than))


@pytest.mark.parametrize(("limit", "than"), UNCERTAIN)
def test_what_depends_on_the_calendar_is_not_certain(limit: str, than: str) -> None:
    assert not is_certainly_longer(parse_limit(limit), than=parse_limit(than))
