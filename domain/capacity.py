"""How many places a part of the hall has at what time: from its plan and the hall's hours to the slots of a day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from domain.hours import Interval, OpeningHours

WHOLE = 100
"""Percent."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a day in which so many counters are there for people who book."""

    stretch: Interval
    counters: int


@dataclass(frozen=True, slots=True)
class AreaPlan:
    """What may be booked in a part of the hall.

    Attributes:
        week: the windows of each weekday (0 is Monday); None: whenever the hall is open, with ``counters``.
        makeup: the windows of days with hours of their own, such as make-up days; they hold where ``week`` is given.
        slot: how long one place lasts.
        walk_ins: the percentage of places that is kept for people who come without booking.
        quotas: how many people a class of services may have at the same time, of all there are.
        lead: how long before it begins a slot can still be booked.
        horizon: whole days ahead that can be booked.
    """

    area: str
    hours: OpeningHours
    counters: int
    slot: timedelta
    walk_ins: int
    lead: timedelta
    horizon: timedelta
    week: Mapping[int, tuple[Window, ...]] | None = None
    makeup: tuple[Window, ...] = ()
    quotas: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of real time, both ends aware and in UTC."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Span") -> bool:
        """Whether a moment belongs to both."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def holds(self, other: "Span") -> bool:
        """Whether all of the other one lies inside."""
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at


@dataclass(frozen=True, slots=True)
class Limit:
    """For a while there are no more counters than so many, whatever the plan says; 0: nobody is there."""

    span: Span
    counters: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A slot that is there already: how many places of it are taken, and whether it can be booked now."""

    span: Span
    booked: int
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class PlannedSlot:
    """A slot as the plan wants it: places for everybody, and how many of these each class of services may take."""

    span: Span
    capacity: int
    quotas: Mapping[str, int]


def windows_on(plan: AreaPlan, day: date) -> tuple[Window, ...]:
    """The windows of a local date: those of the plan, as far as the hall is open then, in order.

    Source: docs/rules/booking.md, 1.
    """
    hours = plan.hours.on(day)
    if plan.week is None:
        return tuple(Window(stretch, plan.counters) for stretch in hours)
    own = plan.makeup if plan.hours.extra and day in plan.hours.extra else plan.week.get(day.weekday(), ())
    both = (
        (window, max(window.stretch.opens, one.opens), min(window.stretch.closes, one.closes))
        for window in own
        for one in hours
    )
    return tuple(Window(Interval(opens, closes), window.counters) for window, opens, closes in both if opens < closes)


def slots_of_day(
    plan: AreaPlan, day: date, *, taken: Iterable[Taken] = (), limits: Sequence[Limit] = ()
) -> tuple[PlannedSlot, ...]:
    """The slots of a local date, in order, none overlapping another.

    Each window is cut into slots from its beginning on; what is left at its end is too short for anybody. A slot of
    which places are ``taken`` stays as it is while counters are there all of its time, and the time around it is cut:
    nobody is asked to come at another time because the hall now reckons in other lengths. It keeps at least the places
    that are taken, as far as there are counters: rather fewer are kept for those who come without booking. ``limits``
    take counters away and move no slot: once they are lifted, the day is as it was.

    Source: docs/rules/booking.md, 2.
    """
    windows = [_Stretch(_span(plan, day, window.stretch), window.counters) for window in windows_on(plan, day)]
    served = _Served(windows, limits)
    kept = _kept(taken, served)
    planned = [_planned(plan, one.span, served, taken=one.booked) for one in kept]
    for window in windows:
        for free in _free(window.span, [one.span for one in kept]):
            planned += [_planned(plan, span, served) for span in _cut(free, plan.slot) if served.counters(span)]
    return tuple(sorted(planned, key=lambda slot: slot.span))


@dataclass(frozen=True, slots=True)
class _Stretch:
    span: Span
    counters: int


@dataclass(frozen=True, slots=True)
class _Served:
    """A day with its windows, in order, and what limits them."""

    windows: Sequence[_Stretch]
    limits: Sequence[Limit]

    def counters(self, span: Span) -> int:
        """How many are there from the first to the last minute; 0 if there is a moment without any."""
        within = [window for window in self.windows if window.span.overlaps(span)]
        covered = sum(
            (min(window.span.ends_at, span.ends_at) - max(window.span.starts_at, span.starts_at) for window in within),
            timedelta(),
        )
        if not within or covered != span.ends_at - span.starts_at:
            return 0
        limited = (limit.counters for limit in self.limits if limit.span.overlaps(span))
        return min((*(window.counters for window in within), *limited))

    def begins(self, span: Span) -> datetime:
        """When the window begins in which a slot does."""
        return next(
            window.span.starts_at
            for window in self.windows
            if window.span.starts_at <= span.starts_at < window.span.ends_at
        )


def _span(plan: AreaPlan, day: date, stretch: Interval) -> Span:
    """In UTC: clocks may change in between. No hall opens or closes within the hour that they repeat or leave out."""
    opens, closes = (datetime.combine(day, at, tzinfo=plan.hours.zone) for at in (stretch.opens, stretch.closes))
    return Span(opens.astimezone(UTC), closes.astimezone(UTC))


def _kept(taken: Iterable[Taken], served: _Served) -> list[Taken]:
    """The taken slots that can stay; of two at the same time, the one that can be booked now."""
    kept: list[Taken] = []
    for one in sorted(taken, key=lambda one: (not one.is_open, one.span)):
        overlapped = any(one.span.overlaps(other.span) for other in kept)
        if one.booked and not overlapped and served.counters(one.span):
            kept.append(one)
    return sorted(kept, key=lambda one: one.span)


def _planned(plan: AreaPlan, span: Span, served: _Served, *, taken: int = 0) -> PlannedSlot:
    counters = served.counters(span)
    number = (span.starts_at - served.begins(span)) // plan.slot
    # Rounded down over the slots of a window together, not in each: one counter in four slots is three places of four.
    share = counters * (WHOLE - plan.walk_ins)
    capacity = max((number + 1) * share // WHOLE - number * share // WHOLE, min(taken, counters))
    return PlannedSlot(span, capacity, {name: min(most, capacity) for name, most in (plan.quotas or {}).items()})


def _free(window: Span, kept: Sequence[Span]) -> Iterator[Span]:
    """What of a window lies between the slots that stay; these come in order."""
    begins = window.starts_at
    for span in kept:
        if span.overlaps(window):
            yield Span(begins, span.starts_at)
            begins = span.ends_at
    yield Span(begins, window.ends_at)


def _cut(free: Span, length: timedelta) -> Iterator[Span]:
    begins = free.starts_at
    while begins + length <= free.ends_at:
        yield Span(begins, begins + length)
        begins += length
