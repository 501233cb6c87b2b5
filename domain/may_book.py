"""Who may book what time: how soon, how far ahead, how many, and nobody who missed too many."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.booking import Booking, Slot
from domain.booking_refusals import (
    BookedThen,
    BookingRestricted,
    SlotClosed,
    TooFarAhead,
    TooManyThatDay,
    TooManyVisits,
    TooSoon,
)
from domain.capacity import Span

MISSES = 2
MISSED_WITHIN = timedelta(days=30)
RESTRICTED_FOR = timedelta(days=30)
"""So many missed within such a time, and nobody books online for so long. Source: docs/rules/booking.md, 11."""


@dataclass(frozen=True, slots=True)
class BookingLimits:
    """What the hall grants one person: appointments before them, on one day, and how late they may come.

    ``appeal``: the kind of case by which they say why they missed one; None where the hall has none for it.
    """

    active: int
    a_day: int
    grace: timedelta
    appeal: str | None = None


def check_time(slot: Slot, *, lead: timedelta, last_day: date, now: datetime) -> None:
    """Refuse a time that is over, begins too soon, is too far ahead or closed.

    Args:
        lead: how long before its beginning a time can still be booked.
        last_day: the last that can be booked, in the hall's zone.
        now: aware.

    Raises:
        TooSoon, TooFarAhead, SlotClosed: as they say.

    Source: docs/rules/booking.md, 5.
    """
    if slot.span.starts_at < now + lead or slot.span.starts_at <= now:
        raise TooSoon(minutes=lead // timedelta(minutes=1))
    if slot.day > last_day:
        raise TooFarAhead(last=last_day)
    if slot.closed:
        raise SlotClosed


def check_room(theirs: Collection[Booking], *, waiting: int, limits: BookingLimits, now: datetime) -> None:
    """Refuse one appointment too many at a time.

    Args:
        theirs: a visitor's active appointments, holds included.
        waiting: how many entries they have in waiting lists.
        now: aware.

    Raises:
        TooManyVisits: as many as they may have are before them.

    Source: docs/rules/booking.md, 6.
    """
    if sum(booking.span.ends_at > now for booking in theirs) + waiting >= limits.active:
        raise TooManyVisits(limit=limits.active)


def check_free(theirs: Collection[Booking], *, span: Span) -> None:
    """Refuse to have somebody at two counters at the same time.

    Raises:
        BookedThen: another of their active appointments overlaps.

    Source: docs/rules/booking.md, 6.
    """
    if any(booking.span.overlaps(span) for booking in theirs):
        raise BookedThen


def check_day(theirs: Collection[Booking], *, day: date, limits: BookingLimits) -> None:
    """Refuse one appointment too many on a day.

    Raises:
        TooManyThatDay: they have as many as they may.

    Source: docs/rules/booking.md, 6.
    """
    if sum(booking.day == day for booking in theirs) >= limits.a_day:
        raise TooManyThatDay(limit=limits.a_day, day=day)


def restricted_until(missed: Sequence[datetime]) -> datetime | None:
    """Until when somebody does not book, who missed appointments at these moments, in order; None if never.

    Source: docs/rules/booking.md, 11.
    """
    together = [last for first, last in _runs(missed) if last - first <= MISSED_WITHIN]
    return together[-1] + RESTRICTED_FOR if together else None


def _runs(missed: Sequence[datetime]) -> list[tuple[datetime, datetime]]:
    """The first and last of every ``MISSES`` on end."""
    return [(missed[at], missed[at + MISSES - 1]) for at in range(len(missed) - MISSES + 1)]


def check_not_restricted(missed: Sequence[datetime], *, limits: BookingLimits, now: datetime) -> None:
    """Refuse whoever missed too many appointments lately; ``now`` is in the hall's zone.

    Raises:
        BookingRestricted: they do not book for now.

    Source: docs/rules/booking.md, 11.
    """
    until = restricted_until(missed)
    if until and now < until:
        raise BookingRestricted(until=until.astimezone(now.tzinfo), appeal=limits.appeal)
