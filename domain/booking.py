"""An appointment: where it stands, what may be done with it now, and how many a person may have."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.booking_refusals import (
    HoldOver,
    StillInGrace,
    TooLateToMove,
    VisitAnotherDay,
    VisitOver,
)
from domain.capacity import Span
from domain.cases import Channel

HOLD = timedelta(minutes=10)
"""How long a place is kept for somebody who looks at what they need. Source: docs/rules/booking.md, 7."""
CODE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which are heard or read as others."""
CODE_LENGTH = 6
"""Of the code of an appointment: short, for a visitor to say."""
CANCEL_NOTICE = timedelta(hours=2)
"""Until so long before it begins an appointment is cancelled in time, or moved. Source: docs/rules/booking.md, 8."""


class State(StrEnum):
    """Where an appointment stands."""

    HELD = "held"
    """Kept for a while, until it is confirmed."""
    BOOKED = "booked"
    CHECKED_IN = "checked_in"
    SERVING = "serving"
    DONE = "done"
    """They were here and it is over: they were served, or the day ended before anybody noted what came of it."""
    CANCELLED = "cancelled"
    CANCELLED_LATE = "cancelled_late"
    CANCELLED_BY_HALL = "cancelled_by_hall"
    NO_SHOW = "no_show"
    SPARE = "spare"
    """A place kept for somebody whom the hall asks to come at another time, until they have chosen."""
    EXPIRED = "expired"
    """Held and not confirmed: time ran out, it was given back, or another time was looked at."""


class Step(StrEnum):
    """What staff do with a visitor; values are short because they travel in buttons."""

    CHECK_IN = "i"
    CALL = "c"
    SERVE = "s"
    FINISH = "f"
    MISS = "m"


class Excuse(StrEnum):
    """Why what somebody missed does not count against them."""

    EMERGENCY = "emergency"
    """They were ill, or needed elsewhere."""
    HALL = "hall"
    """The hall's own fault: nobody checked them in, a plan that changed."""
    OTHER = "other"


ACTIVE = frozenset({State.HELD, State.BOOKED, State.CHECKED_IN, State.SERVING})
"""Somebody is to come, or is here."""
TO_COME = frozenset({State.HELD, State.BOOKED})
"""Somebody is to come, and not here yet."""
TAKES_PLACE = ACTIVE | {State.SPARE, State.DONE, State.NO_SHOW}
"""The place is taken, or was; every other state has given it back."""
FOLLOWING: Mapping[State, frozenset[State]] = {
    State.HELD: frozenset({State.BOOKED, State.EXPIRED}),
    State.SPARE: frozenset({State.EXPIRED}),
    State.BOOKED: frozenset(
        {State.CHECKED_IN, State.CANCELLED, State.CANCELLED_LATE, State.CANCELLED_BY_HALL, State.NO_SHOW}
    ),
    State.CHECKED_IN: frozenset({State.SERVING, State.DONE, State.CANCELLED_BY_HALL, State.NO_SHOW}),
    State.SERVING: frozenset({State.DONE}),
    State.NO_SHOW: frozenset({State.CHECKED_IN}),
}
"""What each state may become; the others are final."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whose an appointment is: a person of Telegram's, or a guest, whom staff wrote down; exactly one of the two."""

    person_id: int | None = None
    guest_id: int | None = None

    def __post_init__(self) -> None:
        if (self.person_id is None) is (self.guest_id is None):
            raise ValueError("a visitor is either a person or a guest")


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of time in an area, and its places. ``quota`` is empty for those that are for everybody.

    ``excess`` is by how much more are taken than there are, because a plan left fewer than had been given.
    """

    id: int
    area: str
    quota: str
    day: date
    span: Span
    capacity: int
    booked: int
    excess: int
    closed: bool
    version: int

    @property
    def free(self) -> int:
        """How many places can be taken now."""
        return 0 if self.closed else max(self.capacity - self.booked, 0)

    def with_places(self, capacity: int | None) -> "Slot":
        """The same with so many places, open; None: closed, with as many as before."""
        places = self.capacity if capacity is None else capacity
        return replace(self, capacity=places, excess=max(self.booked - places, 0), closed=capacity is None)


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment as it stands now: the summary of its events. ``version`` counts every change.

    Attributes:
        ref: random; the only name of it in links and buttons.
        code: short, for a visitor to say and for staff to type.
        slot_id: the first slot it takes; ``span``: from the beginning of that to the end of the last.
        day: in the hall's zone.
        hold_until: until when a place is held.
        sequence: how often it was moved, for calendars people keep.
        waiting_id: the entry of the waiting list it was offered to.
        arrived_at, called_at, began_at, ended_at: the steps of the visit itself; ``counter``: where.
        excused: it was missed and does not count.
    """

    id: int
    ref: str
    code: str
    visitor: Visitor
    service: str
    area: str
    day: date
    slot_id: int
    span: Span
    state: State
    hold_until: datetime | None
    version: int
    sequence: int
    channel: Channel
    waiting_id: int | None
    made_at: datetime
    booked_at: datetime | None
    arrived_at: datetime | None
    called_at: datetime | None
    began_at: datetime | None
    ended_at: datetime | None
    counter: str | None
    staff_id: int | None
    excused: bool

    @property
    def is_unclear(self) -> bool:
        """Whether they were here and nobody knows what came of it."""
        return self.state is State.DONE and self.began_at is None


