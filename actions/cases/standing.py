"""Whose a case is, and who may act in their place while they are away.

Source: docs/rules/staff.md, 16.
"""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from actions.cases.flows import flow_of
from actions.cases.trace import CASE, IN_PLACE_OF
from content.cases import Standing
from content.models import Hall
from content.staff_chats import may_have
from domain.acting import has_case, is_kept_out
from domain.cases import Actor, Case, acting_staff
from domain.deputies import Absence
from domain.flows import LADDER, Party
from storage.deputies import find_current, lock_current
from storage.events import list_events
from storage.people import get_member
from storage.transaction import Tx


class Look(Protocol):
    """How it is looked up whether somebody is away."""

    async def __call__(self, tx: Tx, staff_id: int, *, now: datetime) -> Absence | None:
        """The absence of somebody who is away now."""


async def in_place(tx: Tx, case: Case, actor: Actor, *, now: datetime) -> Actor:
    """Whoever acts in a locked case, and in whose place if they stand in for the colleague whose it is.

    Until the end of this transaction that colleague does not come back.
    """
    return await _as(tx, case, actor, lock_current, now=now)


async def as_stands(tx: Tx, case: Case, actor: Actor, *, now: datetime) -> Actor:
    """The same for whoever only looks."""
    return await _as(tx, case, actor, find_current, now=now)


async def _as(tx: Tx, case: Case, actor: Actor, look: Look, *, now: datetime) -> Actor:
    actor = replace(actor, in_place_of=None)
    whose = await whose_is(tx, case) if actor.party not in (None, Party.CITIZEN) else None
    absence = await look(tx, whose, now=now) if whose and whose != actor.id else None
    if absence is None or absence.deputy_id != actor.id:
        return actor
    state = (await flow_of(tx, case)).states[case.state]
    return actor if is_kept_out(case, state, actor) else replace(actor, in_place_of=whose)


async def whose_is(tx: Tx, case: Case) -> int | None:
    """Whose a case is: its owner's; while it waits for its citizen or is over, theirs who handled it last."""
    state = (await flow_of(tx, case)).states[case.state]
    return case.owner_id if case.owner_id or state.owner in LADDER else await whose_work(tx, case)


async def whose_work(tx: Tx, case: Case) -> int | None:
    """Who handled a case last, or in whose place that was done."""
    handler = f"staff:{case.handler_id}"
    events = await list_events(tx, subject_kind=CASE, subject_id=case.id) if case.handler_id else []
    did = [event for event in events if event.actor == handler and "after" in event.detail]
    return did[-1].detail.get(IN_PLACE_OF, case.handler_id) if did else case.handler_id


async def has_alone(tx: Tx, case: Case, actor: Actor, *, now: datetime) -> bool:
    """Whether somebody has a case and nobody else acts as its owner: then whatever changed in it they know."""
    mine = has_case(case, actor) and actor.in_place_of is None
    return mine and await find_current(tx, case.owner_id or 0, now=now) is None


async def standing_of(tx: Tx, case: Case, *, hall: Hall, now: datetime) -> Standing | None:
    """Who stands in for the owner of a case who is away; nobody is named of whom the case must not be known."""
    absence = await find_current(tx, case.owner_id, now=now) if case.owner_id else None
    deputy = await get_member(tx, absence.deputy_id) if absence else None
    if absence is None or deputy is None:
        return None
    last, state = absence.span.last.astimezone(now.tzinfo), (await flow_of(tx, case)).states[case.state]
    if is_kept_out(case, state, acting_staff(deputy)) or not may_have(hall, case, deputy):
        return Standing(0, "", last)
    return Standing(deputy.id, deputy.person.first_name, last)
