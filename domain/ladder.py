"""What happens around the end of a promised period: who is reminded, and who takes over when nobody acts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from domain.calendars import WorkCalendar
from domain.flows import Party
from domain.limits import Limit, Unit
from domain.working_time import due

NO_WORK = Limit(0, Unit.WORKING_MINUTES)
HALF = 0.5
"""The share of a period after which it shows in the digest."""
REMIND_BEFORE = 1
URGE_AFTER = 1
DIRECTOR_AFTER = 5
"""Working days before and after the due moment. Source: docs/rules/deadlines.md, 3."""


class Step(StrEnum):
    """A rung of the ladder, in the order they are climbed."""

    HALF = "half"
    REMINDER = "reminder"
    DUE = "due"
    URGING = "urging"
    DIRECTOR = "director"
    AFTER = "after"
    """Not a rung: the citizen was awaited for long enough, and the case goes on by itself."""


RESPONSIBLE: Mapping[Step, Party] = {
    Step.HALF: Party.CLERK,
    Step.REMINDER: Party.CLERK,
    Step.DUE: Party.SUPERVISOR,
    Step.URGING: Party.SUPERVISOR,
    Step.DIRECTOR: Party.DIRECTOR,
}
"""Who, besides the owner, learns of a step; an owner is named there if the case has none."""
LATE = frozenset({Step.DUE, Step.URGING, Step.DIRECTOR})
"""Steps that say that a promise was broken."""


TELLS = frozenset({Step.REMINDER, *LATE})
"""Steps that somebody is told of; half of a period only shows in lists."""
AFTER_CLOSE = timedelta(hours=1)
"""How long after the close of business staff may still be told: a period ends at the close itself."""
SERIOUSLY_LATE = timedelta(hours=1)
"""From when on a word says by how much it is late itself, because the bot stood still."""


class Audience(StrEnum):
    """Who is told of a step."""

    STAFF = "staff"
    TOPIC = "topic"
    CITIZEN = "citizen"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A step and its moment (aware, UTC)."""

    step: Step
    at: datetime


def rungs(*, received: datetime, ends: datetime, calendar: WorkCalendar) -> tuple[Deadline, ...]:
    """The steps of a period from ``received`` to ``ends`` (aware), in order.

    The due moment is exact. The others fall into working time: a reminder when the last working day before it begins,
    the rest when somebody is at work after so many working days: of a period that ends at the close of business the
    day after, in the morning. What would come before the period begins is left out, and of steps that coincide the
    highest stays.

    Raises:
        NoWorkingDay: the calendar has a rest without end.

    Source: docs/rules/deadlines.md, 3.
    """
    moments = {
        Step.HALF: _at_work(received + (ends - received) * HALF, calendar=calendar),
        Step.REMINDER: _before(ends, days=REMIND_BEFORE, calendar=calendar),
        Step.DUE: ends.astimezone(UTC),
        Step.URGING: _later(ends, days=URGE_AFTER, calendar=calendar),
        Step.DIRECTOR: _later(ends, days=DIRECTOR_AFTER, calendar=calendar),
    }
    climbed: list[Deadline] = []
    for step in reversed(moments):
        latest = climbed[-1].at if climbed else None
        if (moments[step] > received or step is Step.DUE) and (latest is None or moments[step] < latest):
            climbed.append(Deadline(step, moments[step]))
    return tuple(reversed(climbed))


def told_at(moment: datetime, *, calendar: WorkCalendar) -> datetime:
    """When people may be told: now on a working day until ``AFTER_CLOSE``, else when work begins again (aware, UTC).

    Source: docs/rules/deadlines.md, 7.
    """
    day = moment.astimezone(calendar.zone).date()
    if calendar.is_working(day):
        if moment < calendar.opening_of(day):
            return calendar.opening_of(day).astimezone(UTC)
        if moment <= calendar.close_of(day) + AFTER_CLOSE:
            return moment.astimezone(UTC)
    return calendar.opening_of(calendar.first_working(day + timedelta(days=1))).astimezone(UTC)


def _before(ends: datetime, *, days: int, calendar: WorkCalendar) -> datetime:
    """The opening of the working day that is so many working days before that of ``ends``."""
    day = ends.astimezone(calendar.zone).date()
    for _ in range(days):
        day -= timedelta(days=1)
        while not calendar.is_working(day):
            day -= timedelta(days=1)
    return calendar.opening_of(day).astimezone(UTC)


def _later(ends: datetime, *, days: int, calendar: WorkCalendar) -> datetime:
    local = ends.astimezone(calendar.zone)
    day = calendar.next_working(local.date(), amount=days)
    return _at_work(datetime.combine(day, local.time(), tzinfo=calendar.zone), calendar=calendar)


def _at_work(moment: datetime, *, calendar: WorkCalendar) -> datetime:
    """The moment itself if somebody is at work, else when work begins again: the end of no working minutes."""
    return due(NO_WORK, received=moment, calendar=calendar).at
