"""A case goes where an action leads: the one way a case changes its state."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from actions.cases.clocks import follow_state
from actions.cases.duty import on_duty
from actions.cases.flows import flow_of
from actions.cases.giving import say_given
from actions.cases.invitations import follow_end
from actions.cases.parts import list_waiting, say_withdrawn
from actions.cases.saying import refresh_card, say_line
from actions.cases.standing import whose_work
from actions.cases.trace import note
from content.models import Hall
from domain.acting import code_after, goes_straight_up, handlers_after, is_kept_out, round_after, withdrawal
from domain.cases import CLOCK, PARTY_OF, Actor, Case, CaseClock, acting_staff
from domain.errors import CaseChanged
from domain.flows import Action, Flow, Party, RoundKind
from domain.merging import main_after
from domain.people import Member
from storage.cases import change_case, lock_case
from storage.people import get_member
from storage.rounds import begin_round, count_rounds
from storage.transaction import Tx


async def move(
    tx: Tx,
    case: Case,
    flow: Flow,
    action: Action,
    *,
    actor: Actor,
    hall: Hall,
    now: datetime,
    detail: dict[str, Any],
    area: str | None = None,
    along: Case | None = None,
    stopped: Iterable[CaseClock] = (),
) -> Case:
    """Bring a locked case where an action leads: state, round, owner, clocks and the event, or nothing.

    Args:
        area: it is passed on to those who take care of that one, and is nobody's until one of them takes it.
        along: the main case, for one that goes along with it.
        stopped: periods that go on, because what stopped them was a mistake.

    Raises:
        CaseChanged: somebody else changed it since it was read.
    """
    number, opened = round_after(case, action)
    above = await _those_above(tx, case, flow, action, hall=hall, now=now)
    whose = await _whose(tx, case, flow, action, actor=actor, area=area, above=above)
    stands = _stands(case, flow, action, along=along is not None, now=now)
    if (moved := await change_case(tx, case, **stands, **whose, round=number)) is None:
        raise CaseChanged(number=case.number)
    if opened:
        await begin_round(tx, case.id, number=number, kind=opened, now=now)
    await follow_state(tx, moved, flow, hall=hall, anew=opened is not None, now=now, stopped=stopped)
    await note(tx, action.name, before=case, after=moved, actor=actor, now=now, detail=detail)
    await follow_end(tx, case, moved, flow, actor=actor, hall=hall, now=now)
    await withdraw_parts(tx, moved, by=actor, hall=hall, now=now)
    await _tell(tx, case, moved, action, actor=actor, along=along)
    if above:
        say_given(tx, moved, to=above, hall=hall, now=now)
    return moved


def _stands(case: Case, flow: Flow, action: Action, *, along: bool, now: datetime) -> dict[str, Any]:
    """Where a case stands once an action was done."""
    before, state = flow.states[case.state], flow.states[action.to]
    return {
        "state": state.name,
        "state_at": now,
        "listens": state.listens,
        "closed_at": now if state.is_final else None,
        "code": code_after(case, action, flow),
        "main_id": main_after(case, before, state, along=along),
    }


async def _tell(tx: Tx, case: Case, moved: Case, action: Action, *, actor: Actor, along: Case | None) -> None:
    """Show staff where a case stands; say so where none of them did it."""
    cause = f"v{moved.version}"
    await refresh_card(tx, moved, cause=cause)
    if along:
        await say_line(tx, moved, what="along", cause=cause, action=action.name, was=along.state, other=str(along.id))
    elif actor.party in (None, Party.CITIZEN):
        await say_line(tx, moved, what="acted", cause=cause, action=action.name, was=case.state)


async def _whose(
    tx: Tx, case: Case, flow: Flow, action: Action, *, actor: Actor, area: str | None, above: Member | None
) -> dict[str, Any]:
    """Whose a case is once an action was done, and who has handled it by then."""
    state, acting = flow.states[action.to], actor.id if actor.party not in (None, Party.CITIZEN) else None
    mine = actor.in_place_of or acting
    goes_on = flow.states[case.state].not_by_previous and state.not_by_previous
    handlers = handlers_after(case, {acting, actor.in_place_of}, goes_on=goes_on)
    theirs = None if area or state.owner is Party.CITIZEN or state.is_final else mine or case.owner_id
    if theirs is None and action.opens is RoundKind.REOPENED and not area:
        theirs = await whose_work(tx, case)
    owner = await _still_here(tx, theirs)
    if owner and is_kept_out(replace(case, handlers=handlers), state, acting_staff(owner)):
        owner = None
    owner = above or owner
    handler = acting or case.handler_id
    return {
        "owner_id": owner.id if owner else None,
        "handler_id": handler,
        "handlers": list(handlers),
        "area": area or case.area,
    }


async def _those_above(tx: Tx, case: Case, flow: Flow, action: Action, *, hall: Hall, now: datetime) -> Member | None:
    """Who gets a case that its citizen sends straight up; None for others, or where nobody is above."""
    if not goes_straight_up(case, action, await count_rounds(tx, case.id, kind=RoundKind.REOPENED)):
        return None
    handled = replace(case, handlers=handlers_after(case, (), goes_on=False))
    return (await on_duty(tx, hall=hall, now=now)).least_busy(
        Party.SUPERVISOR, case=handled, state=flow.states[action.to]
    )


async def _still_here(tx: Tx, staff_id: int | None) -> Member | None:
    """Who has or had a case goes on with it, unless they have left or do something else now."""
    member = await get_member(tx, staff_id) if staff_id else None
    return member if member and member.role in PARTY_OF else None


async def withdraw_parts(tx: Tx, case: Case, *, by: Actor, hall: Hall, now: datetime) -> None:
    """Once a case is over, nobody waits any more for what other areas were asked for in it."""
    for part in await list_waiting(tx, case) if case.closed_at else ():
        if locked := await lock_case(tx, part.id):
            await withdraw_part(tx, locked, parent=case, by=by, hall=hall, now=now)


async def withdraw_part(tx: Tx, part: Case, *, parent: Case, by: Actor, hall: Hall, now: datetime) -> None:
    """Take a locked request back, for whoever asked; it is no answer, so that it counts as nobody's work."""
    flow = await flow_of(tx, part)
    if not flow.states[part.state].is_final:
        detail = {"by": by.name}
        moved = await move(tx, part, flow, withdrawal(flow), actor=CLOCK, hall=hall, now=now, detail=detail)
        await say_withdrawn(tx, moved, parent=parent, by=by, now=now)
