"""Figures of cases are those that somebody would find who stands beside and keeps a tally hour by hour."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendars import WorkCalendar
from domain.cases import Channel, Privacy
from domain.flows import RoundKind
from domain.hours import Interval
from domain.ratings import CLOSED_AFTER, Level
from domain.reports.figures import HALF, NEARLY_ALL, Tally
from domain.reports.lines import CaseStory, Promise, Round, Standing, line_of
from domain.reports.opinions import Asked, Given
from domain.reports.periods import NoSuchPeriod, WorkedDays, period_of

ZONE = ZoneInfo("Europe/London")
"""Has a change of clocks in the days below."""
BEGIN = date(2026, 10, 12)
DAYS = 14
CALENDAR = WorkCalendar(
    zone=ZONE,
    week=dict.fromkeys(range(5), (Interval(time(9), time(17)),)),
    holidays=frozenset({date(2026, 10, 20)}),
    makeup={date(2026, 10, 24): (Interval(time(9), time(12)),)},
    complete=frozenset({2026}),
)
LATER = datetime(2027, 1, 1, tzinfo=ZONE)
MIDNIGHT = datetime.combine(BEGIN, time(), tzinfo=ZONE)
COARSE = 6
"""Hours between moments: so few that much falls on one, and on the edges of days."""
MOMENTS = st.integers(0, DAYS * 24 // COARSE).map(COARSE.__mul__)
ACTORS = ("citizen", "clock", "staff:1", "staff:2")


def hour(number: int | None) -> datetime | None:
    """A moment so many hours after the beginning, as a clock on the wall that is never set would count them."""
    return None if number is None else (MIDNIGHT.astimezone(ZoneInfo("UTC")) + timedelta(hours=number)).astimezone(ZONE)


@dataclass(frozen=True)
class Plan:
    """What happens to a case, in hours: filed, standings, promises (stage, received, due, stopped) and rounds.

    Besides, which rounds its citizen is asked about, and what they say.
    """

    filed: int
    standings: list[tuple[int, str, int | None, bool]]
    promises: list[tuple[str, int, int, int | None]]
    rounds: list[tuple[int, RoundKind]]
    asked: list[tuple[int, int]] = field(default_factory=list)
    given: list[tuple[int, Level]] = field(default_factory=list)

    def story(self, number: int) -> CaseStory:
        """As it is read from the database."""
        return CaseStory(
            number=f"TS{number:03}",
            kind="complaint",
            area=None,
            channel=Channel.TELEGRAM,
            privacy=Privacy.OPEN,
            state="submitted",
            filed_at=hour(self.filed),
            standings=tuple(Standing(hour(at), actor, "any", owner, over) for at, actor, owner, over in self.standings),
            promises=tuple(Promise(stage, hour(a), hour(b), hour(c)) for stage, a, b, c in self.promises),
            rounds=tuple(Round(kind, hour(at)) for at, kind in self.rounds),
            asked=tuple(Asked(number, number, hour(at).astimezone(UTC)) for number, at in self.asked),
            given=tuple(Given(hour(at), level) for at, level in self.given),
        )


@st.composite
def plans(draw: Callable) -> Plan:
    """A case whose promises begin and end with things that happen, one after the other."""
    hours = sorted(draw(st.sets(MOMENTS, min_size=1, max_size=8)))
    owners = st.sampled_from((None, 1, 2))
    standings = [(at, draw(st.sampled_from(ACTORS)), draw(owners), draw(st.booleans())) for at in hours]
    promises, place = [], draw(st.integers(0, 2))
    while place < len(hours):
        after = place + draw(st.integers(1, 3))
        due = hours[place] + draw(st.integers(1, 100 // COARSE)) * COARSE
        stopped = hours[after] if after < len(hours) else None
        promises.append((draw(st.sampled_from(("acceptance", "answer"))), hours[place], due, stopped))
        place = after + draw(st.integers(0, 1))
    later = draw(st.sets(st.sampled_from(hours), max_size=3)) - {hours[0]}
    kinds = st.sampled_from((RoundKind.REOPENED, RoundKind.REVIEW))
    rounds = [(hours[0], RoundKind.ORIGINAL), *((at, draw(kinds)) for at in sorted(later))]
    asked = [(number, begun + draw(MOMENTS)) for number, (begun, _) in enumerate(rounds, 1) if draw(st.booleans())]
    week = CLOSED_AFTER // timedelta(hours=1)
    given = [
        (invited + draw(st.integers(0, week)), draw(st.sampled_from(Level)))
        for _, invited in asked
        for _ in range(draw(st.integers(0, 2)))
    ]
    return Plan(hours[0], standings, promises, rounds, asked, sorted(given))


@dataclass
class Bystander:
    """Watches hour by hour from the beginning, and counts what happens between two moments."""

    starts: datetime
    ends: datetime
    figures: Counter[str] = field(default_factory=Counter)
    ages: list[int] = field(default_factory=list)

    def watches(self, plan: Plan) -> None:
        owner, is_closed, rounds, running = None, False, set(), {}
        closed, was_through = False, set()
        number = plan.filed
        while hour(number) < self.ends:
            counts, had = hour(number) >= self.starts, owner
            now = [standing for standing in plan.standings if standing[0] == number]
            for kind in (kind for at, kind in plan.rounds if at == number):
                self.figures[f"begun {kind}"] += counts
            for _, _, owner_now, over in now:
                if over and not is_closed and counts:
                    closed, was_through = True, set(rounds)
                owner, is_closed = owner_now, over
            rounds |= {kind for at, kind in plan.rounds if at == number}
            for promise in [promise for promise in plan.promises if promise[3] == number]:
                by = now[0][1]
                if running.pop(promise) and by.startswith("staff") and counts:
                    self.figures[f"kept {promise[0]} {by[6:]}"] += 1
            for promise in [promise for promise in running if promise[2] == number]:
                running[promise] = False
                self.figures[f"missed {promise[0]} {had}"] += counts
            running |= {promise: True for promise in plan.promises if promise[1] == number}
            number += 1
        self.figures["filed"] += self.starts <= hour(plan.filed) < self.ends
        self.figures["closed"] += closed
        self.figures.update(f"after {kind}" for kind in was_through - {RoundKind.ORIGINAL})
        if not is_closed:
            self.figures["overdue"] += any(not in_time for in_time in running.values())
            self.figures["waiting"] += not running
            self.ages.append(self._age(hour(plan.filed).date()))

    def _age(self, day: date) -> int:
        worked = 0
        while day < (self.ends - timedelta(microseconds=1)).date():
            day += timedelta(days=1)
            worked += CALENDAR.is_working(day)
        return worked

    def age_of(self, share: Fraction) -> int | None:
        return sorted(self.ages)[ceil(share * len(self.ages)) - 1] if self.ages else None


def told(tally: Tally) -> Counter[str]:
    """The figures by the names the bystander gives them."""
    found = Counter(filed=tally.filed, closed=tally.closings.all.closed, overdue=tally.overdue, waiting=tally.waiting)
    found.update({f"begun {kind}": count for kind, count in tally.begun.items()})
    found[f"after {RoundKind.REOPENED}"], found[f"after {RoundKind.REVIEW}"] = (
        tally.closings.all.reopened,
        tally.closings.all.reviewed,
    )
    return found


@given(
    cases=st.lists(plans(), min_size=1, max_size=6),
    first=st.integers(0, DAYS - 1),
    length=st.integers(0, DAYS),
    now=st.integers(DAYS * 24, DAYS * 50),
)
def test_the_figures_are_those_of_a_bystander(cases: list[Plan], first: int, length: int, now: int) -> None:
    day = BEGIN + timedelta(days=first)
    period = period_of(day, day + timedelta(days=length), zone=ZONE, now=hour(now))
    under_way = [plan for plan in cases if hour(plan.filed) < period.ends]
    bystander, tally, days = Bystander(period.starts, period.ends), Tally(), WorkedDays(CALENDAR)
    lines = [line_of(plan.story(place), period=period, days=days) for place, plan in enumerate(under_way)]
    for plan, line in zip(under_way, lines, strict=True):
        bystander.watches(plan)
        tally.add(line)

    judged = Counter(
        f"{'kept' if one.is_kept else 'missed'} {one.stage} {one.owner_id}" for line in lines for one in line.judged
    )
    assert +(told(tally) + judged) == +bystander.figures
    assert sorted(tally.ages.elements()) == sorted(bystander.ages)
    assert [tally.age_of(share) for share in (HALF, NEARLY_ALL)] == [
        bystander.age_of(share) for share in (HALF, NEARLY_ALL)
    ]
    assert tally.open == len(bystander.ages)
    for part in (tally.by_stage, tally.promises.by_kind, tally.promises.by_owner):
        assert sum(of.kept for of in part.values()) == tally.promises.all.kept
        assert sum(of.missed for of in part.values()) == tally.promises.all.missed


@given(plan=plans(), cuts=st.sets(st.integers(1, DAYS * 5), max_size=3))
def test_however_time_is_cut_into_periods_each_promise_counts_in_one_of_them(plan: Plan, cuts: set[int]) -> None:
    days, edges = WorkedDays(CALENDAR), [0, *sorted(cuts), DAYS * 6]
    found = Counter[tuple[str, int | None, bool]]()
    for first, after in pairwise(edges):
        whole = BEGIN + timedelta(days=first), BEGIN + timedelta(days=after - 1)
        line = line_of(plan.story(1), period=period_of(*whole, zone=ZONE, now=LATER), days=days)
        found.update((one.stage, one.owner_id, one.is_kept) for one in line.judged)

    whole = period_of(BEGIN, BEGIN + timedelta(days=DAYS * 6 - 1), zone=ZONE, now=LATER)
    at_once = line_of(plan.story(1), period=whole, days=days).judged
    assert found == Counter((one.stage, one.owner_id, one.is_kept) for one in at_once)


@given(plan=plans(), cuts=st.sets(st.integers(1, DAYS * 5), max_size=3))
def test_however_time_is_cut_each_time_somebody_was_asked_counts_once_and_with_what_was_said_by_then(
    plan: Plan, cuts: set[int]
) -> None:
    days, edges = WorkedDays(CALENDAR), [0, *sorted(cuts), DAYS * 8]
    begun = [at for at, _ in plan.rounds]
    expected = Counter[tuple[int, int, Level | None]]()
    for number, invited in plan.asked:
        until = begun[number] if number < len(begun) else DAYS * 24 * 8
        said = [(at, level) for at, level in plan.given if begun[number - 1] <= at < until]
        over = min(invited + CLOSED_AFTER // timedelta(hours=1), until)
        place = said[0][0] if said else over
        if not said and until <= invited:
            continue
        edge = next(edge for edge in edges[1:] if hour(place).date() < BEGIN + timedelta(days=edge))
        known = [level for at, level in said if hour(at).date() < BEGIN + timedelta(days=edge)]
        expected[number, edge, known[-1] if known else None] += 1

    found = Counter[tuple[int | None, int, Level | None]]()
    for first, after in pairwise(edges):
        whole = BEGIN + timedelta(days=first), BEGIN + timedelta(days=after - 1)
        line = line_of(plan.story(1), period=period_of(*whole, zone=ZONE, now=LATER), days=days)
        found.update((one.staff_id, after, one.level) for one in line.opinions if one.counts)

    assert found == expected


def test_working_days_are_counted_after_the_first_day_and_over_the_end_of_a_year() -> None:
    days = WorkedDays(CALENDAR)
    friday, monday = datetime(2026, 10, 23, 23, 59, tzinfo=ZONE), datetime(2026, 10, 26, 0, 0, tzinfo=ZONE)
    assert days.between(friday, monday) == 2, "a Saturday that is made up for, and Monday"
    assert days.between(monday, friday) == 0
    assert days.between(datetime(2026, 12, 30, 9, tzinfo=ZONE), datetime(2027, 1, 4, 9, tzinfo=ZONE)) == 3
    assert days.late(monday, monday + timedelta(minutes=1)) == 1, "late is late"


def test_a_period_holds_both_its_days_and_nothing_of_what_is_still_to_come() -> None:
    noon = datetime(2026, 10, 25, 12, 0, tzinfo=ZONE)
    period = period_of(date(2026, 10, 25), date(2026, 10, 25), zone=ZONE, now=LATER)
    assert (period.ends.astimezone(ZoneInfo("UTC")) - period.starts.astimezone(ZoneInfo("UTC"))).seconds == 3600
    assert period.has(noon)
    today = period_of(date(2026, 10, 20), date(2026, 10, 31), zone=ZONE, now=noon)
    assert (today.ends, today.is_over, today.has(noon)) == (noon, False, False)


@pytest.mark.parametrize(("first", "last", "why"), [(2, 1, "is before the first"), (20, 21, "is still to come")])
def test_a_period_that_is_none_is_refused(first: int, last: int, why: str) -> None:
    now = datetime(2026, 10, 10, tzinfo=ZONE)
    with pytest.raises(NoSuchPeriod, match=why):
        period_of(date(2026, 10, first), date(2026, 10, last), zone=ZONE, now=now)
