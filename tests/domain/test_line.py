"""Who is called next, who is ahead of whom, and what may be said of how long it takes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.hours import Interval, OpeningHours
from domain.line import ENOUGH, EXACT, InLine, in_order, minutes_to_wait, worth_telling
from domain.line_refusals import NoMoreNumbers, NoNumbersYet, NumberChanged, VisitRatingOver
from domain.visit_ratings import VisitRating, check_can_rate_visit
from domain.walk_ins import (
    WalkIn,
    WalkInState,
    check_gives_numbers,
    check_walk_in_may_become,
    numbers_end,
)

NINE = datetime(2026, 12, 2, 9, tzinfo=UTC)
GRACE = timedelta(minutes=15)
MINUTES = st.integers(0, 300)


def at(minutes: float) -> datetime:
    """So many minutes after nine."""
    return NINE + timedelta(minutes=minutes)


@st.composite
def everybody(draw: st.DrawFn) -> list[InLine]:
    """People with numbers, in the order they took them, and people with appointments; some were put back in line."""
    taken = sorted(draw(st.lists(MINUTES, max_size=8)))
    back = st.one_of(st.none(), st.none(), MINUTES)
    people = []
    for number, since in enumerate(taken, start=1):
        returned = draw(back)
        returned_at = None if returned is None else at(since + returned)
        people.append(InLine(f"w{number}", at(since), number=number, returned_at=returned_at))
    for number, (starts, since) in enumerate(draw(st.lists(st.tuples(MINUTES, MINUTES), max_size=8))):
        people.append(InLine(f"b{number}", at(since), starts_at=at(starts)))
    return draw(st.permutations(people))


def ordered(people: list[InLine], minutes: float) -> list[InLine]:
    """Them in order, so many minutes after nine."""
    return in_order(people, grace=GRACE, now=at(minutes))


@given(everybody(), MINUTES)
def test_everybody_stands_in_line_once_and_those_with_numbers_by_number(people: list[InLine], now: int) -> None:
    order = ordered(people, now)

    assert sorted(one.ref for one in order) == sorted(one.ref for one in people)
    numbers = [one.number for one in order if one.number and one.returned_at is None]
    assert numbers == sorted(numbers)


@given(everybody(), MINUTES)
def test_nobody_whose_time_has_come_and_who_was_there_stands_behind_a_number(people: list[InLine], now: int) -> None:
    order = ordered(people, now)
    first = next((place for place, one in enumerate(order) if one.number and one.returned_at is None), len(order))

    behind = [one for one in order[first:] if one.starts_at and one.since <= one.starts_at + GRACE]
    assert all(one.starts_at and one.starts_at > at(now) for one in behind)


@given(everybody(), MINUTES)
def test_whoever_is_too_early_goes_in_only_if_nobody_else_waits(people: list[InLine], now: int) -> None:
    early = [
        one.starts_at is not None and one.starts_at > at(now) and one.since <= one.starts_at + GRACE
        for one in ordered(people, now)
    ]

    assert early == sorted(early)


@given(everybody(), MINUTES)
def test_whoever_takes_a_number_now_moves_nobody_who_need_not_wait_for_their_time(
    people: list[InLine], now: int
) -> None:
    before = ordered(people, now)
    late = InLine("new", at(max([now, *((one.since - NINE).total_seconds() / 60 for one in people)])), number=99)

    after = ordered([*people, late], now)

    assert [one for one in after if one.ref != "new"] == before


@given(everybody(), MINUTES)
def test_when_the_first_has_gone_everybody_stands_one_place_further(people: list[InLine], now: int) -> None:
    first, *others = ordered(people, now) or [None]

    assert ordered([one for one in people if one != first], now) == others


def test_late_ones_stand_where_those_stand_who_came_when_they_did() -> None:
    late, booked = InLine("late", at(16), starts_at=at(0)), InLine("booked", at(15), starts_at=at(0))
    first, second = InLine("first", at(10), number=1), InLine("second", at(20), number=2)
    back = InLine("back", at(30), number=3, returned_at=at(31))

    order = ordered([second, late, first, back, booked], 40)

    assert [one.ref for one in order] == ["back", "booked", "first", "late", "second"]


def test_a_phone_is_told_each_place_near_the_counter_and_few_of_those_far_away() -> None:
    assert [worth_telling(place) for place in range(EXACT + 1)] == list(range(EXACT + 1))
    assert [worth_telling(place) for place in (6, 10, 11, 20, 21, 30, 31)] == [10, 10, 15, 20, 30, 30, 40]
    moved = sum(worth_telling(place + 1) != worth_telling(place) for place in range(60))
    assert moved <= 12, "one call in a line of sixty edits so many messages"


def test_how_long_it_takes_is_said_only_where_today_says_it() -> None:
    served = [timedelta(minutes=minutes) for minutes in (4, 8, 10, 12, 40)]

    assert minutes_to_wait(6, served=served, counters=2) == (20, 40)
    assert minutes_to_wait(1, served=served, counters=4) == (0, 5)
    assert minutes_to_wait(6, served=served[: ENOUGH - 1], counters=2) is None
    assert minutes_to_wait(6, served=served, counters=0) is None
    assert minutes_to_wait(0, served=served, counters=2) is None


SHANGHAI = ZoneInfo("Asia/Shanghai")
WEDNESDAY = date(2026, 12, 2)
HOURS = OpeningHours(SHANGHAI, {2: (Interval(time(9), time(12)), Interval(time(13, 30), time(17)))})


def on(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment in the hall's zone."""
    return datetime.combine(day, time(hour, minute), tzinfo=SHANGHAI)


