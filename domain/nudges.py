"""A case that waits for staff is pushed, by its citizen or by those above whoever has it: once in a working day."""

from datetime import date, datetime, timedelta

from domain.acting import is_party
from domain.calendars import WorkCalendar
from domain.cases import Actor, Case
from domain.errors import CaseOver, NobodyToUrge, NotYours, NudgedToday, UrgedToday
from domain.flows import Flow, Party


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
    _check_waits_for_staff(case, flow)
    if (again := _next(last, calendar=calendar, now=now)) is not None:
        raise NudgedToday(number=case.number, again=again)


def check_can_urge(
    case: Case, flow: Flow, actor: Actor, *, last: datetime | None, calendar: WorkCalendar, now: datetime
) -> None:
    """Let those above a clerk push a colleague who has a case, once in a working day whoever does it.

    Args:
        case: read under lock.
        actor: a member of staff who is not kept out of it.
        last: when it was urged last; aware.
        now: aware.

    Raises:
        CaseOver: the next word is the citizen's, or it is over.
        NobodyToUrge: nobody has it, or they have it themselves, or stand in for whoever has.
        NotYours: they are a clerk.
        UrgedToday: one a working day.

    Source: docs/rules/cases.md, 16.
    """
    if not is_party(actor, Party.SUPERVISOR):
        raise NotYours(number=case.number)
    _check_waits_for_staff(case, flow)
    if case.owner_id is None or case.owner_id in (*actor.ids, actor.in_place_of):
        raise NobodyToUrge(number=case.number)
    if (again := _next(last, calendar=calendar, now=now)) is not None:
        raise UrgedToday(number=case.number, again=again)


def _check_waits_for_staff(case: Case, flow: Flow) -> None:
    state = flow.states[case.state]
    if state.is_final or state.awaits_citizen:
        raise CaseOver(number=case.number)


def _next(last: datetime | None, *, calendar: WorkCalendar, now: datetime) -> date | None:
    """From when on a case may be pushed once more; None if it may now."""
    if last is None:
        return None
    used = counts_for(last, calendar=calendar)
    return used + timedelta(days=1) if counts_for(now, calendar=calendar) <= used else None
