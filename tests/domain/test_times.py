"""The times a visit could begin at are those at which everything it needs lies on end."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.booking import Slot
from domain.capacity import Span
from domain.times import FEW, Left, in_words, times_of

DAY = date(2026, 12, 3)
NINE = datetime(2026, 12, 3, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def a_slot(number: int, begins: int, minutes: int, *, quota: str = "", capacity: int = 2, booked: int = 0) -> Slot:
    """So many minutes from nine on."""
    span = Span(NINE + begins * MINUTE, NINE + (begins + minutes) * MINUTE)
    return Slot(number, "a", quota, DAY, span, capacity, booked, 0, False, 1)


@st.composite
def days(draw: st.DrawFn) -> list[Slot]:
    """Slots in order, with breaks, and for some of them a quota."""
    slots, begins, number = [], 0, 0
    for _ in range(draw(st.integers(0, 12))):
        begins += draw(st.sampled_from((0, 0, 10)))
        minutes = draw(st.sampled_from((10, 20)))
        for quota in ("", "q") if draw(st.booleans()) else ("",):
            number += 1
            capacity = draw(st.integers(0, 3))
            slots.append(
                a_slot(number, begins, minutes, quota=quota, capacity=capacity, booked=draw(st.integers(0, capacity)))
            )
        begins += minutes
    return slots


@given(slots=days(), minutes=st.sampled_from((10, 15, 20, 40, 60)), quota=st.sampled_from((None, "q")))
def test_a_visit_can_begin_where_every_minute_it_needs_is_in_a_slot(
    slots: list[Slot], minutes: int, quota: str | None
) -> None:
    times = list(times_of(slots, length=minutes * MINUTE, quota=quota))

    inside = {at: one for one in slots if not one.quota for at in range(*_minutes(one.span))}
    starts = [one for one in slots if not one.quota]
    possible = [one for one in starts if all(_minutes(one.span)[0] + ahead in inside for ahead in range(minutes))]
    assert [time.first for time in times] == possible
    for time in times:
        begins = _minutes(time.span)[0]
        needed = {inside[begins + ahead].id for ahead in range(minutes)}
        assert {one.id for one in time.slots} == needed, "and no slot more"
        spans = {one.span for one in time.slots}
        also = {one.id for one in slots if quota and one.quota == quota and one.span in spans}
        assert {one.id for one in time.also} == also
        assert time.free == min(one.capacity - one.booked for one in slots if one.id in time.ids)
        assert time.ids == needed | also


def _minutes(span: Span) -> tuple[int, int]:
    return (span.starts_at - NINE) // MINUTE, (span.ends_at - NINE) // MINUTE


@pytest.mark.parametrize(
    ("places", "words"),
    [(-1, Left.NONE), (0, Left.NONE), (1, Left.LAST), (2, Left.FEW), (FEW, Left.FEW), (FEW + 1, Left.PLENTY)],
)
def test_what_is_left_is_said_in_words(places: int, words: Left) -> None:
    assert in_words(places) is words
