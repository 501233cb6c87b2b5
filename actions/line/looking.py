"""The line of an area as it is now: everybody who booked for today or has a number, and in which order they wait."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from content.calendars import opening_hours
from content.capacity import booking_limits
from content.lines import Shut, Turn, name_of_number
from content.models import Hall
from domain.booking import Booking, State
from domain.closures import Closure, shut_at
from domain.line import InLine, in_order, minutes_to_wait
from domain.walk_ins import SERVED_AFTER_CLOSING, WalkIn, WalkInState, numbers_end
from storage.bookings import list_day
from storage.closures import list_closures
from storage.transaction import Tx
from storage.walk_ins import list_walk_ins

JUST_NOW = timedelta(minutes=20)
"""A counter at which somebody was served so lately counts as one at which people are served."""

Visited = Booking | WalkIn
"""Whoever comes to a counter."""


@dataclass(frozen=True, slots=True)
class LineNow:
    """An area's day at the counters; ``order``: who waits, the next first; ``shut``: why nobody is served now."""

    area: str
    day: date
    bookings: tuple[Booking, ...]
    walk_ins: tuple[WalkIn, ...]
    order: tuple[InLine, ...]
    shut: Closure | None

    @property
    def everybody(self) -> tuple[Visited, ...]:
        """Those who booked, and those with a number."""
        return (*self.bookings, *self.walk_ins)

    def place(self, ref: str) -> int | None:
        """How many are called before somebody; None if they do not wait."""
        return next((place for place, one in enumerate(self.order) if one.ref == ref), None)

    def booking(self, ref: str) -> Booking | None:
        """The appointment of that name."""
        return next((booking for booking in self.bookings if booking.ref == ref), None)

    def walk_in(self, ref: str) -> WalkIn | None:
        """The number of that name."""
        return next((walk_in for walk_in in self.walk_ins if walk_in.ref == ref), None)

    def at_counter(self, counter: str) -> Visited | None:
        """Who is called to a counter or served there; of several whoever was called first."""
        there = [one for one in self.called() if one.counter == counter]
        return min(there, key=lambda one: (one.called_at or one.began_at, one.ref), default=None)

    def called(self) -> Iterator[Visited]:
        """Everybody who is called or being served."""
        for booking in self.bookings:
            is_called = booking.state is State.CHECKED_IN and booking.called_at is not None
            if is_called or booking.state is State.SERVING:
                yield booking
        yield from (one for one in self.walk_ins if one.is_called or one.state is WalkInState.SERVING)

    def served(self) -> list[timedelta]:
        """How long each visit took that is over."""
        return [
            one.ended_at - one.began_at
            for one in self.everybody
            if one.state in (State.DONE, WalkInState.DONE) and one.began_at and one.ended_at
        ]

    def counters(self, *, now: datetime) -> int:
        """At how many counters people are served now."""
        lately = [one for one in self.everybody if one.ended_at and now - one.ended_at <= JUST_NOW]
        return len({one.counter for one in (*self.called(), *lately) if one.counter})


async def look_at_line(tx: Tx, *, area: str, day: date, hall: Hall, now: datetime) -> LineNow:
    """An area's day as it is now."""
    bookings, walk_ins = await list_day(tx, area=area, day=day), await list_walk_ins(tx, area=area, day=day)
    waiting = [_booked(one) for one in bookings if one.state is State.CHECKED_IN and one.called_at is None]
    waiting += [_without(one) for one in walk_ins if one.is_in_line]
    order = in_order(waiting, grace=booking_limits(hall).grace, now=now)
    shut = shut_at(await list_closures(tx, area=area, after=now), now)
    return LineNow(area, day, tuple(bookings), tuple(walk_ins), tuple(order), shut)


def _booked(booking: Booking) -> InLine:
    return InLine(booking.ref, booking.arrived_at or booking.made_at, starts_at=booking.span.starts_at)


def _without(walk_in: WalkIn) -> InLine:
    return InLine(walk_in.ref, walk_in.taken_at, number=walk_in.number, returned_at=walk_in.returned_at)


def turn_in(line: LineNow, walk_in: WalkIn, *, hall: Hall, now: datetime) -> Turn:
    """A number and its place in its line; ``now`` is in the hall's zone."""
    area, ahead = hall.area(walk_in.area), line.place(walk_in.ref)
    served, counters = line.served(), line.counters(now=now)
    minutes = None if ahead is None else minutes_to_wait(ahead, served=served, counters=counters)
    service = hall.service(walk_in.service) if walk_in.service else None
    shut = shut_for(line.shut, hall=hall, day=line.day) if line.shut else None
    return Turn(walk_in, name_of_number(area, walk_in.number), area, service, ahead, minutes, at=now, shut=shut)


def shut_for(closure: Closure, *, hall: Hall, day: date) -> Shut:
    """What people in a line are told of a closure on its day."""
    back_at = closure.span.ends_at.astimezone(ZoneInfo(hall.facts.zone))
    is_today = back_at < numbers_end(opening_hours(hall), day) - SERVED_AFTER_CLOSING
    return Shut(closure, back_at if is_today else None)


async def turn_of(tx: Tx, walk_in: WalkIn, *, hall: Hall, now: datetime) -> Turn:
    """A number and its place in its line; ``now`` is in the hall's zone."""
    line = await look_at_line(tx, area=walk_in.area, day=walk_in.day, hall=hall, now=now)
    return turn_in(line, walk_in, hall=hall, now=now)
