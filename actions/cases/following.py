"""What is done to a main case is done to those that go along with it; where it ends without an answer they go on alone.

Source: docs/rules/merging.md, 4 to 6.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from actions.cases.flows import flow_of
from actions.cases.saying import refresh_card, say_line
from actions.cases.sharing import tell_of_split
from actions.cases.standing import in_place
from actions.cases.steps import move
from actions.cases.trace import note
from content.models import Hall
from domain.acting import is_kept_out, is_merged
from domain.cases import CLOCK, Actor, Case
from domain.errors import CaseChanged
from domain.flows import Action, Flow, Party
from domain.merging import SPLIT, goes_along, is_same_promise
from storage.cases import change_case, get_case
from storage.merging import list_merged
from storage.transaction import Tx


async def list_following(tx: Tx, case: Case) -> list[Case]:
    """The cases that go along with this one now, oldest first."""
    merged = await list_merged(tx, case.id)
    return [one for one in merged if is_merged(one, (await flow_of(tx, one)).states[one.state])]


async def list_companions(tx: Tx, case: Case, *, actor: Actor) -> list[Case]:
    """Those of them in which somebody of staff may act: one whose own they are goes on without them."""
    following = await list_following(tx, case)
    return [one for one in following if not await _keeps_out(tx, one, actor)]


async def concerns_companions(tx: Tx, case: Case, action: str, *, passed_on: bool) -> bool:
    """Whether an action that may be done in a case is done to those that go along with it too."""
    states = (await flow_of(tx, case)).states
    before = states[case.state]
    after = states[(before.actions or {})[action].to]
    return goes_along(before, after, passed_on=passed_on)


async def _keeps_out(tx: Tx, case: Case, actor: Actor) -> bool:
    return is_kept_out(case, (await flow_of(tx, case)).states[case.state], actor)


async def lead(
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
) -> Case:
    """Bring a locked case where an action leads, and those that go along with it too, if that concerns them.

    What staff do is done to all of them in which they may act. Where anybody else brings it away from staff, or to
    another promise, or where it comes under review, the others go on alone.

    Raises:
        CaseChanged: somebody else changed it since it was read.
    """
    moved = await move(tx, case, flow, action, actor=actor, hall=hall, now=now, detail=detail, area=area)
    before, after = flow.states[case.state], flow.states[moved.state]
    if not goes_along(before, after, passed_on=area is not None):
        return moved
    together = actor.party not in (None, Party.CITIZEN) and not after.not_by_previous
    for one in await list_following(tx, case):
        if together and not await _keeps_out(tx, one, actor):
            await _take_along(tx, one, case, flow, action, actor=actor, hall=hall, now=now, area=area)
        else:
            await let_go(tx, one, actor=CLOCK, now=now)
    return moved


async def _take_along(
    tx: Tx,
    case: Case,
    main: Case,
    main_flow: Flow,
    action: Action,
    *,
    actor: Actor,
    hall: Hall,
    now: datetime,
    area: str | None,
) -> None:
    """The state the main case comes to is that of its companions; passed on, each stays where it stands."""
    before, after = main_flow.states[main.state], main_flow.states[action.to]
    stays = after.is_with_staff and is_same_promise(before, after)
    step = replace(action, to=case.state if stays else action.to)
    detail = {"along": main.id} | ({"code": action.codes[0]} if action.codes else {})
    flow, actor = await flow_of(tx, case), await in_place(tx, case, actor, now=now)
    await move(tx, case, flow, step, actor=actor, hall=hall, now=now, detail=detail, area=area, along=main)


async def let_go(tx: Tx, case: Case, *, actor: Actor, now: datetime) -> Case:
    """A locked case that goes along with another one goes on alone, where it stands, by the dates it has."""
    alone = await change_case(tx, case, main_id=None)
    if alone is None:
        raise CaseChanged(number=case.number)
    await note(tx, SPLIT, before=case, after=alone, actor=actor, now=now, detail={"from": case.main_id})
    await say_parted(tx, alone, main_id=case.main_id, actor=actor)
    await tell_of_split(tx, alone, answered=False, now=now)
    return alone


async def go_alone(tx: Tx, case: Case, *, actor: Actor, now: datetime) -> Case:
    """A locked case is for other eyes from now on: it goes along with nothing, nor anything with it."""
    for one in await list_following(tx, case):
        await let_go(tx, one, actor=actor, now=now)
    is_following = is_merged(case, (await flow_of(tx, case)).states[case.state])
    return await let_go(tx, case, actor=actor, now=now) if is_following else case


async def say_parted(tx: Tx, case: Case, *, main_id: int | None, actor: Actor) -> None:
    """Say in both topics that two cases are handled apart from now on, and show it on their cards."""
    cause, by = f"v{case.version}", str(actor.id) if actor.id else ""
    await refresh_card(tx, case, cause=cause)
    if main_id is None or (main := await get_case(tx, main_id)) is None:
        return
    await refresh_card(tx, main, cause=f"parted{case.id}.{case.version}")
    for here, other in ((case, main), (main, case)):
        await say_line(tx, here, what="split", cause=f"{case.id}.{cause}", by=by, other=str(other.id))
