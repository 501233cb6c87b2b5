"""The line of an area: who is called next, who is ahead of whom, and how long that may take."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from math import ceil, floor
from statistics import quantiles

EXACT = 5
"""Places up to this one are told one by one; further ones in steps, so that a long line does not flood the phones."""
STEP, FAR, FAR_STEP = 5, 20, 10
"""The steps, and from which place on they are longer ones."""
NEAR = 2
"""So many ahead: the phone rings once. Source: docs/rules/line.md, 4."""
ENOUGH = 5
"""Visits of today that ended, from which on a wait may be guessed. Source: docs/rules/line.md, 4."""
ROUNDED = 5
"""Minutes to which a guess is rounded, its beginning down and its end up."""


@dataclass(frozen=True, slots=True)
class InLine:
    """Somebody who is here and has not been called.

    Attributes:
        ref: of their appointment or of their number.
        since: when they checked in or took the number.
        starts_at: when their appointment begins; None without one.
        number: of those without an appointment; 0 with one.
        returned_at: when they were put back in line, at its head.
    """

    ref: str
    since: datetime
    starts_at: datetime | None = None
    number: int = 0
    returned_at: datetime | None = None


def in_order(people: Iterable[InLine], *, grace: timedelta, now: datetime) -> list[InLine]:
    """Everybody in the order in which they are called.

    First who was put back in line, then who has an appointment whose time has come, by that time. Then those without
    one, by number; whoever came later than ``grace`` after their appointment began stands among them as of when they
    came. Last those whose appointment is still to begin: they go in if nobody else waits.

    Source: docs/rules/line.md, 2.
    """
    returned, due, late, without, early = [list[InLine]() for _ in range(5)]
    for one in people:
        if one.returned_at is not None:
            returned.append(one)
        elif one.starts_at is None:
            without.append(one)
        elif one.since > one.starts_at + grace:
            late.append(one)
        else:
            (due if one.starts_at <= now else early).append(one)
    returned.sort(key=lambda one: (one.returned_at, one.ref))
    without.sort(key=lambda one: one.number)
    late.sort(key=lambda one: (one.since, one.ref))
    for booked in (due, early):
        booked.sort(key=lambda one: (one.starts_at, one.since, one.ref))
    return [*returned, *due, *merge(without, late, key=lambda one: one.since), *early]


def worth_telling(ahead: int) -> int:
    """So many ahead, as a phone is told without being asked: exactly near the counter, rounded up further away."""
    if ahead <= EXACT:
        return ahead
    step = STEP if ahead <= FAR else FAR_STEP
    return ceil(ahead / step) * step


def minutes_to_wait(ahead: int, *, served: Sequence[timedelta], counters: int) -> tuple[int, int] | None:
    """From how many to how many minutes it may take until somebody is called who has so many ahead.

    The middle half of today's visits says how long one takes, and they are shared among the counters.

    Args:
        served: how long today's visits of the area took.
        counters: at how many counters people are served now.

    Returns:
        None where nothing honest can be said: too few visits, nobody at a counter, or nobody ahead.

    Source: docs/rules/line.md, 4.
    """
    if len(served) < ENOUGH or counters < 1 or ahead < 1:
        return None
    short, _, long = quantiles((one.total_seconds() / 60 for one in served), n=4, method="inclusive")
    first, last = floor(ahead * short / counters / ROUNDED), ceil(ahead * long / counters / ROUNDED)
    return first * ROUNDED, max(last, first + 1) * ROUNDED
