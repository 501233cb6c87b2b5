"""Visitors whom Telegram does not reach are told by telephone: why, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CallReason(StrEnum):
    """Why the visitor of an appointment is to be called."""

    REMINDER = "reminder"
    """It is before them."""
    CANCELLED = "cancelled"
    """The hall has cancelled it."""
    NO_TELEGRAM = "no_telegram"
    """The hall asks them to come at another time, and they have no Telegram."""
    BLOCKED = "blocked"
    """The same, and they have stopped the bot."""
    NO_ANSWER = "no_answer"
    """The same, and they did not answer."""
    STANDS = "stands"
    """They were told so, and need not any more."""
    OFFER = "offer"
    """A place has come free for which they wait."""


ASKED_TO_MOVE = frozenset({CallReason.NO_TELEGRAM, CallReason.BLOCKED, CallReason.NO_ANSWER})
"""Whoever is called for one of these is to come at another time."""


class CallOutcome(StrEnum):
    """What came of a call."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    """Nobody answered; it stays to be made."""
    TAKEN = "taken"
    """They take the place they are offered."""
    DECLINED = "declined"
    """They do not, and go on waiting."""
    VOID = "void"
    """There is nothing left to tell."""


def outcomes_of(reason: CallReason) -> tuple[CallOutcome, ...]:
    """What may come of a call."""
    if reason is CallReason.OFFER:
        return (CallOutcome.TAKEN, CallOutcome.DECLINED, CallOutcome.NOT_REACHED)
    return (CallOutcome.REACHED, CallOutcome.NOT_REACHED)


@dataclass(frozen=True, slots=True)
class VisitCall:
    """A call that is to be made from ``due_from`` on, or was; ``version`` counts every change.

    Attributes:
        sequence: that of the appointment when the call was asked for: once it has moved, there is nothing to tell.
        tries, tried_at: how often nobody answered, and when last.
    """

    id: int
    booking_id: int
    reason: CallReason
    sequence: int
    due_from: datetime
    tries: int
    tried_at: datetime | None
    done_at: datetime | None
    outcome: CallOutcome | None
    version: int
