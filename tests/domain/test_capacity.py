"""The slots of a day are those one finds by looking at every minute, and what is booked stays where it is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.capacity import AreaPlan, Limit, Span, Taken, Window, slots_of_day, windows_on
from domain.hours import Interval, OpeningHours

SHANGHAI, LONDON = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/London")
STEP = timedelta(minutes=5)
"""Everything that is drawn is a multiple of it."""
MORNING, AFTERNOON = Interval(time(9), time(12)), Interval(time(13, 30), time(17, 30))
WEDNESDAY = date(2026, 12, 2)
CHANGES_OF_THE_CLOCKS = (date(2026, 3, 29), date(2026, 10, 25))


def hours_of(zone: ZoneInfo = SHANGHAI, **more: object) -> OpeningHours:
    week = {**dict.fromkeys(range(5), (MORNING, AFTERNOON)), 5: (MORNING,)}
    return OpeningHours(zone=zone, week=week, **{"complete": frozenset({2026}), **more})  # type: ignore[arg-type] # per test


PLAN = AreaPlan("a", hours_of(), 4, timedelta(minutes=20), 0, timedelta(hours=1), timedelta(days=30))


@st.composite
def intervals(draw: st.DrawFn) -> tuple[Interval, ...]:
    """Stretches of a day in order, some touching; some with the hour in which clocks change, which none divides."""
    ends = sorted(draw(st.sets(st.sampled_from((12, *range(24, 271))), min_size=2, max_size=6)))
    spans = [(a, b) for a, b in pairwise(ends) if draw(st.booleans())]
    return tuple(Interval(time(a * 5 // 60, a * 5 % 60), time(b * 5 // 60, b * 5 % 60)) for a, b in spans)


@st.composite
def plans(draw: st.DrawFn) -> AreaPlan:
    days = draw(st.lists(st.sampled_from([WEDNESDAY, *CHANGES_OF_THE_CLOCKS, date(2026, 12, 6)]), unique=True))
    hours = OpeningHours(
        zone=draw(st.sampled_from((SHANGHAI, LONDON))),
        week=draw(st.dictionaries(st.integers(0, 6), intervals(), min_size=5)),
        closed=frozenset(days[:1]),
        extra={day: draw(intervals()) for day in days[1:]},
        complete=frozenset({2026}),
    )
    windows = st.builds(lambda of: tuple(Window(one, draw(st.integers(1, 9))) for one in of), intervals())
    return AreaPlan(
        area="a",
        hours=hours,
        counters=draw(st.integers(1, 9)),
        slot=timedelta(minutes=draw(st.sampled_from((5, 10, 15, 20, 25, 40, 60)))),
        walk_ins=draw(st.integers(0, 90)),
        lead=timedelta(0),
        horizon=timedelta(days=30),
        week=draw(st.none() | st.dictionaries(st.integers(0, 6), windows)),
        makeup=draw(windows),
        quotas={"q": draw(st.integers(1, 9))},
    )


days = st.sampled_from([WEDNESDAY + timedelta(days=ahead) for ahead in range(7)] + list(CHANGES_OF_THE_CLOCKS))
lengths = st.sampled_from((10, 15, 20, 30, 45))


@st.composite
def taken_slots(draw: st.DrawFn, day: date = WEDNESDAY) -> list[Taken]:
    """Slots as former plans may have left them: those that are open do not overlap, others may."""
    moment, slots = datetime(day.year, day.month, day.day, tzinfo=UTC), []
    for _ in range(draw(st.integers(0, 12))):
        moment += draw(st.integers(0, 12)) * STEP
        span = Span(moment, moment + timedelta(minutes=draw(lengths)))
        slots.append(Taken(span, draw(st.integers(0, 5))))
        if draw(st.booleans()):
            slots.append(Taken(Span(span.starts_at + STEP, span.ends_at + STEP), 1, is_open=False))
        moment = span.ends_at
    return slots


Clock = dict[datetime, tuple[datetime, int] | None]
"""For each five minutes of a day the window they lie in: when it begins, and its counters."""


def clock_of(plan: AreaPlan, day: date) -> Clock:
    """What is open when, found by the hands of the clock."""
    return {moment: window_at(plan, moment) for moment in steps_of(day, plan.hours.zone)}


def steps_of(day: date, zone: ZoneInfo) -> Iterator[datetime]:
    """Every five minutes of a local day, in UTC."""
    moment = datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC)
    while moment.astimezone(zone).date() == day:
        yield moment
        moment += STEP


def window_at(plan: AreaPlan, moment: datetime) -> tuple[datetime, int] | None:
    local = moment.astimezone(plan.hours.zone)
    day = local.date()
    hours = next((one for one in plan.hours.on(day) if one.opens <= local.time() < one.closes), None)
    windows = plan.makeup if day in (plan.hours.extra or {}) else (plan.week or {}).get(day.weekday(), ())
    if plan.week is None and hours:
        windows = (Window(hours, plan.counters),)
    for window in windows:
        if hours and window.stretch.opens <= local.time() < window.stretch.closes:
            begins = max(hours.opens, window.stretch.opens)
            return datetime.combine(day, begins, tzinfo=plan.hours.zone).astimezone(UTC), window.counters
    return None


def found_by_hand(plan: AreaPlan, day: date) -> list[tuple[datetime, int]]:
    """Slot after slot, by walking through a day: when each begins, and how many places it has."""
    slots: list[tuple[datetime, int]] = []
    before, since, places = None, 0, 0
    for moment, window in clock_of(plan, day).items():
        if window != before:
            before, since, places = window, 0, 0
        since += 1
        if window and since % (plan.slot // STEP) == 0:
            bookable = since // (plan.slot // STEP) * window[1] * (100 - plan.walk_ins) // 100
            slots.append((moment + STEP - plan.slot, bookable - places))
            places = bookable
    return slots


@given(plan=plans(), day=days)
def test_the_slots_of_a_day_are_those_one_finds_by_walking_through_it(plan: AreaPlan, day: date) -> None:
    planned = slots_of_day(plan, day)

    assert [(slot.span.starts_at, slot.capacity) for slot in planned] == found_by_hand(plan, day)
    assert all(slot.span.ends_at - slot.span.starts_at == plan.slot for slot in planned)
    assert all(slot.quotas == {"q": min((plan.quotas or {})["q"], slot.capacity)} for slot in planned)


@given(plan=plans(), day=days)
def test_at_least_the_promised_share_is_kept_for_those_who_simply_come(plan: AreaPlan, day: date) -> None:
    planned = slots_of_day(plan, day)
    counters = sum((window_at(plan, slot.span.starts_at) or (None, 0))[1] for slot in planned)

    assert counters - sum(slot.capacity for slot in planned) >= counters * plan.walk_ins / 100


@given(plan=plans(), taken=taken_slots())
def test_what_is_taken_stays_while_counters_are_there_and_the_time_around_it_is_used(
    plan: AreaPlan, taken: list[Taken]
) -> None:
    planned = slots_of_day(plan, WEDNESDAY, taken=taken)
    clock = clock_of(plan, WEDNESDAY)

    assert all(one.span.ends_at <= other.span.starts_at for one, other in pairwise(planned)), "none overlaps another"
    for one in (one for one in taken if one.booked and one.is_open):
        if counters := min(window[1] if (window := clock.get(at)) else 0 for at in within(one.span)):
            [slot] = [slot for slot in planned if slot.span == one.span]
            assert slot.capacity >= min(one.booked, counters)
    stayed = {one.span for one in taken if one.booked}
    assert all(slot.span in stayed or slot.span.ends_at - slot.span.starts_at == plan.slot for slot in planned)
    used = {at for slot in planned for at in within(slot.span)}
    for moment in clock:
        idle = [clock.get(at) for at in within(Span(moment, moment + plan.slot)) if at not in used]
        assert len(idle) < plan.slot // STEP or len(set(idle)) > 1 or idle[0] is None, "somebody could come then"


def within(span: Span) -> list[datetime]:
    """Every five minutes of a stretch."""
    return [span.starts_at + number * STEP for number in range((span.ends_at - span.starts_at) // STEP)]


@st.composite
def limits(draw: st.DrawFn, day: date = WEDNESDAY) -> Limit:
    begins = datetime(day.year, day.month, day.day, tzinfo=UTC) + draw(st.integers(0, 200)) * STEP
    return Limit(Span(begins, begins + draw(st.integers(1, 100)) * STEP), draw(st.integers(0, 3)))


@given(plan=plans(), limited=st.lists(limits(), max_size=3))
def test_what_is_closed_takes_counters_away_and_moves_no_slot(plan: AreaPlan, limited: list[Limit]) -> None:
    planned = slots_of_day(plan, WEDNESDAY)

    left = {slot.span: slot for slot in slots_of_day(plan, WEDNESDAY, limits=limited)}

    assert left.keys() <= {slot.span for slot in planned}
    for slot in planned:
        counters = [limit.counters for limit in limited if limit.span.overlaps(slot.span)]
        if not counters:
            assert left[slot.span] == slot
        elif min(counters) == 0:
            assert slot.span not in left
        else:
            assert left[slot.span].capacity <= min(slot.capacity, *counters)


@given(plan=plans(), taken=taken_slots())
def test_planning_again_what_was_planned_changes_nothing(plan: AreaPlan, taken: list[Taken]) -> None:
    once = slots_of_day(plan, WEDNESDAY, taken=taken)
    booked = {one.span: one.booked for one in taken}
    left = [Taken(slot.span, booked.get(slot.span, 0)) for slot in once]
    gone = [replace(one, is_open=False) for one in taken if one.span not in {slot.span for slot in once}]

    assert slots_of_day(plan, WEDNESDAY, taken=[*left, *gone]) == once


@pytest.mark.parametrize(
    ("day", "slots"),
    [
        (WEDNESDAY, 9 + 12),
        (date(2026, 12, 5), 9),
        (date(2026, 12, 6), 0),
        (date(2026, 10, 1), 0),
        (date(2026, 10, 10), 9 + 12),
        (date(2026, 12, 12), 0),
    ],
    ids=["a weekday", "a Saturday", "a Sunday", "a holiday", "a make-up Saturday", "the hall's own closing day"],
)
def test_a_day_has_the_slots_of_its_opening_hours(day: date, slots: int) -> None:
    closed = frozenset({date(2026, 10, 1), date(2026, 12, 12)})
    plan = replace(PLAN, hours=hours_of(closed=closed, extra={date(2026, 10, 10): (MORNING, AFTERNOON)}))

    assert len(slots_of_day(plan, day)) == slots


def test_windows_of_ones_own_hold_only_while_the_hall_is_open() -> None:
    noon = Window(Interval(time(11), time(14)), 2)
    plan = replace(PLAN, week={2: (noon,)}, makeup=(noon,), hours=hours_of(extra={date(2026, 10, 10): (AFTERNOON,)}))

    assert windows_on(plan, WEDNESDAY) == (
        Window(Interval(time(11), time(12)), 2),
        Window(Interval(time(13, 30), time(14)), 2),
    )
    assert windows_on(plan, date(2026, 10, 10)) == (Window(Interval(time(13, 30), time(14)), 2),)
    assert windows_on(plan, WEDNESDAY + timedelta(days=1)) == ()


def test_a_year_without_a_notice_has_the_fixed_holidays() -> None:
    plan = replace(PLAN, hours=hours_of(fixed=frozenset({(1, 1)})))

    assert not slots_of_day(plan, date(2027, 1, 1))
    assert slots_of_day(plan, date(2027, 1, 4))


def test_one_counter_keeps_every_fourth_place_for_those_who_simply_come() -> None:
    plan = replace(PLAN, counters=1, walk_ins=25)

    assert [slot.capacity for slot in slots_of_day(plan, WEDNESDAY)[:8]] == [0, 1, 1, 1, 0, 1, 1, 1]


def test_other_lengths_leave_whoever_has_booked_at_their_time() -> None:
    """At twenty past nine somebody comes for twenty minutes; places of half an hour are made around them."""
    [nine, twenty, *_] = slots_of_day(PLAN, WEDNESDAY)
    half = replace(PLAN, slot=timedelta(minutes=30))

    planned = slots_of_day(half, WEDNESDAY, taken=[Taken(nine.span, 0), Taken(twenty.span, 2)])

    begin = [slot.span.starts_at.astimezone(SHANGHAI).time() for slot in planned]
    assert begin[:3] == [time(9, 20), time(9, 40), time(10, 10)]


def test_more_kept_for_others_sends_nobody_away_who_can_be_served() -> None:
    half = replace(PLAN, walk_ins=50)
    first = slots_of_day(half, WEDNESDAY)[0].span

    booked = {taken: slots_of_day(half, WEDNESDAY, taken=[Taken(first, taken)])[0].capacity for taken in range(6)}

    assert booked == {0: 2, 1: 2, 2: 2, 3: 3, 4: 4, 5: 4}
