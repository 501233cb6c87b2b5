"""A promised period is prolonged: somebody asks with a reason, somebody else decides, and the citizen is told.

Source: docs/rules/deadlines.md, 6.
"""

from datetime import datetime

from actions.cases.clocks import recompute
from actions.cases.dates import say_decided, say_extended, say_request
from actions.cases.deadlines import on_duty
from actions.cases.flows import flow_of
from actions.cases.trace import note
from content.models import Hall
from domain.cases import Actor, Case, CaseClock
from domain.errors import Gone, NotExtendable
from domain.extensions import Decision, ExtensionRequest, check_can_ask, check_can_decide, check_is_allowed
from storage.cases import list_clocks, lock_case
from storage.extensions import add_request, decide, get_request, list_requests
from storage.transaction import Tx


async def request_extension(
    tx: Tx, case_id: int, *, version: int, actor: Actor, amount: int, reason: str, now: datetime
) -> ExtensionRequest:
    """Ask, as whose turn it is, for ``amount`` more of the running period's own units; whoever may decide is told.

    Raises:
        Gone: there is no such case.
        Refusal: whatever ``check_can_ask`` or ``check_is_allowed`` raises.
    """
    case = await lock_case(tx, case_id)
    if case is None:
        raise Gone
    flow = await flow_of(tx, case)
    clock = await _running(tx, case, name=flow.states[case.state].clock)
    before = [request for request in await list_requests(tx, case.id) if clock and request.clock_id == clock.id]
    rule = check_can_ask(case, flow, clock, actor=actor, version=version, now=now)
    check_is_allowed(rule, number=case.number, amount=amount, reason=reason, before=before)
    if clock is None or actor.id is None:
        raise NotExtendable(number=case.number)
    request = await add_request(
        tx, case_id=case.id, clock_id=clock.id, amount=amount, reason=reason.strip(), asked_by=actor.id, now=now
    )
    detail = {"request": request.id, "clock": clock.name, "amount": amount, "unit": clock.limit.unit}
    await note(tx, "extension_asked", before=case, after=case, actor=actor, now=now, detail=detail)
    if decides := (await on_duty(tx)).least_busy(rule.by, area=case.area, but={actor.id, case.about_id}):
        say_request(tx, request, to=decides)
    return request


async def decide_extension(
    tx: Tx, request_id: int, *, granted: bool, actor: Actor, answer: str = "", hall: Hall, now: datetime
) -> ExtensionRequest:
    """Grant or refuse a request; a granted one moves the end of the period, and the citizen learns why and to when.

    Raises:
        Gone: there is no such request.
        Refusal: whatever ``check_can_decide`` raises.
    """
    asked = await get_request(tx, request_id)
    case = await lock_case(tx, asked.case_id) if asked else None
    request = await get_request(tx, request_id)
    if case is None or request is None or actor.id is None:
        raise Gone
    flow = await flow_of(tx, case)
    clock = next(clock for clock in await list_clocks(tx, case.id) if clock.id == request.clock_id)
    if (rule := flow.clocks[clock.name].extension) is None:
        raise NotExtendable(number=case.number)
    check_can_decide(request, case, clock, rule, actor=actor, granted=granted, answer=answer, now=now)
    decision = Decision.GRANTED if granted else Decision.REFUSED
    decided = await decide(tx, request, decision=decision, decided_by=actor.id, answer=answer.strip(), now=now)
    if decided is None:
        raise Gone
    detail = {"request": request.id, "clock": clock.name, "amount": request.amount}
    await note(tx, f"extension_{decision}", before=case, after=case, actor=actor, now=now, detail=detail)
    if granted:
        for moved in await recompute(tx, case, hall=hall, cause="extended", now=now, longer=request.amount):
            await say_extended(tx, case, decided, moved=moved)
    await say_decided(tx, decided)
    return decided


async def _running(tx: Tx, case: Case, *, name: str | None) -> CaseClock | None:
    clocks = await list_clocks(tx, case.id)
    return next((clock for clock in clocks if clock.name == name and clock.stopped_at is None), None)
