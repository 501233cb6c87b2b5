"""Time limits as the hall writes them: an amount and a unit, never a bare number."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What a limit counts. Working units follow the hall's calendar, the others the clock.

    Source: docs/rules/time.md, 1.
    """

    MINUTES = "minutes"
    WORKING_MINUTES = "working minutes"
    WORKING_DAYS = "working days"
    DAYS = "days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Limit:
    """A promised period, for example five working days. ``amount`` is 0 for "at once, while you wait"."""

    amount: int
    unit: Unit


_WRITTEN = re.compile(r"(\d{1,4}) ((?:working )?(?:minute|day)s?|months?)")


def parse_limit(written: str) -> Limit:
    """Read a limit as an editor writes it: ``5 working days``, ``1 working day``, ``30 minutes``, ``at once``.

    Raises:
        ValueError: there is no unit, or an unknown one; the text says what is allowed.
    """
    if written.strip() == "at once":
        return Limit(amount=0, unit=Unit.MINUTES)
    match = _WRITTEN.fullmatch(written.strip())
    if not match:
        raise ValueError(
            f"{written!r} is no time limit; write an amount and a unit, like '5 working days', "
            "'30 days', '2 months', '30 minutes', '120 working minutes', or 'at once'"
        )
    unit = match[2] if match[2].endswith("s") else match[2] + "s"
    return Limit(amount=int(match[1]), unit=Unit(unit))


MONTH_DAYS = (28, 31)
"""The shortest and the longest month."""
MINUTES_OF_DAY = 24 * 60


def is_certainly_longer(limit: Limit, *, than: Limit) -> bool:
    """Whether ``limit`` ends later than ``than`` whatever the calendar holds.

    Working units have no upper bound (holidays), so they are exceeded for certain only by their own unit.
    """
    if limit.unit is than.unit:
        return limit.amount > than.amount
    longest = _most_minutes(than)
    return longest is not None and _least_minutes(limit) > longest


def _least_minutes(limit: Limit) -> int:
    match limit.unit:
        case Unit.MINUTES | Unit.WORKING_MINUTES:
            return limit.amount
        case Unit.MONTHS:
            return limit.amount * MONTH_DAYS[0] * MINUTES_OF_DAY
        case Unit.DAYS | Unit.WORKING_DAYS:
            return limit.amount * MINUTES_OF_DAY


def _most_minutes(limit: Limit) -> int | None:
    match limit.unit:
        case Unit.MINUTES:
            return limit.amount
        case Unit.DAYS:
            return limit.amount * MINUTES_OF_DAY
        case Unit.MONTHS:
            return limit.amount * MONTH_DAYS[1] * MINUTES_OF_DAY
        case Unit.WORKING_DAYS | Unit.WORKING_MINUTES:
            return 0 if limit.amount == 0 else None
