"""Another area of the hall gives its part to a case: who may ask for it, until when, and what waits for it.

Source: docs/rules/cases.md, 17.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.acting import check_is_with_staff
from domain.calendars import WorkCalendar
from domain.cases import Actor, Case
from domain.errors import CaseOver, NothingToSend, WordsMissing
from domain.flows import LADDER, Action, Flow
from domain.limits import Limit, Unit
from domain.staff_errors import AskedAlready, PartsAwaited, TooManyAsked
from domain.working_time import due

COHANDLING = "cohandling"
"""The kind of case a request to another area is; in a hall without it nobody is asked."""
MOST_PARTS = 5
"""Requests of one case that may wait at a time. Source: docs/rules/cases.md, 17."""
MAX_ASKED = 1000
"""Characters of a request: all of it stands on the card. Source: docs/rules/cases.md, 17."""
DAYS = (1, 2, 3, 5, 10)
"""Working days another area is usually given."""
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Term:
    """A period another area may be given, and its end (aware, UTC). ``days`` is 0 for the end of the case's own."""

    days: int
    limit: Limit
    ends: datetime


def terms(*, due_at: datetime | None, calendar: WorkCalendar, now: datetime) -> tuple[Term, ...]:
    """What another area may be given: so many working days as end before the case's own period, or until its end.

    Where nothing is promised in the case, or that is over, nothing caps it.

    Args:
        due_at: the end of the nearest promised period that runs in the case; aware.
        now: aware.

    Source: docs/rules/cases.md, 17.
    """
    found = []
    for days in DAYS:
        limit = Limit(days, Unit.WORKING_DAYS)
        found.append(Term(days, limit, due(limit, received=now, calendar=calendar).at))
    if due_at is None or due_at - now < MINUTE:
        return tuple(found)
    own = Limit((due_at - now) // MINUTE, Unit.MINUTES)
    return (*(term for term in found if term.ends < due_at), Term(0, own, now + own.amount * MINUTE))


def check_asked(text: str) -> str:
    """What is asked for, without its blank rim.

    Raises:
        NothingToSend: nothing is left.
        WordsMissing: more than ``MAX_ASKED`` characters.
    """
    if not (asked := text.strip()):
        raise NothingToSend
    if len(asked) > MAX_ASKED:
        raise WordsMissing(limit=MAX_ASKED)
    return asked


def check_can_ask(case: Case, flow: Flow, *, actor: Actor, waiting: Sequence[Case], area: str | None = None) -> None:
    """Refuse to ask another area where it is not the turn of whoever asks, or is asked enough.

    Args:
        case: read under lock.
        waiting: its requests that wait.
        area: that is to be asked, if it is known yet.

    Raises:
        AskedAlready: a request to the area waits.
        CaseOver: it is the citizen's turn, or over; or a request itself.
        NotYours: it is for those above, or for somebody new to the case.
        TooManyAsked: ``MOST_PARTS`` wait already.

    Source: docs/rules/cases.md, 17.
    """
    if case.kind == COHANDLING:
        raise CaseOver(number=case.number)
    check_is_with_staff(case, flow, actor)
    if len(waiting) >= MOST_PARTS:
        raise TooManyAsked(number=case.number, limit=MOST_PARTS)
    if asked := next((part for part in waiting if part.area == area), None):
        raise AskedAlready(number=asked.number)


def check_nothing_is_awaited(case: Case, flow: Flow, action: Action, *, waiting: Sequence[Case]) -> None:
    """Refuse to give a case out of the staff's hands while another area has yet to give its part.

    Args:
        action: of a member of staff.
        waiting: the requests of the case that wait.

    Raises:
        PartsAwaited: some do, and nothing would be promised any more of what is now.

    Source: docs/rules/cases.md, 17.
    """
    if waiting and is_done_by(flow, case.state, action):
        raise PartsAwaited(number=case.number, parts=", ".join(part.number for part in waiting))


def is_done_by(flow: Flow, state: str, action: Action) -> bool:
    """Whether staff have done their part by an action: it is nobody's or the citizen's turn, and the period stops."""
    after = flow.states[action.to]
    return after.owner not in LADDER and after.clock != flow.states[state].clock
