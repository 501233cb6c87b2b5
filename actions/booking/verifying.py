"""Counts the places that are taken anew, and tells from the events of an appointment how it must stand."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from actions.booking.trace import BOOKING, summary
from domain.booking import TAKES_PLACE
from storage.bookings import get_booking, list_booking_ids
from storage.events import list_events
from storage.places import count_of_bookings, miscounted
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Drift:
    """Something that is not what the rest says: of a slot, by its id, or of an appointment, by its code."""

    what: str
    said: Any
    found: Any


async def drifts(tx: Tx) -> AsyncIterator[Drift]:
    """Every slot whose places are not those that are taken, every appointment that its events or places contradict.

    Asked first in a transaction: what others do meanwhile is not seen.
    """
    await tx.stand_still()
    for slot, taken in await miscounted(tx):
        said = {"booked": taken, "excess": max(taken - slot.capacity, 0)}
        yield Drift(f"slot {slot.id}", said, {"booked": slot.booked, "excess": slot.excess})
    places = await count_of_bookings(tx)
    for booking_id in await list_booking_ids(tx):
        booking = await get_booking(tx, booking_id)
        if booking is None:
            continue
        if bool(places.get(booking_id)) is not (booking.state in TAKES_PLACE):
            yield Drift(f"booking {booking.code}", booking.state, {"places": places.get(booking_id, 0)})
        before = None
        for event in await list_events(tx, subject_kind=BOOKING, subject_id=booking_id):
            if event.detail["before"] != before:
                yield Drift(f"booking {booking.code}, {event.action}", before, event.detail["before"])
            before = event.detail["after"]
        if before != summary(booking):
            yield Drift(f"booking {booking.code}", before, summary(booking))
