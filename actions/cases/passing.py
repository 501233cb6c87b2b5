"""A case goes from hand to hand: to another area, whose group gets its topic, or to a colleague.

Source: docs/rules/cases.md, 12.
"""

from dataclasses import dataclass
from datetime import datetime

from actions.cases.duty import Duty, on_duty
from actions.cases.finding import lock_any
from actions.cases.flows import file_of
from actions.cases.giving import say_given
from actions.cases.saying import refresh_card, say_line
from actions.cases.trace import note
from actions.cases.work import give_companions
from content.models import Area, Hall
from content.staff_chats import may_have
from domain.acting import check_can_assign, check_is_with_staff
from domain.cases import Case, acting_staff
from domain.errors import CaseChanged, Gone, NotYours, OutdatedButton
from domain.people import Member
from domain.staff_errors import IsAway
from storage.cases import change_case
from storage.deputies import find_current
from storage.people import get_member
from storage.transaction import Tx

MOST_COLLEAGUES = 12
"""Members of staff to choose from; more would be no choice on a phone."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody a case can be given to, with how many open ones they have; ``is_near``: they take care of its area."""

    member: Member
    open_cases: int
    is_near: bool


def area_named(hall: Hall, area_id: str) -> Area:
    """The area of that id.

    Raises:
        OutdatedButton: the hall has none, or no longer.
    """
    if (area := hall.area(area_id)) is None:
        raise OutdatedButton
    return area


def other_areas(hall: Hall, case: Case) -> tuple[Area, ...]:
    """Where a case can be passed on to."""
    return tuple(area for area in hall.facts.areas if area.id != case.area)


async def tell_of_passing(tx: Tx, case: Case, *, member: Member, hall: Hall, now: datetime) -> None:
    """A case was passed on to its area: its topic says so, and whoever has fewest cases there is asked to take it."""
    cause = f"v{case.version}"
    await say_line(tx, case, what="passed", cause=cause, area=case.area or "", by=str(member.id))
    flow = (await file_of(tx, case)).flow()
    state, duty = flow.states[case.state], await on_duty(tx, hall=hall, now=now)
    if state.owner is None:
        return
    if free := duty.least_busy(state.owner, case=case, state=state, but=member.ids):
        say_given(tx, case, to=free, by=member, hall=hall, now=now)


async def list_colleagues(
    tx: Tx, case_id: int, *, member: Member, hall: Hall, now: datetime
) -> tuple[Case, tuple[Colleague, ...]]:
    """Whom this member of staff may give a case to: those of its area first, then whoever has fewest.

    Raises:
        CaseMerged: it goes along with another one.
        CaseOver: it is not the staff's turn.
        Gone: there is no such case.
        NotYours: only those above a clerk give cases to others.
    """
    case = await lock_any(tx, case_id)
    flow = (await file_of(tx, case)).flow()
    check_can_assign(case, flow, acting_staff(member))
    duty, state = await on_duty(tx, hall=hall, now=now), flow.states[case.state]
    able = duty.able_in(case, state, party=state.owner or flow.last_resort)
    found = [_colleague(one, case, duty) for one in able if one.id != case.owner_id]
    found.sort(key=lambda one: (not one.is_near, one.open_cases, one.member.id))
    return case, tuple(found[:MOST_COLLEAGUES])


def _colleague(member: Member, case: Case, duty: Duty) -> Colleague:
    return Colleague(member, duty.busy.get(member.id, 0), is_near=member.takes(case.area))


async def assign(tx: Tx, case_id: int, *, version: int, to: int, member: Member, hall: Hall, now: datetime) -> Case:
    """Give a case to a member of staff: an event, a line in its topic, and a word to them in private.

    Raises:
        CaseChanged: it changed since the button was shown.
        CaseMerged: it goes along with another one.
        CaseOver: it is not the staff's turn.
        Gone: there is no such case, or nobody of that id works here any more.
        IsAway: whoever is to have it is away.
        NotYours: whoever gives may not, or whoever is to have it must be somebody else or may not know of it.
    """
    case, chosen = await lock_any(tx, case_id), await get_member(tx, to)
    flow = (await file_of(tx, case)).flow()
    check_can_assign(case, flow, acting_staff(member))
    if chosen is None:
        raise Gone
    if case.version != version:
        raise CaseChanged(number=case.number)
    check_is_with_staff(case, flow, acting_staff(chosen))
    if not may_have(hall, case, chosen):
        raise NotYours(number=case.number)
    if await find_current(tx, to, now=now):
        raise IsAway(who=chosen.person.first_name)
    changed = await change_case(tx, case, owner_id=to)
    if changed is None:
        raise CaseChanged(number=case.number)
    detail = {"from": case.owner_id, "to": to}
    await note(tx, "assigned", before=case, after=changed, actor=acting_staff(member), now=now, detail=detail)
    await refresh_card(tx, changed, cause=f"v{changed.version}")
    await say_line(tx, changed, what="assigned", cause=f"v{changed.version}", by=str(member.id), to=str(to))
    await give_companions(tx, changed, to=chosen, actor=acting_staff(member), action="assigned", now=now)
    if chosen.id != member.id:
        say_given(tx, changed, to=chosen, by=member, hall=hall, now=now)
    return changed
