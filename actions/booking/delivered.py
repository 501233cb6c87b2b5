"""What came of messages to visitors: whom Telegram does not reach is called instead.

Source: docs/rules/booking.md, 21.
"""

from datetime import datetime

from actions.booking.calls import ask_to_call
from domain.booking import State
from domain.subjects import Outcome, Part, Subject
from domain.visit_calls import CallReason
from storage.asking import get_entry, note_told
from storage.bookings import get_booking
from storage.contacts import contact_of
from storage.transaction import Tx

CAME = frozenset({Outcome.SENT, Outcome.UNKNOWN})
"""They have read it, or may have."""


async def on_asked_to_move(tx: Tx, subject: Subject, *, outcome: Outcome, now: datetime) -> None:
    """Keep who was told that they must move; who was, and did not hear that they need not any more, is called."""
    if subject.part is Part.RECEIPT and outcome in CAME:
        await note_told(tx, subject.id, now=now)
    elif subject.part is Part.STATUS and outcome is Outcome.UNREACHABLE:
        entry = await get_entry(tx, subject.id)
        booking = await get_booking(tx, entry.booking_id)
        if booking and entry.told_at:
            await ask_to_call(tx, booking, reason=CallReason.STANDS, since=entry.since, now=now)


async def on_done_by_staff(tx: Tx, subject: Subject, *, outcome: Outcome, now: datetime) -> None:
    """Whoever has stopped the bot and does not know that the hall cancelled is called, if they left a number."""
    booking = await get_booking(tx, subject.id) if outcome is Outcome.UNREACHABLE else None
    if booking and booking.state is State.CANCELLED_BY_HALL and await contact_of(tx, booking):
        await ask_to_call(tx, booking, reason=CallReason.CANCELLED, now=now)
