"""What a hall pack says of appointments: how much can be booked in an area, and by whom."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from content.fields import Slug, Weekday, WrittenDays, WrittenInterval, WrittenMinutes, between
from content.texts import PackModel
from domain.hours import Interval

Counters = Annotated[int, Field(strict=True, ge=1, le=200)]
Percent = Annotated[int, Field(strict=True, ge=0, le=90)]
Lead = Annotated[WrittenMinutes, between(timedelta(0), timedelta(days=7))]
SlotLength = Annotated[WrittenMinutes, between(timedelta(minutes=5), timedelta(hours=4))]
VisitLength = Annotated[WrittenMinutes, between(timedelta(minutes=5), timedelta(hours=8))]
Horizon = Annotated[WrittenDays, between(timedelta(days=1), timedelta(days=180))]


class BookingRules(PackModel):
    """What holds for appointments in the whole hall; every key may be left out."""

    lead: Lead = timedelta(minutes=60)
    """How long before it begins a time can still be booked."""
    horizon: Horizon = timedelta(days=30)
    """Days ahead that can be booked."""
    active: Annotated[int, Field(strict=True, ge=1, le=20)] = 3
    """Appointments one person may have before them, and places in waiting lists, together."""
    a_day: Annotated[int, Field(strict=True, ge=1, le=10)] = 2
    """Appointments of one person on one day."""
    contact: Literal["asked", "never"] = "asked"
    """Whether people may leave a telephone number, for the case that Telegram does not reach them."""
    grace: Annotated[WrittenMinutes, between(timedelta(0), timedelta(hours=2))] = timedelta(minutes=15)
    """How late one may come."""

    appeal: Slug | None = None
    """The kind of case by which somebody says why they missed an appointment; they ask staff if left out."""

    @property
    def asks_for_phone(self) -> bool:
        """Whether a telephone number may be left."""
        return self.contact == "asked"


class Quota(PackModel):
    """A class of services of which only so many people can be served at the same time."""

    id: Slug
    most: Counters


def _window(written: Any) -> Any:
    return {"hours": written} if isinstance(written, str) else written


class BookingWindow(PackModel):
    """A stretch of a weekday; written as a text if it has as many counters as the area."""

    hours: WrittenInterval
    counters: Counters | None = None


Windows = tuple[Annotated[BookingWindow, BeforeValidator(_window)], ...]


class AreaBooking(PackModel):
    """How much of an area can be booked; an area without it is for people who simply come."""

    slot: SlotLength
    """How long one place lasts, and what is not said otherwise of a service takes."""
    counters: Counters
    """Counters that are there for people who book, and for those who come without, together."""
    walk_ins: Percent = 0
    """The percentage of places that is kept for people who come without booking."""
    windows: dict[Weekday, Windows] | None = None
    """When people can come by appointment; the hall's opening hours if left out. A weekday left out has none."""
    quotas: tuple[Quota, ...] = ()
    lead: Lead | None = None
    horizon: Horizon | None = None

    @model_validator(mode="after")
    def _windows_are_in_order(self) -> Self:
        for day, windows in (self.windows or {}).items():
            for earlier, later in pairwise(window.hours for window in windows):
                if later.opens < earlier.closes:
                    reason = f"the windows of {day} overlap at {later.opens:%H:%M}"
                    raise ValueError(f"{reason}; write them in order and apart from each other")
        return self

    @model_validator(mode="after")
    def _a_slot_fits(self) -> Self:
        windows = [window.hours for windows in (self.windows or {}).values() for window in windows]
        if self.windows is not None and not any(length_of(window) >= self.slot for window in windows):
            raise ValueError("no window is as long as a slot, so that nobody could book; make slot: shorter")
        return self

    def all_windows(self) -> Iterator[tuple[str, int, BookingWindow]]:
        """Every window with its weekday and its place there."""
        for day, windows in (self.windows or {}).items():
            yield from ((day, place, window) for place, window in enumerate(windows))


class ServiceBooking(PackModel):
    """How a service is booked in its area; every key may be left out."""

    offered: bool = True
    """False: people simply come."""
    length: VisitLength | None = None
    """How long a visit takes; as many slots as that needs. One slot if left out."""
    quota: Slug | None = None
    """The class of its area it belongs to."""


def length_of(stretch: Interval) -> timedelta:
    """How long a stretch of a day lasts."""
    opens, closes = (timedelta(hours=at.hour, minutes=at.minute) for at in (stretch.opens, stretch.closes))
    return closes - opens