def check_may_become(booking: Booking, state: State) -> None:
    """Refuse what the present state does not allow.

    Raises:
        HoldOver: a hold that is over was to be confirmed.
        VisitOver: any other state.
    """
    if state in FOLLOWING.get(booking.state, ()):
        return
    raise HoldOver if state is State.BOOKED else VisitOver


def cancelled(booking: Booking, *, is_affected: bool = False, now: datetime) -> State:
    """What an appointment becomes that its visitor gives up at ``now``.

    Args:
        is_affected: the hall asks them to come at another time; it is never too late then.

    Raises:
        VisitOver: it is no longer to come, or has begun: then it is missed.

    Source: docs/rules/booking.md, 8.
    """
    if booking.state is State.HELD:
        return State.EXPIRED
    if now >= booking.span.starts_at and not is_affected:
        raise VisitOver
    is_late = now > booking.span.starts_at - CANCEL_NOTICE and not is_affected
    becomes = State.CANCELLED_LATE if is_late else State.CANCELLED
    check_may_become(booking, becomes)
    return becomes


def check_can_move(booking: Booking, *, is_affected: bool, now: datetime) -> None:
    """Refuse to move an appointment that has begun, or begins too soon.

    Args:
        is_affected: the hall asks this visitor to come at another time; they may as long as it asks.
        now: aware.

    Raises:
        VisitOver: it is not booked.
        TooLateToMove: less than ``CANCEL_NOTICE`` is left.

    Source: docs/rules/booking.md, 9.
    """
    if booking.state is not State.BOOKED:
        raise VisitOver
    if now > booking.span.starts_at - CANCEL_NOTICE and not is_affected:
        raise TooLateToMove(hours=CANCEL_NOTICE // timedelta(hours=1))


def check_can_check_in(booking: Booking, *, today: date) -> None:
    """Let people check in on their day, also late, and after they were thought to be missing.

    Raises:
        VisitAnotherDay: it is on another day.
        VisitOver: it was cancelled, or they are here already.

    Source: docs/rules/booking.md, 10.
    """
    check_may_become(booking, State.CHECKED_IN)
    if booking.day != today:
        raise VisitAnotherDay(day=booking.day)


def check_missed(booking: Booking, *, grace: timedelta, now: datetime) -> None:
    """Nobody is missing while they may still come; who checked in is missing once they were called.

    Args:
        now: in the hall's zone.

    Raises:
        StillInGrace: it begins, or began less than ``grace`` ago.
        VisitOver: it is not booked, or nobody called them.

    Source: docs/rules/booking.md, 11.
    """
    check_may_become(booking, State.NO_SHOW)
    if booking.state is State.CHECKED_IN and booking.called_at is None:
        raise VisitOver
    if booking.state is State.BOOKED and now < (until := booking.span.starts_at + grace):
        raise StillInGrace(until=until.astimezone(now.tzinfo))
