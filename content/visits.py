"""An appointment as people see it: what for, where, when by the hall's clock, and what is still to be prepared."""

from dataclasses import dataclass
from datetime import date, datetime

from content.models import Area, Service
from domain.booking import CANCEL_NOTICE, Booking, State
from domain.checklists import Checklist, ListedItem
from domain.closures import ClosedDays, Closing
from domain.times import Left, Time
from domain.visit_calls import VisitCall
from domain.waiting import Waiting


@dataclass(frozen=True, slots=True)
class Ticket:
    """An appointment, or a place that is held, of somebody.

    Attributes:
        service: as the hall has it today; None if it has it no more.
        starts_at, ends_at, hold_until: in the hall's zone.
        checklist: the newest its visitor has made for the service.
        has_phone: whether its visitor has left a number with it; None where nobody is asked for one.
    """

    booking: Booking
    service: Service | None
    area: Area | None
    starts_at: datetime
    ends_at: datetime
    hold_until: datetime | None
    checklist: Checklist | None
    has_phone: bool | None = None

    @property
    def is_held(self) -> bool:
        """Whether it is still to be confirmed."""
        return self.booking.state is State.HELD

    @property
    def is_booked(self) -> bool:
        """Whether its visitor is to come, and may still say otherwise."""
        return self.booking.state is State.BOOKED

    @property
    def is_called(self) -> bool:
        """Whether its visitor is to come to a counter now."""
        return self.booking.state is State.CHECKED_IN and self.booking.called_at is not None

    @property
    def free_until(self) -> datetime:
        """Until when it is moved, or cancelled in time."""
        return self.starts_at - CANCEL_NOTICE

    @property
    def unticked(self) -> tuple[ListedItem, ...]:
        """What its visitor has on their list and has not ticked off."""
        listed = self.checklist
        return tuple(item for item in listed.items if item.id not in listed.ticked) if listed else ()


@dataclass(frozen=True, slots=True)
class Kept:
    """A time that is kept for somebody instead of their appointment, and until when; in the hall's zone."""

    starts_at: datetime
    until: datetime
    slot_id: int


@dataclass(frozen=True, slots=True)
class Closed:
    """Days, or some hours, on which nobody is served against the plan, by the hall's clock.

    ``area``: where; None everywhere.
    """

    days: ClosedDays
    closing: Closing
    area: Area | None


@dataclass(frozen=True, slots=True)
class Days:
    """The days on which a visit for a service could begin, in order, and what is left of each.

    ``first`` is today, ``last`` the last day that can be booked; ``closed``: what is closed against the plan.
    """

    service: Service
    left: dict[date, Left]
    first: date
    last: date
    closed: tuple[Closed, ...] = ()

    @property
    def free(self) -> tuple[date, ...]:
        """The days with a place, in order."""
        return tuple(day for day, left in self.left.items() if left is not Left.NONE)


@dataclass(frozen=True, slots=True)
class Times:
    """The times of a day at which a visit could begin, in order, those that are taken too; in the hall's zone."""

    service: Service
    day: date
    times: tuple[tuple[datetime, Time], ...]
    month: int
    """In how many months it is, 0 for the present one."""
    full_to: date | None
    """The last of the days on end, from this one on, that are all taken; None if this one is not."""

    @property
    def free(self) -> tuple[tuple[datetime, Time], ...]:
        """Those with a place."""
        return tuple((at, time) for at, time in self.times if time.free)


@dataclass(frozen=True, slots=True)
class WaitedFor:
    """Somebody's entry in a waiting list, with its service as the hall has it today."""

    entry: Waiting
    service: Service | None


@dataclass(frozen=True, slots=True)
class ToCall:
    """A call to a visitor as staff see it.

    Attributes:
        name: masked.
        tried_at: when nobody answered last, in the hall's zone.
        is_open: it is still to be made.
        has_number: a number is known.
        kept: other times that are kept for them, in order.
    """

    call: VisitCall
    ticket: Ticket
    name: str
    tried_at: datetime | None
    is_open: bool
    has_number: bool
    kept: tuple[Kept, ...]
