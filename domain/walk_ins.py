"""Somebody who came without an appointment and has a number: where they stand, and what may be done with it now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.hours import OpeningHours
from domain.line_refusals import NoMoreNumbers, NoNumbersYet, NumberChanged

SERVED_AFTER_CLOSING = timedelta(minutes=30)
"""So long after the hall closes whoever still waits may be called; then their numbers end.

Source: docs/rules/line.md, 1.
"""


class WalkInState(StrEnum):
    """Where somebody with a number stands."""

    WAITING = "waiting"
    """Also while they are called, until they sit at the counter."""
    SERVING = "serving"
    DONE = "done"
    LEFT = "left"
    """They gave their number up."""
    MISSED = "missed"
    """They were called and did not come."""
    CLOSED = "closed"
    """The hall closed before it was their turn, or the day was over before anybody noted what came of the call."""


class TurnStep(StrEnum):
    """What staff do with somebody who has a number; values are short because they travel in buttons."""

    CALL = "c"
    SERVE = "s"
    FINISH = "f"
    MISS = "m"
    RETURN = "r"
    """Back in line, at its head."""


ACTIVE = frozenset({WalkInState.WAITING, WalkInState.SERVING})
"""Somebody is here for it."""
FOLLOWING: Mapping[WalkInState, frozenset[WalkInState]] = {
    WalkInState.WAITING: frozenset(
        {WalkInState.SERVING, WalkInState.LEFT, WalkInState.MISSED, WalkInState.CLOSED},
    ),
    WalkInState.SERVING: frozenset({WalkInState.DONE}),
    WalkInState.MISSED: frozenset({WalkInState.WAITING}),
}
"""What each state may become; the others are final."""


@dataclass(frozen=True, slots=True)
class WalkIn:
    """A number of an area on a day. ``version`` counts every change but what a phone was told.

    Attributes:
        ref: random; the only name of it in links and buttons.
        number: from 1, running through the day of the area.
        service: what it is for, if that was said.
        person_id: whose it is; None for a number on paper that no phone follows.
        called_at, counter: since the last call; both are empty again when they are put back in line.
        returned_at: when they were put back in line, at its head; that is done once.
        told: the place in line their phone was told last, as ``domain.line.worth_telling`` has it.
        is_near: their phone was told that it is nearly their turn.
    """

    id: int
    ref: str
    area: str
    day: date
    number: int
    service: str | None
    person_id: int | None
    state: WalkInState
    version: int
    taken_at: datetime
    called_at: datetime | None
    counter: str | None
    began_at: datetime | None
    ended_at: datetime | None
    returned_at: datetime | None
    staff_id: int | None
    told: int | None
    is_near: bool

    @property
    def is_called(self) -> bool:
        """Whether they are to come to a counter now."""
        return self.state is WalkInState.WAITING and self.called_at is not None

    @property
    def is_in_line(self) -> bool:
        """Whether their turn is still to come."""
        return self.state is WalkInState.WAITING and self.called_at is None

    @property
    def is_on_paper(self) -> bool:
        """Whether they wait with a slip alone, which no phone follows."""
        return self.is_in_line and self.person_id is None

    @property
    def is_unclear(self) -> bool:
        """Whether they were called and nobody knows what came of it."""
        return self.state is WalkInState.CLOSED and self.called_at is not None

    @property
    def can_return(self) -> bool:
        """Whether they may be put back in line."""
        return self.state is WalkInState.MISSED and self.returned_at is None


def check_walk_in_may_become(walk_in: WalkIn, state: WalkInState) -> None:
    """Refuse what the present state does not allow; who was not called has not missed anything.

    Raises:
        NumberChanged: it is in another state by now.

    Source: docs/rules/line.md, 3.
    """
    is_early = state is WalkInState.MISSED and not walk_in.is_called
    if state not in FOLLOWING.get(walk_in.state, ()) or is_early:
        raise NumberChanged
    if state is WalkInState.WAITING and not walk_in.can_return:
        raise NumberChanged


def check_gives_numbers(hours: OpeningHours, *, now: datetime) -> None:
    """Numbers are given from the first opening of a day to its last closing, over lunch too.

    Args:
        now: in the hall's zone.

    Raises:
        NoNumbersYet: the hall opens later today.
        NoMoreNumbers: it is closed for today, or all day.

    Source: docs/rules/line.md, 1.
    """
    stretches = hours.on(now.date())
    if not stretches or now.time() >= stretches[-1].closes:
        raise NoMoreNumbers
    if now.time() < stretches[0].opens:
        raise NoNumbersYet(opens=datetime.combine(now.date(), stretches[0].opens, tzinfo=now.tzinfo))


def numbers_end(hours: OpeningHours, day: date) -> datetime:
    """When the numbers of a day that wait end; in the hall's zone. On a day on which it is shut: as the day begins."""
    stretches = hours.on(day)
    if not stretches:
        return datetime.combine(day, datetime.min.time(), tzinfo=hours.zone)
    return datetime.combine(day, stretches[-1].closes, tzinfo=hours.zone) + SERVED_AFTER_CLOSING


def day_end(hours: OpeningHours, day: date) -> datetime:
    """When the numbers of a day end that were called, or are served, and of which nobody noted how it ended.

    Until then they may still be served. Nobody knows whether who was called came, so they have missed nothing.

    Source: docs/rules/line.md, 1.
    """
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=hours.zone)
