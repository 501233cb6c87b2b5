"""Days and hours that are closed, as people say them and as the clock counts; who may close; who would find a place."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.booking import Slot
from domain.booking_refusals import CannotClose, HoursUnreadable
from domain.capacity import Span
from domain.closures import (
    WHOLE_HALL,
    ClosedDays,
    Closure,
    ClosureReason,
    cause_among,
    check_can_close,
    may_close,
    read_hours,
    read_words,
)
from domain.errors import WordsMissing
from domain.languages import Language
from domain.people import Member, Person, Role
from domain.rebooking import earliest_times
from domain.times import Time

SOMEBODY = Person(1, 1, "孙莉", Language.ZH_HANS, reachable=True)
NOON = datetime(2026, 4, 29, 12, tzinfo=UTC)


@st.composite
def closed_days(draw: st.DrawFn) -> ClosedDays:
    first = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 364)))
    hours = st.integers(1, 23).map(time)
    if draw(st.booleans()):
        return ClosedDays(first, first + timedelta(days=draw(st.integers(0, 9))))
    begins, ends = draw(st.none() | hours), draw(st.none() | hours)
    last = first if not (begins and ends and ends <= begins) else first + timedelta(days=1)
    return ClosedDays(first, last, begins, ends)


@given(days=closed_days(), zone=st.sampled_from((ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/London"))))
def test_days_that_are_closed_are_told_as_they_were_said(days: ClosedDays, zone: ZoneInfo) -> None:
    assert ClosedDays.of(days.span(zone), zone) == days


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("14:00", (time(14), None)),
        (" 9：30 ", (time(9, 30), None)),
        ("14:00-16:30", (time(14), time(16, 30))),
        ("14:00 至 16:30", (time(14), time(16, 30))),
    ],
)
def test_hours_are_read(typed: str, hours: tuple[time, time | None]) -> None:
    assert read_hours(typed) == hours


@pytest.mark.parametrize("typed", ["", "下午", "14", "25:00", "16:00-14:00", "14:00-", "14:00-14:00"])
def test_what_is_no_hour_is_refused(typed: str) -> None:
    with pytest.raises(HoursUnreadable):
        read_hours(typed)


def test_words_are_chinese_first_and_english_in_the_next_line() -> None:
    assert read_words("请改到下周\nPlease come\nnext week") == ("请改到下周", "Please come next week")
    assert read_words(" 请改到下周 ") == ("请改到下周", "")
    for typed in ("", " \n ", "字" * 201):
        with pytest.raises(WordsMissing):
            read_words(typed)


@pytest.mark.parametrize(("begins", "days"), [(-2, 1), (61, 1), (1, 61), (1, 0), (1, -1)])
def test_what_is_over_too_far_or_too_long_is_not_closed(begins: int, days: int) -> None:
    begins_at = NOON + timedelta(days=begins)
    with pytest.raises(CannotClose):
        check_can_close(Span(begins_at, begins_at + timedelta(days=days)), now=NOON)


@pytest.mark.parametrize(
    ("role", "areas", "closes"),
    [
        (Role.CLERK, (), set()),
        (Role.AUDITOR, (), set()),
        (Role.SUPERVISOR, ("a",), {"a"}),
        (Role.SUPERVISOR, (), {"a", "b"}),
        (Role.DIRECTOR, (), {"a", "b", WHOLE_HALL}),
        (Role.DIRECTOR, ("a",), {"a"}),
    ],
)
def test_supervisors_close_their_areas_and_directors_the_hall(
    role: Role, areas: tuple[str, ...], closes: set[str]
) -> None:
    member = Member(1, SOMEBODY, role, areas)
    assert {area for area in ("a", "b", WHOLE_HALL) if may_close(member, area)} == closes


@given(places=st.lists(st.integers(0, 3), max_size=6), wanted=st.lists(st.sampled_from("ab"), max_size=12))
def test_everybody_finds_the_earliest_time_that_is_left_and_no_place_is_given_twice(
    places: list[int], wanted: list[str]
) -> None:
    """Of ``a`` every slot is a time; ``b`` takes two slots on end."""
    half = timedelta(minutes=30)
    spans = [Span(NOON + number * half, NOON + (number + 1) * half) for number in range(len(places))]
    slots = [
        Slot(number, "a", "", NOON.date(), span, places[number], 0, 0, closed=False, version=1)
        for number, span in enumerate(spans)
    ]
    times = {"a": [Time((slot,), ()) for slot in slots], "b": [Time(pair, ()) for pair in pairwise(slots)]}

    left = list(places)
    for service, time_ in zip(wanted, earliest_times(wanted, times), strict=True):
        free = [one for one in times[service] if all(left[slot.id] for slot in one.slots)]
        assert time_ == (free[0] if free else None)
        for slot in time_.slots if time_ else ():
            left[slot.id] -= 1


def test_of_several_closures_the_one_that_leaves_the_fewest_counters_is_the_reason_then_the_latest() -> None:
    def closed(number: int, begins: int, counters: int) -> Closure:
        span = Span(NOON + timedelta(hours=begins), NOON + timedelta(hours=begins + 4))
        return Closure(WHOLE_HALL, span, counters, ClosureReason.POWER, "", "", number, 1, NOON, None, None)

    at = Span(NOON + timedelta(hours=2), NOON + timedelta(hours=3))
    fewest, fewer, elsewhere = closed(1, 0, 0), closed(2, 1, 1), closed(3, 4, 0)

    assert cause_among([fewest, fewer, elsewhere], at) == fewest
    assert cause_among([fewest, closed(4, 1, 0)], at) == closed(4, 1, 0)
    assert cause_among([elsewhere], at) is None
