"""Staff find that two cases are not one matter after all, and part them again.

Source: docs/rules/merging.md, 7.
"""

from datetime import datetime

from actions.cases.finding import lock_any
from actions.cases.flows import flow_of
from actions.cases.following import let_go, say_parted
from actions.cases.sharing import tell_of_split
from actions.cases.standing import in_place
from actions.cases.steps import move
from actions.cases.trace import CASE
from actions.cases.work import owner_of
from content.calendars import work_calendar
from content.models import Hall
from domain.acting import (
    actions_now,
    check_is_free,
    check_is_with_staff,
    is_kept_out,
    is_merged,
    is_party,
)
from domain.cases import Actor, Case, acting_staff
from domain.errors import CaseChanged, CaseOver, NotYours
from domain.flows import Action, Flow, Party, RoundKind
from domain.merging import SPLIT
from domain.people import Member
from storage.cases import list_clocks
from storage.events import Event, list_events
from storage.transaction import Tx


async def ask_split(tx: Tx, case_id: int, *, member: Member, hall: Hall, now: datetime) -> tuple[Case, bool]:
    """A case, locked, that goes or went along with another one, and whether its citizen has the answer already.

    Raises:
        AlreadyTaken: it is a colleague's.
        CaseOver: it goes along with none, its citizen has ended it, or it was closed too long ago.
        Gone: there is no such case.
        NotYours: it is for those above, or for somebody new to the case.
    """
    case = await lock_any(tx, case_id)
    flow, actor = await flow_of(tx, case), await in_place(tx, case, acting_staff(member), now=now)
    check_is_free(case, actor, owner=await owner_of(tx, case))
    if is_merged(case, flow.states[case.state]):
        check_is_with_staff(case, flow, actor)
        return case, False
    left = await answered_along(tx, case, hall=hall, now=now)
    if left is None:
        raise CaseOver(number=case.number)
    before = flow.states[left.detail["before"]["state"]]
    if not is_party(actor, before.owner or Party.CLERK) or is_kept_out(case, before, actor):
        raise NotYours(number=case.number)
    return case, True


async def split(tx: Tx, case_id: int, *, version: int, member: Member, hall: Hall, now: datetime) -> Case:
    """Handle a case alone again: where it stands, or, if its citizen was given the answer, where it stood before that.

    Done a second time it changes nothing.

    Raises:
        CaseChanged: it changed since the button was shown.
        Refusal: whatever ``ask_split`` raises.
    """
    case = await lock_any(tx, case_id)
    if await _was_split(tx, case, version=version, member=member):
        return case
    case, answered = await ask_split(tx, case_id, member=member, hall=hall, now=now)
    if case.version != version:
        raise CaseChanged(number=case.number)
    if not answered:
        return await let_go(tx, case, actor=await in_place(tx, case, acting_staff(member), now=now), now=now)
    return await _take_answer_back(tx, case, member=member, hall=hall, now=now)


async def _was_split(tx: Tx, case: Case, *, version: int, member: Member) -> bool:
    """Whether this member of staff parted the case when it was at this version."""
    done = await list_events(tx, subject_kind=CASE, subject_id=case.id, actions=(SPLIT,))
    by = acting_staff(member).name
    return any(event.actor == by and event.detail["before"]["version"] == version for event in done)


async def _take_answer_back(tx: Tx, case: Case, *, member: Member, hall: Hall, now: datetime) -> Case:
    """The answer was another case's: what was promised in this one goes on, with the end it had."""
    left = await answered_along(tx, case, hall=hall, now=now)
    if left is None:
        raise CaseOver(number=case.number)
    opens = RoundKind.REOPENED if case.closed_at else None
    step = Action(name=SPLIT, to=left.detail["before"]["state"], by=Party.CLERK, opens=opens)
    stopped = [clock for clock in await list_clocks(tx, case.id) if clock.stopped_at == left.at]
    actor = await in_place(tx, case, acting_staff(member), now=now)
    flow, detail = await flow_of(tx, case), {"from": case.main_id}
    back = await move(tx, case, flow, step, actor=actor, hall=hall, now=now, detail=detail, stopped=stopped)
    await say_parted(tx, back, main_id=case.main_id, actor=actor)
    await tell_of_split(tx, back, answered=True, now=now)
    return back


async def may_split(tx: Tx, case: Case, *, hall: Hall, now: datetime) -> bool:
    """Whether anybody may part a case from another one."""
    if case.main_id is None:
        return False
    if is_merged(case, (await flow_of(tx, case)).states[case.state]):
        return True
    return await answered_along(tx, case, hall=hall, now=now) is not None


async def answered_along(tx: Tx, case: Case, *, hall: Hall, now: datetime) -> Event | None:
    """How a case left the staff's hands with its main case.

    None for others, once its citizen has ended it, and once it is closed for longer than its citizen may have it taken
    up again.
    """
    if case.main_id is None:
        return None
    flow = await flow_of(tx, case)
    if case.closed_at and not _may_be_opened(case, flow, hall=hall, now=now):
        return None
    events = await list_events(tx, subject_kind=CASE, subject_id=case.id)
    moves = [event for event in events if _moved(event)]
    if not moves or moves[-1].actor == "citizen":
        return None
    with_staff = {state.name for state in flow.states.values() if state.is_with_staff}
    left = [event for event in moves if "along" in event.detail and event.detail["before"]["state"] in with_staff]
    return left[-1] if left and case.state not in with_staff else None


def _may_be_opened(case: Case, flow: Flow, *, hall: Hall, now: datetime) -> bool:
    citizen = Actor(Party.CITIZEN, case.person_id)
    possible = actions_now(case, flow, actor=citizen, calendar=work_calendar(hall), now=now)
    return any(action.opens for action in possible)


def _moved(event: Event) -> bool:
    """Whether an event brought a case from one state to another."""
    before, after = event.detail.get("before"), event.detail.get("after")
    return bool(before and after and before["state"] != after["state"])
