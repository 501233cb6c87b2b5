"""Refusals to staff who arrange their work with each other: who is away, and who stands in."""

from domain.errors import Refusal


class DayUnreadable(Refusal):
    """Somebody was asked for a day and wrote what is none."""

    code = "day_unreadable"


class DaysImpossible(Refusal):
    """Days away that are over, the wrong way round, or more than ``limit``, or more than ``limit`` days ahead.

    Source: docs/rules/staff.md, 15.
    """

    code = "days_impossible"


class DeputyUnfit(Refusal):
    """``who`` cannot stand in: another role or other areas, or away then as well.

    Source: docs/rules/staff.md, 15.
    """

    code = "deputy_unfit"


class NoDeputy(Refusal):
    """Nobody who could stand in for ``who`` is there on those days.

    Source: docs/rules/staff.md, 15.
    """

    code = "no_deputy"


class StandsInAlready(Refusal):
    """``who`` stands in for ``colleague`` and cannot be away meanwhile; ``until`` is a moment of the last day.

    Source: docs/rules/staff.md, 15.
    """

    code = "stands_in_already"


class IsAway(Refusal):
    """``who`` is away now, so that nothing can be given to them.

    Source: docs/rules/staff.md, 16.
    """

    code = "is_away"
