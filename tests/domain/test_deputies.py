"""On which days somebody may be away, and who may stand in for whom."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deputies import (
    LONGEST_ABSENCE,
    Absence,
    Span,
    check_can_stand_in,
    check_days,
    fits,
    may_set_for,
    read_day,
    span_of,
    stands_in_then,
)
from domain.languages import Language
from domain.people import Member, Person, Role
from domain.staff_errors import DaysImpossible, DayUnreadable, DeputyUnfit

TODAY = date(2026, 12, 2)
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 12, 2, 10, 0, tzinfo=ZONE)
DAYS = st.dates(min_value=TODAY, max_value=TODAY + timedelta(days=LONGEST_ABSENCE))


def member(staff_id: int, role: Role = Role.CLERK, *areas: str) -> Member:
    return Member(staff_id, Person(staff_id, staff_id, "王敏", Language.ZH_HANS, reachable=True), role, areas)


def absence(staff_id: int, deputy_id: int, *, first: int, last: int) -> Absence:
    span = span_of(TODAY + timedelta(days=first), TODAY + timedelta(days=last), now=NOW)
    return Absence(1, staff_id, deputy_id, span, "", staff_id)


@pytest.mark.parametrize("written", ["12-05", "12/5", "12月5日", " 12.5 ", "１２－０５", "2026-12-05", "2026年12月5日"])
def test_a_day_is_read_however_people_write_it(written: str) -> None:
    assert read_day(written, today=TODAY) == date(2026, 12, 5)


def test_a_day_without_its_year_is_the_next_such_day() -> None:
    assert read_day("12-02", today=TODAY) == TODAY
    assert read_day("1-15", today=TODAY) == date(2027, 1, 15)
    assert read_day("2-29", today=date(2027, 3, 1)) == date(2028, 2, 29)


@pytest.mark.parametrize("written", ["", "明天", "5", "13-05", "2-30", "12-05-26-1", "12-5 12-6", "0-1", "9" * 30])
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(DayUnreadable):
        read_day(written, today=TODAY)


@given(day=st.dates(min_value=date(1900, 1, 1), max_value=date(9998, 12, 30)), text=st.text(max_size=12))
def test_every_written_date_is_read_back_and_no_words_break_it(day: date, text: str) -> None:
    assert read_day(day.isoformat(), today=TODAY) == day
    with suppress(DayUnreadable):
        assert isinstance(read_day(text, today=TODAY), date)


@given(first=DAYS, longer=st.integers(0, LONGEST_ABSENCE - 1), moment=st.times())
def test_days_away_begin_now_or_at_midnight_and_end_after_the_last(first: date, longer: int, moment: time) -> None:
    now, last = datetime.combine(TODAY, moment, tzinfo=ZONE), first + timedelta(days=longer)
    check_days(first, last, today=TODAY)
    span = span_of(first, last, now=now)
    assert span.begins == (now if first == TODAY else datetime.combine(first, time(), tzinfo=ZONE))
    assert (span.last.date(), span.ends.date()) == (last, last + timedelta(days=1))


@pytest.mark.parametrize(
    ("first", "last"), [(-1, 0), (2, 1), (0, LONGEST_ABSENCE), (LONGEST_ABSENCE + 1, LONGEST_ABSENCE + 1)]
)
def test_days_that_are_over_turned_round_too_many_or_too_far_off_are_refused(first: int, last: int) -> None:
    with pytest.raises(DaysImpossible):
        check_days(TODAY + timedelta(days=first), TODAY + timedelta(days=last), today=TODAY)


def test_who_stands_in_stands_no_lower_and_takes_care_of_the_same_areas() -> None:
    clerk = member(1, Role.CLERK, "a")
    assert not fits(clerk, clerk)
    assert fits(member(2), clerk)
    assert fits(member(2, Role.SUPERVISOR, "a", "b"), clerk)
    assert not fits(member(2, Role.CLERK, "b"), clerk)
    assert not fits(member(2, Role.CLERK, "a"), member(1))
    assert not fits(member(2), member(1, Role.SUPERVISOR))
    assert not fits(member(2, Role.AUDITOR), clerk)
    assert not fits(member(2), member(1, Role.AUDITOR))
    assert fits(member(2, Role.ADMIN), member(1, Role.DIRECTOR))
    assert not fits(member(2, Role.DIRECTOR), member(1, Role.ADMIN))


def test_those_above_say_it_of_whom_is_below_them_in_their_areas() -> None:
    boss = member(9, Role.SUPERVISOR, "a")
    assert may_set_for(member(1), member(1))
    assert not may_set_for(member(1), member(2))
    assert may_set_for(boss, member(1, Role.CLERK, "a"))
    assert not may_set_for(boss, member(1, Role.CLERK, "b"))
    assert not may_set_for(boss, member(1, Role.DIRECTOR))
    assert not may_set_for(boss, member(1, Role.EDITOR))


def test_nobody_who_is_away_then_stands_in() -> None:
    wang, li = member(1), member(2)
    span = span_of(TODAY, TODAY + timedelta(days=3), now=NOW)
    with pytest.raises(DeputyUnfit):
        check_can_stand_in(li, wang, span=span, planned=[absence(2, 3, first=3, last=5)])
    check_can_stand_in(li, wang, span=span, planned=[absence(2, 3, first=4, last=5)])


def test_nobody_who_stands_in_then_leaves() -> None:
    planned = [absence(1, 2, first=3, last=5)]
    one_day = span_of(TODAY + timedelta(days=3), TODAY + timedelta(days=3), now=NOW)
    assert stands_in_then(member(2), span=one_day, planned=planned) == planned[0]
    assert stands_in_then(member(1), span=one_day, planned=planned) is None
    before = replace(one_day, begins=NOW, ends=planned[0].span.begins)
    assert stands_in_then(member(2), span=before, planned=planned) is None


@given(
    plans=st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(0, 9), st.integers(0, 9)), max_size=12)
)
def test_whatever_is_planned_in_whatever_order_nobody_who_stands_in_is_away(
    plans: list[tuple[int, int, int, int]],
) -> None:
    staff = {staff_id: member(staff_id) for staff_id in range(1, 5)}
    planned: list[Absence] = []
    for who, deputy, first, longer in plans:
        wished = absence(who, deputy, first=first, last=first + longer)
        try:
            check_can_stand_in(staff[deputy], staff[who], span=wished.span, planned=planned)
        except DeputyUnfit:
            continue
        if stands_in_then(staff[who], span=wished.span, planned=planned) is None:
            planned.append(wished)

    for one in planned:
        assert one.staff_id != one.deputy_id
        assert not any(other.staff_id == one.deputy_id and other.span.meets(one.span) for other in planned)


def test_spans_that_touch_have_no_moment_in_common() -> None:
    one, then = Span(NOW, NOW + timedelta(days=1)), Span(NOW + timedelta(days=1), NOW + timedelta(days=2))
    assert not one.meets(then)
    assert one.meets(replace(then, begins=then.begins - timedelta(seconds=1)))
