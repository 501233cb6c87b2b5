"""An area, or the whole hall, is closed or has fewer counters for a while, against its plan."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Self

from domain.booking_refusals import CannotClose, ClosingOver, HoursUnreadable
from domain.capacity import Limit, Span
from domain.desk import stands_above_clerks
from domain.errors import StaffOnly, WordsMissing
from domain.people import Member, Role

WHOLE_HALL = ""
"""The ``area`` of what holds everywhere."""
LONGEST_CLOSURE = 60
"""Days that are closed at once, and days ahead it may begin; for longer the plan itself is changed."""
_HOURS = re.compile(r"(\d{1,2}:\d{2})(?:\D(\d{1,2}:\d{2}))?")
"""A time of day, and perhaps another with any single sign between."""
MOST_WORDS = 200
"""Characters people are told besides the reason, in each language."""


class ClosureReason(StrEnum):
    """Why; values are short because they travel in buttons."""

    SYSTEM = "system"
    """Computers or networks that everybody needs do not work."""
    POWER = "power"
    """No electricity or water, or something has to be repaired."""
    WEATHER = "weather"
    STAFF = "staff"
    """Too few members of staff are there."""
    TRAINING = "training"
    EVENT = "event"
    """The rooms are needed for something else."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Closing:
    """What is to be closed, when, and why.

    Attributes:
        area: ``WHOLE_HALL`` for all areas.
        counters: how many are there nevertheless; 0: nobody is served.
        words_zh, words_en: what people are told besides the reason, in Simplified Chinese and English; may be empty.
    """

    area: str
    span: Span
    counters: int
    reason: ClosureReason
    words_zh: str
    words_en: str

    @property
    def limit(self) -> Limit:
        """What it takes away from the plan."""
        return Limit(self.span, self.counters)


@dataclass(frozen=True, slots=True)
class Closure(Closing):
    """Something was closed. ``applied_at``: since when its slots say so too, or say otherwise after it was lifted."""

    id: int
    staff_id: int
    made_at: datetime
    applied_at: datetime | None
    lifted_at: datetime | None

    def holds_at(self, now: datetime) -> bool:
        """Whether it still takes anything away from then on."""
        return self.lifted_at is None and now < self.span.ends_at


def shut_at(closures: Iterable[Closure], now: datetime) -> Closure | None:
    """Because of which of several closures nobody is served now: the one that ends last; None if somebody is."""
    there = (one for one in closures if not one.counters and one.span.starts_at <= now < one.span.ends_at)
    return max(there, key=lambda one: one.span.ends_at, default=None)


def cause_among(closures: Iterable[Closure], span: Span) -> Closure | None:
    """Which of several closures is the reason why somebody cannot come: the one that leaves the fewest counters.

    Of those that leave as few it is the latest made; None if nothing is closed then.

    Source: docs/rules/booking.md, 20.
    """
    there = (one for one in closures if one.span.overlaps(span))
    return min(there, key=lambda one: (one.counters, -one.id), default=None)


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """A span as people say it: first and last day, and a time on the first from which, on the last until which."""

    first: date
    last: date
    begins: time | None = None
    ends: time | None = None

    def span(self, zone: tzinfo) -> Span:
        """From the first moment to the one after the last, by the clocks of a zone."""
        begins = datetime.combine(self.first, self.begins or time(), tzinfo=zone)
        last = self.last if self.ends else self.last + timedelta(days=1)
        return Span(begins.astimezone(UTC), datetime.combine(last, self.ends or time(), tzinfo=zone).astimezone(UTC))

    @classmethod
    def of(cls, span: Span, zone: tzinfo) -> Self:
        """The days of a span by the clocks of a zone."""
        starts, ends = span.starts_at.astimezone(zone), span.ends_at.astimezone(zone)
        last = (ends - timedelta(microseconds=1)).date()
        return cls(
            first=starts.date(),
            last=last,
            begins=starts.time() if starts.time() > time() else None,
            ends=ends.time() if ends.date() == last else None,
        )


def may_close(member: Member, area: str) -> bool:
    """Whether somebody may close an area, or the whole hall: those above a clerk, supervisors only their areas.

    Source: docs/rules/booking.md, 20.
    """
    if area == WHOLE_HALL:
        return stands_above_clerks(member) and member.role is not Role.SUPERVISOR and not member.areas
    return stands_above_clerks(member) and member.takes(area)


def check_may_close(member: Member, area: str) -> None:
    """Let nobody close what is not theirs to close.

    Raises:
        StaffOnly: it is not.
    """
    if not may_close(member, area):
        raise StaffOnly


def check_can_close(span: Span, *, now: datetime) -> None:
    """Refuse to close what is over, the wrong way round, too far ahead or too long.

    Args:
        now: aware.

    Raises:
        CannotClose: any of these.

    Source: docs/rules/booking.md, 20.
    """
    most = timedelta(days=LONGEST_CLOSURE)
    is_in_order = span.starts_at < span.ends_at <= span.starts_at + most
    if not is_in_order or span.ends_at <= now or span.starts_at > now + most:
        raise CannotClose(limit=LONGEST_CLOSURE)


def may_see(member: Member, area: str) -> bool:
    """Whether somebody above a clerk sees what is closed of an area: of theirs, and of the whole hall."""
    return area == WHOLE_HALL or member.takes(area)


def check_can_lift(closure: Closure, *, now: datetime) -> None:
    """Refuse to lift what is over.

    Raises:
        ClosingOver: it is.

    Source: docs/rules/booking.md, 20.
    """
    if closure.span.ends_at <= now:
        raise ClosingOver


def read_hours(text: str) -> tuple[time, time | None]:
    """The hours somebody typed: from when, and until when if they said so, as in 14:00 or 14:00-16:30.

    Raises:
        HoursUnreadable: they are none, or lie the wrong way round.
    """
    found = _HOURS.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    if found is None:
        raise HoursUnreadable
    try:
        begins, ends = (time.fromisoformat(said.zfill(5)) if said else None for said in found.groups())
    except ValueError as error:
        raise HoursUnreadable from error
    if begins is None or (ends and ends <= begins):
        raise HoursUnreadable
    return begins, ends


def read_words(text: str) -> tuple[str, str]:
    """What people are told: the first line in Chinese, all others in English, of which there need be none.

    Raises:
        WordsMissing: there are none, or too many.
    """
    chinese, _, english = text.strip().partition("\n")
    words = chinese.strip(), " ".join(english.split())
    if not words[0] or max(map(len, words)) > MOST_WORDS:
        raise WordsMissing(limit=MOST_WORDS)
    return words
