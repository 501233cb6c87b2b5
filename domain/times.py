"""The times at which somebody could come for a visit, and what is left of them, in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.booking import Slot
from domain.capacity import Span

FEW = 3
"""So many places or fewer are few."""


class Left(StrEnum):
    """What is left of a time or a day, as people are told: never exactly how empty it is."""

    PLENTY = "plenty"
    FEW = "few"
    LAST = "last"
    NONE = "none"


def in_words(places: int) -> Left:
    """So many places, in words."""
    if places > FEW:
        return Left.PLENTY
    return Left.NONE if places <= 0 else Left.LAST if places == 1 else Left.FEW


@dataclass(frozen=True, slots=True)
class Time:
    """A time at which a visit could begin: the slots it would take, on end, and ``also`` those of its quota."""

    slots: tuple[Slot, ...]
    also: tuple[Slot, ...]

    @property
    def first(self) -> Slot:
        """The slot it begins with."""
        return self.slots[0]

    @property
    def day(self) -> date:
        """In the hall's zone."""
        return self.first.day

    @property
    def span(self) -> Span:
        """From the beginning to the end of the visit."""
        return Span(self.first.span.starts_at, self.slots[-1].span.ends_at)

    @property
    def all_slots(self) -> tuple[Slot, ...]:
        """Of which a place is taken."""
        return (*self.slots, *self.also)

    @property
    def ids(self) -> set[int]:
        """Of all slots of which a place is taken."""
        return {slot.id for slot in self.all_slots}

    @property
    def free(self) -> int:
        """How many could come then."""
        return min(slot.free for slot in self.all_slots)


def times_of(slots: Sequence[Slot], *, length: timedelta, quota: str | None) -> Iterator[Time]:
    """Every time at which a visit could begin, free or not, in order.

    A visit takes so many slots on end as its length needs, none of them over a break, and a place of its quota in each.

    Args:
        slots: the open ones of an area, of any days, in the order of their beginnings.

    Source: docs/rules/booking.md, 4.
    """
    own = [slot for slot in slots if not slot.quota]
    of_quota = {slot.span: slot for slot in slots if quota and slot.quota == quota}
    for number in range(len(own)):
        if taken := _on_end(own, number, length=length):
            yield Time(taken, tuple(of_quota[slot.span] for slot in taken if slot.span in of_quota))


def _on_end(slots: Sequence[Slot], number: int, *, length: timedelta) -> tuple[Slot, ...]:
    begins = ends = slots[number].span.starts_at
    for at in range(number, len(slots)):
        if slots[at].span.starts_at != ends:
            break
        ends = slots[at].span.ends_at
        if ends - begins >= length:
            return tuple(slots[number : at + 1])
    return ()
