"""Who must come at another time because the hall changed its plan."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.booking import Booking, Slot, State
from domain.times import Time
from domain.visit_calls import CallReason


class Reason(StrEnum):
    """Why somebody has to come at another time."""

    CLOSED = "closed"
    """Nobody is served at that time any more."""
    FEWER = "fewer"
    """There are fewer places than were given."""


class Outcome(StrEnum):
    """How it ended for somebody who was to come at another time."""

    MOVED = "moved"
    GIVEN_UP = "given_up"
    """They cancelled, or the hall did."""
    CAME = "came"
    """They came anyway, or did not, at the old time."""
    STAYS = "stays"
    """The plan has room for them again."""
    LAPSED = "lapsed"
    """They neither chose nor came until it was over."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How it stands with those who have to come at another time because of something that was closed.

    Attributes:
        ended: how many there are of each outcome.
        waiting: from how many an answer is waited for.
        calls: how many are to be telephoned, by area.
    """

    ended: Mapping[Outcome, int]
    waiting: int
    calls: Mapping[str, int]

    @property
    def to_call(self) -> int:
        """How many are to be telephoned."""
        return sum(self.calls.values())

    @property
    def affected(self) -> int:
        """How many there are."""
        return sum(self.ended.values()) + self.waiting + self.to_call

    @property
    def is_settled(self) -> bool:
        """Whether nobody has to come at another time any more."""
        return not self.waiting and not self.to_call

    def __str__(self) -> str:
        """The numbers, to see whether they have changed."""
        parts = [*sorted(self.ended.items()), ("waiting", self.waiting), *sorted(self.calls.items())]
        return " ".join(f"{name}={count}" for name, count in parts if count)


@dataclass(frozen=True, slots=True)
class Affected:
    """An open entry of the list of those who must come at another time.

    Attributes:
        closure_id: what was closed, if that is why.
        offered_at: since when other times are kept for them, or it was found that there are none.
        answer_by: until when an answer is waited for before they are telephoned.
        remind_at: when they are reminded of it; None if they are not, or were.
        call_reason: why they are to be telephoned; None if they are not.
        told_at: when Telegram brought them that they must.
    """

    id: int
    booking_id: int
    reason: Reason
    since: datetime
    closure_id: int | None
    offered_at: datetime | None
    answer_by: datetime | None
    remind_at: datetime | None
    call_reason: CallReason | None
    told_at: datetime | None


def affected(
    slots: Collection[Slot], bookings: Collection[Booking], places: Mapping[int, Collection[int]]
) -> dict[int, Reason]:
    """Which of these appointments cannot take place as they were made.

    Where a slot for everybody is closed that is everybody in it; where more are taken than there are, those who came
    last, whoever only holds a place before all others. A closed quota limits nobody.

    Args:
        slots: of which places are taken.
        bookings: that take them.
        places: for each slot, by id, the ids of the appointments that have a place there.

    Returns:
        Their ids, with the reason; a closed slot outweighs.

    Source: docs/rules/booking.md, 13.
    """
    known = {booking.id: booking for booking in bookings}
    reasons: dict[int, Reason] = {}
    for slot in sorted(slots, key=lambda slot: slot.id):
        there = [known[booking_id] for booking_id in places.get(slot.id, ()) if booking_id in known]
        if slot.closed and not slot.quota:
            reasons |= dict.fromkeys((booking.id for booking in there), Reason.CLOSED)
        elif slot.excess and not slot.closed:
            # The same people in every slot of a visit, and no more than needed: who must go anyway makes room.
            gone = sum(booking.id in reasons for booking in there)
            staying = sorted((booking for booking in there if booking.id not in reasons), key=_came)
            last = staying[len(staying) - max(slot.excess - gone, 0) :]
            reasons |= dict.fromkeys((booking.id for booking in last), Reason.FEWER)
    return reasons


def earliest_times(services: Sequence[str], times: Mapping[str, Sequence[Time]]) -> list[Time | None]:
    """When everybody could come if each took the earliest time that those before them left.

    Args:
        services: what each wants, in their order.
        times: at which a visit for each service could begin, in order; those of several may share places.

    Returns:
        One time for each, None where none is left.
    """
    left: dict[int, int] = {}
    looked: dict[str, int] = {}
    found: list[Time | None] = []
    for service in services:
        at, fitting = looked.get(service, 0), times.get(service, ())
        while at < len(fitting) and not all(left.setdefault(slot.id, slot.free) > 0 for slot in fitting[at].all_slots):
            at += 1
        looked[service] = at
        found.append(fitting[at] if at < len(fitting) else None)
        for slot in fitting[at].all_slots if at < len(fitting) else ():
            left[slot.id] -= 1
    return found


def _came(booking: Booking) -> tuple[bool, datetime, int]:
    """In the order of who came first; whoever only has a place kept is behind all others."""
    return booking.state is not State.BOOKED, booking.booked_at or booking.made_at, booking.id
