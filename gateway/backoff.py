"""How long to wait before what has failed is tried again."""

import random

DOUBLINGS = 6
"""After 64 seconds the pause of a caller is the longest it allows."""


def pause_after(failures: int, *, longest: float) -> float:
    """Seconds to wait after so many failures in a row: 2, 4, 8 and so on until ``longest``.

    Up to half of it is left out, by chance: who failed together must not come back together.
    """
    return min(longest, 2.0 ** min(failures, DOUBLINGS)) * random.uniform(0.5, 1)  # noqa: S311 # no secret
