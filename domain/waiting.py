"""Somebody waits for a place: on which days, and when a free one is offered to them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.booking import Visitor
from domain.calendars import WorkCalendar
from domain.limits import Limit, Unit
from domain.working_time import due

OFFER = timedelta(minutes=20)
"""How long a free place is kept for somebody who waits, before it goes to the next."""
OFFER_BY_TELEPHONE = Limit(amount=60, unit=Unit.WORKING_MINUTES)
"""The same for whoever has to be called: staff need the time to do so."""
TIME_TO_COME = timedelta(hours=1)
"""No place is offered that begins sooner after the offer is over: whoever takes it last still has to come."""
OFFER_NOTICE = timedelta(hours=2)
"""What begins sooner is not offered any more."""
OFFERS_FROM, OFFERS_UNTIL = time(8), time(21)
"""When people are offered places, by the hall's clock: nobody loses their turn because they sleep.

Source of all five: docs/rules/booking.md, 12.
"""


class WaitingState(StrEnum):
    """Where somebody stands who waits."""

    WAITING = "waiting"
    OFFERED = "offered"
    TAKEN = "taken"
    """They took an offer."""
    MISSED = "missed"
    """They did not answer an offer in time."""
    LEFT = "left"
    OVER = "over"
    """No place came free."""


STILL_WAITS = frozenset({WaitingState.WAITING, WaitingState.OFFERED})
"""Somebody is in the list, and comes back to it if nothing comes of what they are offered."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry in the waiting list of a service: the days somebody could come, first and last included.

    Entries are served in the order of their ``id``; ``until``: when the last time on these days is too near.
    """

    id: int
    visitor: Visitor
    area: str
    service: str
    quota: str
    first_day: date
    last_day: date
    state: WaitingState
    since: datetime
    until: datetime
    ended_at: datetime | None
    version: int

    def fits(self, day: date) -> bool:
        """Whether they could come on a day."""
        return self.first_day <= day <= self.last_day


def is_time_for_offers(now: datetime) -> bool:
    """Whether people may be asked now; ``now`` is in the hall's zone.

    Source: docs/rules/booking.md, 12.
    """
    return OFFERS_FROM <= now.time() < OFFERS_UNTIL


def offered_until(visitor: Visitor, *, now: datetime, calendar: WorkCalendar) -> datetime:
    """Until when a place is kept that is offered now; aware.

    Source: docs/rules/booking.md, 12.
    """
    if visitor.guest_id is None:
        return now + OFFER
    return due(OFFER_BY_TELEPHONE, received=now, calendar=calendar).at


def place_in_line(entries: Sequence[Waiting], entry: Waiting) -> int:
    """How many who could take the same place come before somebody: of the same class, and on one of the same days."""
    return sum(
        other.id < entry.id
        and other.quota == entry.quota
        and other.first_day <= entry.last_day
        and entry.first_day <= other.last_day
        for other in entries
    )


def days_of(entries: Collection[Waiting]) -> tuple[date, date]:
    """From the first to the last day any of them could come."""
    return min(entry.first_day for entry in entries), max(entry.last_day for entry in entries)
