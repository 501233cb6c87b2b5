"""The events of an appointment: the truth of which its row is the summary."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.line.card import follow_booking
from domain.booking import Booking, State
from domain.cases import Actor
from storage.events import add_event
from storage.transaction import Tx

ON_THE_DAY = frozenset({State.BOOKED, State.CHECKED_IN, State.SERVING, State.DONE, State.NO_SHOW})
"""States that the card of the day counts."""
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

    The card of its day follows.
    """
    told = {"before": summary(before) if before else None, "after": summary(after), **(detail or {})}
    event = await add_event(
        tx, actor=actor.name, action=action, subject_kind=BOOKING, subject_id=after.id, now=now, detail=told
    )
    states = {before.state if before else None, after.state}
    for day in {after.day, before.day if before else after.day} if states & ON_THE_DAY else ():
        await follow_booking(tx, area=after.area, day=day, cause=f"{after.ref}.{after.version}")
    return event
