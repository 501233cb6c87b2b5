"""A citizen pushes a case that waits for staff: once in a working day."""

from datetime import date, datetime, timedelta

from domain.calendars import WorkCalendar
from domain.cases import Case
from domain.errors import CaseOver, NudgedToday
from domain.flows import Flow


def counts_for(moment: datetime, *, calendar: WorkCalendar) -> date:
    """The working day a nudge (aware, any zone) counts for: its own in the hall's zone, or the next after a rest day.

    Raises:
        NoWorkingDay: the calendar has a rest without end.
    """
    return calendar.first_working(moment.astimezone(calendar.zone).date())


def check_can_nudge(case: Case, flow: Flow, *, last: datetime | None, calendar: WorkCalendar, now: datetime) -> None:
    """Refuse a nudge where staff have nothing to do, or of whom the same working day has seen one.

    Args:
        case: read under lock.
        last: when its citizen nudged last; aware.
        now: aware.

    Raises:
        CaseOver: the next word is the citizen's, or it is over.
        NudgedToday: one a working day.

    Source: docs/rules/cases.md, 13.
    """
    state = flow.states[case.state]
    if state.is_final or state.awaits_citizen:
        raise CaseOver(number=case.number)
    if last is None:
        return
    used = counts_for(last, calendar=calendar)
    if counts_for(now, calendar=calendar) <= used:
        raise NudgedToday(number=case.number, again=used + timedelta(days=1))
