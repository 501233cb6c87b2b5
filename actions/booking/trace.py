"""The events of an appointment: the truth of which its row is the summary."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.line.card import follow_booking
from domain.booking import Booking
from domain.cases import Actor
from storage.events import add_event
from storage.transaction import Tx

BOOKING = "booking"
"""The kind of subject appointments are, in events."""


def summary(booking: Booking) -> dict[str, Any]:
    """What an event keeps of an appointment, so that the row can be told from its events alone."""
    return {
        "state": booking.state,
        "slot": booking.slot_id,
        "sequence": booking.sequence,
        "version": booking.version,
        "excused": booking.excused,
    }


async def note(
    tx: Tx,
    action: str,
    *,
    before: Booking | None,
    after: Booking,
    actor: Actor,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
) -> int:
    """Write down what was done to an appointment, and how it stood before and after; the id of the event.

    The line and the card of its day follow.
    """
    told = {"before": summary(before) if before else None, "after": summary(after), **(detail or {})}
    event = await add_event(
        tx, actor=actor.name, action=action, subject_kind=BOOKING, subject_id=after.id, now=now, detail=told
    )
    await follow_booking(tx, before, after, now=now)
    return event
