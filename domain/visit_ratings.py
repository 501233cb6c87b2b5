"""How somebody found a visit at a counter: asked once, when it is over."""

from dataclasses import dataclass
from datetime import datetime

from domain.line_refusals import VisitRatingOver
from domain.ratings import CLOSED_AFTER, Level


@dataclass(frozen=True, slots=True)
class VisitRating:
    """What somebody thinks of a visit; ``level`` is None until they say it.

    Attributes:
        booking_id, walk_in_id: the visit; exactly one of the two.
        staff_id: who served them.
        reason: the id of one of the hall's reasons.
        rectification_id: the case a bad rating opened.
    """

    id: int
    booking_id: int | None
    walk_in_id: int | None
    person_id: int
    area: str
    service: str | None
    staff_id: int | None
    level: Level | None
    reason: str | None
    invited_at: datetime
    rated_at: datetime | None
    rectification_id: int | None


def check_can_rate_visit(rating: VisitRating, *, now: datetime) -> None:
    """Refuse a rating that can no longer be given or changed; ``now`` is aware.

    Raises:
        VisitRatingOver: its week is over.

    Source: docs/rules/line.md, 7.
    """
    if now > rating.invited_at + CLOSED_AFTER:
        raise VisitRatingOver