def test_numbers_are_given_while_the_hall_is_open_that_day_and_over_lunch() -> None:
    for hour in (9, 12, 16):
        check_gives_numbers(HOURS, now=on(WEDNESDAY, hour, 59))
    with pytest.raises(NoNumbersYet) as early:
        check_gives_numbers(HOURS, now=on(WEDNESDAY, 8, 59))
    assert early.value.params == {"opens": on(WEDNESDAY, 9)}
    for closed in (on(WEDNESDAY, 17), on(date(2026, 12, 3), 10)):
        with pytest.raises(NoMoreNumbers):
            check_gives_numbers(HOURS, now=closed)
    assert numbers_end(HOURS, WEDNESDAY) == on(WEDNESDAY, 17, 30)
    assert numbers_end(HOURS, date(2026, 12, 3)) == on(date(2026, 12, 3), 0)


def walk_in(state: WalkInState, *, called: bool = False, returned: bool = False) -> WalkIn:
    """A number in a state."""
    return WalkIn(
        id=1,
        ref="ref",
        area="c",
        day=WEDNESDAY,
        number=1,
        service=None,
        person_id=None,
        state=state,
        version=1,
        taken_at=NINE,
        called_at=NINE if called else None,
        counter="C01" if called else None,
        began_at=None,
        ended_at=None,
        returned_at=NINE if returned else None,
        staff_id=None,
        told=None,
        is_near=False,
    )


@pytest.mark.parametrize(
    ("seen", "becomes"),
    [
        (walk_in(WalkInState.WAITING), WalkInState.MISSED),
        (walk_in(WalkInState.WAITING), WalkInState.DONE),
        (walk_in(WalkInState.MISSED, called=True, returned=True), WalkInState.WAITING),
        (walk_in(WalkInState.SERVING, called=True), WalkInState.LEFT),
        (walk_in(WalkInState.LEFT), WalkInState.WAITING),
    ],
)
def test_a_number_does_not_become_what_it_cannot(seen: WalkIn, becomes: WalkInState) -> None:
    with pytest.raises(NumberChanged):
        check_walk_in_may_become(seen, becomes)
    check_walk_in_may_become(walk_in(WalkInState.MISSED, called=True), WalkInState.WAITING)


def test_a_visit_is_rated_for_a_week() -> None:
    rating = VisitRating(1, 1, None, 1, "c", None, 1, None, None, NINE, None, None)
    check_can_rate_visit(rating, now=NINE + timedelta(days=7))
    with pytest.raises(VisitRatingOver):
        check_can_rate_visit(rating, now=NINE + timedelta(days=7, seconds=1))
