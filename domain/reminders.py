"""When somebody is reminded of an appointment, and when it is too late for that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.calendars import WorkCalendar


class Kind(StrEnum):
    """Which reminder of an appointment it is."""

    DAY = "day"
    """A working day before, when the hall opens."""
    HOURS = "hours"
    """On the day itself."""


HOURS_BEFORE = timedelta(hours=2)
TOO_LATE: Mapping[Kind, timedelta] = {Kind.DAY: timedelta(hours=6), Kind.HOURS: timedelta(minutes=45)}
"""So long after its moment a reminder is not sent any more: what it says would no longer be true, or of use.

Source of both: docs/rules/booking.md, 18.
"""


class Outcome(StrEnum):
    """What became of a reminder."""

    SENT = "sent"
    LATE = "late"
    """Nobody looked in time, so that it was left out."""
    CALL = "call"
    """Staff are to say it by telephone."""
    NO_WAY = "no_way"
    """Its visitor has neither Telegram nor left a number."""
    VOID = "void"
    """The appointment was moved, cancelled, or is taking place."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder that is due; ``starts_at``: when the appointment was to begin as it was planned."""

    id: int
    booking_id: int
    kind: Kind
    due_at: datetime
    starts_at: datetime


def moments_of(starts_at: datetime, *, since: datetime, calendar: WorkCalendar) -> dict[Kind, datetime]:
    """When the visitor of an appointment is reminded; what lies before ``since``, when they chose it, is left out.

    Args:
        starts_at: in the hall's zone.
        since: aware.

    Source: docs/rules/booking.md, 18.
    """
    moments = {
        Kind.DAY: calendar.opening_of(calendar.last_working_before(starts_at.date())),
        Kind.HOURS: starts_at - HOURS_BEFORE,
    }
    return {kind: at for kind, at in moments.items() if at > since}


def outcome_of(reminder: Reminder, *, holds: bool, now: datetime) -> Outcome:
    """What becomes of a reminder that is due; ``holds``: the appointment is to take place as it was planned."""
    if not holds:
        return Outcome.VOID
    is_late = now - reminder.due_at > TOO_LATE[reminder.kind] or now >= reminder.starts_at
    return Outcome.LATE if is_late else Outcome.SENT
