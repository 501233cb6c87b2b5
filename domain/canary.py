"""A hidden case of every day, with a short deadline: if it does not end by itself, nobody's promised date is kept.

Source: docs/rules/deadlines.md, 9.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

CANARY = "canary"
"""The kind of such a case; no flow of a hall is called so, and no list or report shows it."""
EVERY = timedelta(days=1)
ENDS_AFTER = timedelta(minutes=10)
"""As its flow says."""
GRACE = timedelta(minutes=2)
FILED_LATE = timedelta(hours=3)
"""How much later than a day after the last one the next may be filed: a backup and a drill may come first."""


@dataclass(frozen=True, slots=True)
class Canary:
    """The newest one, in hall time. ``ended_at`` is None until the clock has seen to it."""

    filed_at: datetime
    ended_at: datetime | None


def is_silent(newest: Canary | None, *, since: datetime, now: datetime) -> bool:
    """Whether the canary should have been heard by now: filed each day, and ended by its deadline.

    Args:
        newest: None if none was ever filed.
        since: when a bot first ran on this database; aware.
        now: hall time.
    """
    filed = newest.filed_at if newest else since
    if now > filed + EVERY + FILED_LATE:
        return True
    return newest is not None and newest.ended_at is None and now > filed + ENDS_AFTER + GRACE
