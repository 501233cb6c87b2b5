"""Counts the places that are taken anew, and tells from the events of an appointment or a number how it must stand."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from actions.booking.trace import BOOKING, summary
from actions.line.trace import WALK_IN
from actions.line.trace import summary as summary_of_number
from domain.booking import TAKES_PLACE
from storage.bookings import get_booking, list_booking_ids
from storage.events import list_events
from storage.places import count_of_bookings, miscounted
from storage.transaction import Tx
from storage.walk_ins import get_walk_in, list_walk_in_ids


@dataclass(frozen=True, slots=True)
class Drift:
    """Something that is not what the rest says: of a slot, an appointment, which is named by its code, or a number."""

    what: str
    said: Any
    found: Any


async def drifts(tx: Tx) -> AsyncIterator[Drift]:
    """Every slot whose places are not those that are taken, everything that its events or places contradict.

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
        async for drift in _contradicted(tx, BOOKING, booking_id, f"booking {booking.code}", found=summary(booking)):
            yield drift
    for walk_in_id in await list_walk_in_ids(tx):
        if walk_in := await get_walk_in(tx, walk_in_id):
            what = f"number {walk_in.number} of {walk_in.area}, {walk_in.day}"
            async for drift in _contradicted(tx, WALK_IN, walk_in_id, what, found=summary_of_number(walk_in)):
                yield drift


async def _contradicted(
    tx: Tx, kind: str, subject_id: int, what: str, *, found: Mapping[str, Any]
) -> AsyncIterator[Drift]:
    """Where the events of one of these do not follow from each other, or the row not from the last of them."""
    before = None
    for event in await list_events(tx, subject_kind=kind, subject_id=subject_id):
        if event.detail["before"] != before:
            yield Drift(f"{what}, {event.action}", before, event.detail["before"])
        before = event.detail["after"]
    if before != found:
        yield Drift(what, before, found)
