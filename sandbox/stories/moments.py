"""How a story says when: spans, moments of which only the hall knows where they lead, and dates."""

import re
from contextlib import suppress
from datetime import UTC, datetime

from sandbox.stories.models import MOMENTS, UNITS

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SPAN = re.compile(rf"(\d+) ({'|'.join(UNITS)})s?")
DATE = re.compile(rf"(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{2}}):(\d{{2}})")
RAREST = 8
"""Years within which each day comes once more: 29 February skips the turn of most centuries."""
ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def is_time(text: str) -> bool:
    """Whether a story may say so."""
    return text in MOMENTS or SPAN.fullmatch(text) is not None or next_date(text, now=ANY_TIME) is not None


def seconds_of(span: str) -> int:
    """The seconds of a span like ``2 hours``."""
    number, unit = span.split()
    return int(number) * UNITS[unit.removesuffix("s")]


def next_date(text: str, *, now: datetime) -> datetime | None:
    """The next moment that is written so, like ``30 April 09:00``, in the zone of ``now``; None for what is no date."""
    if (written := DATE.fullmatch(text)) is None:
        return None
    day, hour, minute = (int(written[part]) for part in (1, 3, 4))
    for year in range(now.year, now.year + RAREST + 1):
        with suppress(ValueError):  # no such day in this year, or in any
            moment = datetime(year, MONTHS.index(written[2]) + 1, day, hour, minute, tzinfo=now.tzinfo)
            if moment > now:
                return moment
    return None
