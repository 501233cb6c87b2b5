"""The arithmetic of the bench: when somebody comes, and what a hundred measurements say in two numbers."""

import math
import random
from collections import deque
from collections.abc import Iterable, Sequence


def moments(*, rate: float, count: int, seed: int) -> list[float]:
    """Seconds at which people come who do not know of each other: exponential gaps, ``rate`` a second on average."""
    rng = random.Random(seed)
    at, came = 0.0, []
    for _ in range(count):
        at += rng.expovariate(rate)
        came.append(at)
    return came


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least this share of all does not exceed (nearest rank); nothing is interpolated.

    Raises:
        ValueError: there are no values.
    """
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def most_within(times: Sequence[float], *, seconds: float) -> int:
    """The most of these moments, given in order, that any stretch of so many seconds holds, its end not included."""
    most, window = 0, deque[float]()
    for at in times:
        window.append(at)
        while window[0] <= at - seconds:
            window.popleft()
        most = max(most, len(window))
    return most
