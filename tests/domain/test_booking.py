"""How many an appointment's rules allow, and for how long whoever misses them is restricted."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.booking import FOLLOWING, TAKES_PLACE, State
from domain.booking_refusals import BookingRestricted
from domain.may_book import MISSED_WITHIN, RESTRICTED_FOR, BookingLimits, check_not_restricted, restricted_until

START = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
moments = st.lists(st.integers(0, 120 * 24), max_size=6).map(
    lambda hours: [START + timedelta(hours=hour) for hour in sorted(hours)]
)


LIMITS = BookingLimits(active=3, a_day=2, grace=timedelta(minutes=15))


def is_restricted(missed: list[datetime], now: datetime) -> bool:
    """Looked at day by day: whether two that lie together were followed by this moment within thirty days."""
    pairs = [(a, b) for at, a in enumerate(missed) for b in missed[at + 1 :] if b - a <= MISSED_WITHIN]
    return any(b <= now < b + RESTRICTED_FOR for _, b in pairs)


@given(missed=moments, after=st.integers(0, 60 * 24))
def test_who_missed_two_within_thirty_days_is_restricted_for_thirty(missed: list[datetime], after: int) -> None:
    now = (missed[-1] if missed else START) + timedelta(hours=after)
    until = restricted_until(missed)

    assert (until is not None and now < until) is is_restricted(missed, now)
    if is_restricted(missed, now):
        with pytest.raises(BookingRestricted):
            check_not_restricted(missed, limits=LIMITS, now=now)
    else:
        check_not_restricted(missed, limits=LIMITS, now=now)


@pytest.mark.parametrize(
    ("apart", "restricted"),
    [(timedelta(days=30), True), (timedelta(days=30, seconds=1), False)],
    ids=["thirty days", "a second more"],
)
def test_thirty_days_are_counted_to_the_second(apart: timedelta, restricted: bool) -> None:
    until = restricted_until([START, START + apart])

    assert until == (START + apart + RESTRICTED_FOR if restricted else None)


def test_every_state_is_reached_and_what_is_over_stays_so() -> None:
    reached = {State.HELD, State.SPARE, *(state for states in FOLLOWING.values() for state in states)}

    assert reached == set(State)
    assert set(State) - set(FOLLOWING) == {
        State.DONE,
        State.EXPIRED,
        State.CANCELLED,
        State.CANCELLED_LATE,
        State.CANCELLED_BY_HALL,
    }
    given_back = [state for states in map(FOLLOWING.get, set(State) - TAKES_PLACE) for state in states or ()]
    assert given_back == [], "nobody comes back to a place that was given back"
