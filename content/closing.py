"""What is about to be closed, as whoever closes it sees it: what is said so far, and whom it concerns."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from content.models import Area
from domain.closures import ClosedDays, Closure, ClosureReason
from domain.rebooking import Progress


class Unsaid(StrEnum):
    """What has yet to be said of something that is to be closed."""

    AREA = "area"
    FIRST = "first"
    LAST = "last"
    HOURS = "hours"
    COUNTERS = "counters"
    REASON = "reason"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Effect:
    """Whom it would concern.

    Attributes:
        affected: appointments that could not take place as they were made.
        unreachable: how many of their visitors have no Telegram, or do not let the bot write.
        placed: how many of them could come at another time within the days that can be booked.
        first, last: of the days on which these would come, if each took the earliest; None if nobody could.
    """

    affected: int
    unreachable: int
    placed: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class PlannedClosing:
    """Something to be closed, as far as it was said.

    Attributes:
        missing: what is asked for next; None once all is said.
        areas: of which one may be chosen; ``may_close_all``: the whole hall as well.
        area: the chosen one; None for the whole hall, or while none is.
        now: by the hall's clock.
        hours: full hours at which somebody is at the counters on the chosen day and that are still to come.
        most: counters of the area.
        effect: once all is said; ``has_changed``: it is not what was shown before.
    """

    missing: Unsaid | None
    now: datetime
    areas: tuple[Area, ...]
    may_close_all: bool
    area: Area | None
    days: ClosedDays | None
    hours: tuple[time, ...]
    most: int
    counters: int
    reason: ClosureReason | None
    words_zh: str
    words_en: str
    effect: Effect | None
    has_changed: bool
    key: str


@dataclass(frozen=True, slots=True)
class ShownClosures:
    """A page of what is closed, in order; ``page`` counts from 0, ``more``: others follow."""

    found: tuple["ShownClosure", ...]
    page: int
    more: bool


@dataclass(frozen=True, slots=True)
class ShownClosure:
    """Something that is closed: where (None: everywhere), when, by whom, and how it stands with those it concerns.

    ``to_call``: the areas in which somebody is to be telephoned.
    """

    closure: Closure
    area: Area | None
    days: ClosedDays
    by: str
    progress: Progress
    to_call: tuple[Area, ...]
