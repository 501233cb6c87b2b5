"""Refusals to staff who arrange their work with each other: who is away, who stands in, and which area is asked."""

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


class TooManyAsked(Refusal):
    """``limit`` requests of case ``number`` to other areas wait already.

    Source: docs/rules/cases.md, 17.
    """

    code = "too_many_asked"


class AskedAlready(Refusal):
    """A request to that area waits: the case ``number``.

    Source: docs/rules/cases.md, 17.
    """

    code = "asked_already"


class PartsAwaited(Refusal):
    """Case ``number`` waits for what others were asked for: ``parts``, the numbers of those requests.

    Source: docs/rules/cases.md, 17.
    """

    code = "parts_awaited"
