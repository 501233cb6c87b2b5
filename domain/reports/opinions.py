"""What a citizen said of each end of their case, as it was known at the end of a period.

Source: docs/reports.md, 8.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.ratings import CLOSED_AFTER, Level
from domain.reports.periods import Period


@dataclass(frozen=True, slots=True)
class Asked:
    """A citizen is asked how an end of their case was: of which round, who handled it then, and since when."""

    round: int
    staff_id: int | None
    invited_at: datetime


@dataclass(frozen=True, slots=True)
class Given:
    """They said it, for the first time or anew."""

    at: datetime
    level: Level


@dataclass(frozen=True, slots=True)
class Opinion:
    """How content they were with one end; ``level`` is None where they have said nothing.

    Attributes:
        counts: whether it was said first, or could no longer be said, in the period.
        is_awaited: whether neither had come by its end.
    """

    staff_id: int | None
    level: Level | None
    counts: bool
    is_awaited: bool


def opinions(
    asked: Sequence[Asked], given: Sequence[Given], begun: Sequence[datetime], *, period: Period
) -> Iterator[Opinion]:
    """What was said until the end of the period, one opinion for each time it was asked before then, oldest first.

    ``begun`` are the beginnings of the case's rounds: a round that follows ends the asking about the one before.
    """
    for one in asked:
        since, until = begun[one.round - 1], begun[one.round] if one.round < len(begun) else None
        said = [word for word in given if since <= word.at and (until is None or word.at < until)]
        over = one.invited_at + CLOSED_AFTER if until is None else min(one.invited_at + CLOSED_AFTER, until)
        known = [word.level for word in said if word.at < period.ends]
        if not known and (one.invited_at >= period.ends or over <= one.invited_at):
            continue
        decided_at = said[0].at if said else over
        level, is_awaited = known[-1] if known else None, decided_at >= period.ends
        yield Opinion(one.staff_id, level, counts=period.has(decided_at), is_awaited=is_awaited)
