"""Refusals of appointments: a rule said no, and the person deserves to know why."""

from domain.errors import Refusal


class NotBookable(Refusal):
    """A service cannot be booked, or no longer: people simply come."""

    code = "not_bookable"


class SlotFull(Refusal):
    """The last place at that time was given to somebody else."""

    code = "slot_full"


class SlotClosed(Refusal):
    """Nobody can come at that time: the hall has changed its plan."""

    code = "slot_closed"


class TooSoon(Refusal):
    """The time begins in less than ``minutes``, or has begun."""

    code = "too_soon"


class TooFarAhead(Refusal):
    """Days after ``last`` (a date) cannot be booked yet."""

    code = "too_far_ahead"


class TooManyVisits(Refusal):
    """A person has ``limit`` appointments before them, places in waiting lists included."""

    code = "too_many_visits"


class TooManyThatDay(Refusal):
    """A person has ``limit`` appointments on ``day`` (a date)."""

    code = "too_many_that_day"


class BookedThen(Refusal):
    """A person is to be at another counter at that time."""

    code = "booked_then"


class BookingRestricted(Refusal):
    """A person has missed appointments and books none until ``until`` (a moment); they are served if they come.

    They may say why by a case of the kind ``appeal``, if the hall has one for it.
    """

    code = "booking_restricted"


class HoldOver(Refusal):
    """A place was held for a while, and is no longer."""

    code = "hold_over"


class VisitChanged(Refusal):
    """Somebody acted on the appointment meanwhile; what is shown is no longer the present."""

    code = "visit_changed"


class VisitOver(Refusal):
    """The appointment is in a state in which that is not possible: it was cancelled, has begun or has taken place."""

    code = "visit_over"


class TooLateToMove(Refusal):
    """An appointment is moved at most ``hours`` before it begins."""

    code = "too_late_to_move"


class VisitAnotherDay(Refusal):
    """The appointment is on ``day`` (a date), not today."""

    code = "visit_another_day"


class StillInGrace(Refusal):
    """Somebody who is late may come until ``until`` (a moment)."""

    code = "still_in_grace"


class AlreadyWaiting(Refusal):
    """A person waits for a place for that service already."""

    code = "already_waiting"


class PlacesFree(Refusal):
    """There is no need to wait: on these days there are places."""

    code = "places_free"


class NothingToWaitFor(Refusal):
    """On these days nobody is served by appointment, or it is too late for an offer."""

    code = "nothing_to_wait_for"


class CannotClose(Refusal):
    """Days to be closed that are over, the wrong way round, or more than ``limit``, or more than ``limit`` ahead."""

    code = "cannot_close"


class ClosingOver(Refusal):
    """What was closed is over; there is nothing left to lift."""

    code = "closing_over"


class HoursUnreadable(Refusal):
    """Hours that were typed are none, or one of them lies before the other."""

    code = "hours_unreadable"
