"""How a citizen found what was done: five levels, asked once for each end of a case, and what a bad one does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from domain.errors import RatingOver
from domain.flows import Party

REMINDED_AFTER = timedelta(days=3)
CLOSED_AFTER = timedelta(days=7)
"""From the invitation on. Source: docs/rules/ratings.md, 1."""
RECTIFICATION = "rectification"
"""The kind of case a bad rating opens; in a hall without it a bad rating is only shown."""
MAX_COMMENT = 1000
"""Characters of a comment that are kept beside the level; the message itself is kept whole."""


class Level(IntEnum):
    """How content somebody is, the best highest."""

    AWFUL = 1
    BAD = 2
    FAIR = 3
    GOOD = 4
    GREAT = 5

    @property
    def is_bad(self) -> bool:
        """Whether the hall must call back and put something right. Source: docs/rules/ratings.md, 3."""
        return self <= Level.BAD


class RatingStep(StrEnum):
    """What the clock does next about a rating, in order."""

    INVITE = "invite"
    REMIND = "remind"
    CLOSE = "close"


NEXT: Mapping[RatingStep, RatingStep | None] = {
    RatingStep.INVITE: RatingStep.REMIND,
    RatingStep.REMIND: RatingStep.CLOSE,
    RatingStep.CLOSE: None,
}


@dataclass(frozen=True, slots=True)
class Rating:
    """What a citizen thinks of one end of a case; ``level`` is None until they say it.

    Attributes:
        round: the round of the case that ended.
        staff_id: who handled the case when it ended; whoever has it later is not who is rated.
        reason: the id of one of the hall's reasons.
        invited_at: when they are asked; everything else is reckoned from it.
        step: what the clock does next, at ``step_at``; None when the rating is closed.
        rectification_id: the case a bad rating opened.
    """

    id: int
    case_id: int
    round: int
    staff_id: int | None
    level: Level | None
    reason: str | None
    comment: str
    rated_at: datetime | None
    invited_at: datetime
    step: RatingStep | None
    step_at: datetime | None
    rectification_id: int | None

    @property
    def is_open(self) -> bool:
        """Whether it can still be given or changed."""
        return self.step is not None


def moment_of(step: RatingStep, *, invited_at: datetime) -> datetime:
    """When the clock does a step, before the hours at which people may be told; aware like ``invited_at``."""
    after = {RatingStep.INVITE: timedelta(), RatingStep.REMIND: REMINDED_AFTER, RatingStep.CLOSE: CLOSED_AFTER}
    return invited_at + after[step]


def can_rate(rating: Rating, *, now: datetime) -> bool:
    """Whether a rating can be given or changed now (aware).

    Source: docs/rules/ratings.md, 1.
    """
    return rating.is_open and now <= moment_of(RatingStep.CLOSE, invited_at=rating.invited_at)


def check_can_rate(rating: Rating, *, number: str, now: datetime) -> None:
    """Refuse a rating that can no longer be given or changed; ``now`` is aware.

    Raises:
        RatingOver: it is closed, or the case goes on.
    """
    if not can_rate(rating, now=now):
        raise RatingOver(number=number)


def responsible_for(bad_ratings: int) -> Party:
    """Who puts right what was rated badly so often in one case, this time counted.

    Source: docs/rules/ratings.md, 4.
    """
    return Party.SUPERVISOR if bad_ratings <= 1 else Party.DIRECTOR
