"""Other times that are kept for whom the hall asks to come at another one: how many, until when, and what then."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.waiting import OFFERS_FROM, is_time_for_offers

MOST = 3
"""Times kept for one appointment."""
KEPT = timedelta(hours=24)
KEPT_BEFORE = timedelta(hours=2)
"""They are kept so long, and at most until so long before each begins."""
KEPT_AT_LEAST = timedelta(hours=1)
"""A time that could only be kept for less is not offered.

Source of all: docs/rules/booking.md, 13.
"""


@dataclass(frozen=True, slots=True)
class Waited:
    """Until when an answer is waited for, and when it is asked for once more; None: not at all."""

    answer_by: datetime
    remind_at: datetime | None


def kept_until(starts_at: datetime, *, now: datetime) -> datetime | None:
    """Until when a time that begins then is kept; None if it begins too soon."""
    until = min(now + KEPT, starts_at - KEPT_BEFORE)
    return until if until - now >= KEPT_AT_LEAST else None


def how_many(free: int, *, asked: int) -> int:
    """How many times are kept for each of so many people, with so many places free: rather one each than three for few.

    At least one, which then is there or is not.
    """
    return max(1, min(MOST, free // max(asked, 1)))


def waited(starts_at: datetime, *, until: datetime | None, now: datetime) -> Waited:
    """How long an answer of somebody is waited for who is to come at ``starts_at`` as it was booked.

    Until nothing is kept for them any more, but not longer than until two hours before they would come in vain. When
    half of the time is over they are asked once more, by day.

    Args:
        until: until when the last of the times is kept; None if none is.
        now: in the hall's zone.

    Source: docs/rules/booking.md, 13.
    """
    answer_by = max(min(until or now + KEPT, starts_at - KEPT_BEFORE), now)
    remind_at = by_day(now + (answer_by - now) / 2)
    return Waited(answer_by, remind_at if remind_at < answer_by else None)


def by_day(moment: datetime) -> datetime:
    """The moment, or when people may be asked next; in the hall's zone."""
    if is_time_for_offers(moment):
        return moment
    morning = datetime.combine(moment.date(), OFFERS_FROM, tzinfo=moment.tzinfo)
    return morning if moment < morning else morning + timedelta(days=1)
