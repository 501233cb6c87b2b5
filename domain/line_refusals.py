"""Refusals of the line at the counters: a rule said no, and the person deserves to know why."""

from domain.errors import Refusal


class NoNumbersYet(Refusal):
    """The hall gives numbers from ``opens`` (a moment) on."""

    code = "no_numbers_yet"


class NoMoreNumbers(Refusal):
    """The hall gives no numbers today any more."""

    code = "no_more_numbers"


class AreaClosedNow(Refusal):
    """Nobody is served in the area now. ``days``: when it is closed; ``reason``: why."""

    code = "area_closed_now"


class HasNumber(Refusal):
    """Somebody has a number in that area already. ``number``: as people read it."""

    code = "has_number"


class NumberChanged(Refusal):
    """Somebody acted on a number meanwhile, or it is over; what is shown is no longer the present."""

    code = "number_changed"


class TookAnother(Refusal):
    """Somebody is to be put back in line who has taken another number. ``number``: as people read it."""

    code = "took_another"


class NobodyWaits(Refusal):
    """There is nobody to be called."""

    code = "nobody_waits"


class CounterBusy(Refusal):
    """Somebody is called to the counter, or served there. ``who``: their number or code."""

    code = "counter_busy"


class NoCounter(Refusal):
    """A clerk has to say first at which counter they work today."""

    code = "no_counter"


class VisitRatingOver(Refusal):
    """A visit can be rated for a week only."""

    code = "visit_rating_over"
