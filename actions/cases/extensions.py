"""A promised period is prolonged: somebody asks with a reason, somebody else decides, and the citizen is told.

Source: docs/rules/deadlines.md, 6.
"""

from collections.abc import Iterable
from datetime import datetime

from actions.cases.clocks import Longer, recompute
from actions.cases.dates import refresh_request, say_decided, say_extended, say_moved, say_request, show_request
from actions.cases.drafts import TimeWords
from actions.cases.duty import on_duty
from actions.cases.finding import lock_any
from actions.cases.flows import flow_of
from actions.cases.saying import refresh_card
from actions.cases.standing import in_place
from actions.cases.trace import note
from actions.cases.work import owner_of
from content.models import Hall
from domain.acting import check_is_free
from domain.cases import Actor, Case, CaseClock, acting_staff
from domain.errors import AlreadyExtended, Gone, NotExtendable
from domain.extensions import (
    Decision,
    ExtensionRequest,
    check_can_ask,
    check_can_decide,
    check_is_allowed,
    counted_of,
)
from domain.flows import Extension
from domain.limits import Limit
from domain.people import Member
from storage.cases import list_clocks, list_running, lock_case
from storage.extensions import add_request, decide, get_request, list_requests
from storage.transaction import Tx


async def time_left_to_ask(tx: Tx, case: Case, *, clocks: Iterable[CaseClock], now: datetime) -> Limit | None:
    """By how much the one of its ``clocks`` that runs may still be prolonged; None if not at all, or not any more."""
    flow = await flow_of(tx, case)
    clock = _running(clocks, flow.states[case.state].clock)
    rule = flow.clocks[clock.name].extension if clock else None
    if clock is None or rule is None or now >= clock.due_at:
        return None
    counted = counted_of(await _requests_of(tx, case, clock))
    left = rule.longest.amount - sum(request.amount for request in counted)
    if len(counted) >= rule.times or left <= 0:
        return None
    return Limit(left, clock.limit.unit)


async def offer_time(tx: Tx, case_id: int, *, member: Member, now: datetime) -> tuple[Case, Limit]:
    """The case, locked, and how much more time this member of staff may ask for.

    Raises:
        AlreadyExtended: it was prolonged as often and as far as it may be, or somebody has asked already.
        AlreadyTaken: it is a colleague's to ask.
        Gone: there is no such case.
        Refusal: whatever ``check_can_ask`` raises.
    """
    case = await lock_any(tx, case_id)
    actor = await in_place(tx, case, acting_staff(member), now=now)
    check_is_free(case, actor, owner=await owner_of(tx, case))
    flow = await flow_of(tx, case)
    clocks = await list_running(tx, case.id)
    clock = _running(clocks, flow.states[case.state].clock)
    rule = check_can_ask(case, flow, clock, actor=actor, version=case.version, now=now)
    if (left := await time_left_to_ask(tx, case, clocks=clocks, now=now)) is None:
        raise AlreadyExtended(number=case.number, times=rule.times)
    return case, left


async def request_extension(tx: Tx, words: TimeWords, *, actor: Actor, hall: Hall, now: datetime) -> ExtensionRequest:
    """Ask, as whose turn it is, for more of the running period's own units; whoever may decide is told.

    Raises:
        Gone: there is no such case.
        Refusal: whatever ``check_can_ask`` or ``check_is_allowed`` raises.
    """
    case, amount, reason = await lock_any(tx, words.case_id), words.amount, words.text
    flow, actor = await flow_of(tx, case), await in_place(tx, case, actor, now=now)
    clock = _running(await list_running(tx, case.id), flow.states[case.state].clock)
    before = await _requests_of(tx, case, clock) if clock else []
    rule = check_can_ask(case, flow, clock, actor=actor, version=words.version, now=now)
    check_is_allowed(rule, number=case.number, amount=amount, reason=reason, before=before)
    if clock is None or actor.id is None:
        raise NotExtendable(number=case.number)
    request = await add_request(
        tx, case_id=case.id, clock_id=clock.id, amount=amount, reason=reason, asked_by=actor.id, now=now
    )
    detail = {"request": request.id, "clock": clock.name, "amount": amount, "unit": clock.limit.unit, "key": words.key}
    await note(tx, "extension_asked", before=case, after=case, actor=actor, now=now, detail=detail)
    state = flow.states[case.state]
    duty = await on_duty(tx, hall=hall, now=now)
    if decides := duty.least_busy(rule.by, case=case, state=state, but=actor.ids):
        say_request(tx, request, to=decides)
    await show_request(tx, request)
    await refresh_card(tx, case, cause=f"asked{request.id}")
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
    clock, rule = await _asked_about(tx, case, request)
    check_can_decide(request, case, clock, rule, actor=actor, granted=granted, answer=answer, now=now)
    decision = Decision.GRANTED if granted else Decision.REFUSED
    decided = await decide(tx, request, decision=decision, decided_by=actor.id, answer=answer.strip(), now=now)
    if decided is None:
        raise Gone
    detail = {"request": request.id, "clock": clock.name, "amount": request.amount}
    await note(tx, f"extension_{decision}", before=case, after=case, actor=actor, now=now, detail=detail)
    if granted:
        await _prolong(tx, case, decided, hall=hall, now=now)
    await say_decided(tx, case, decided, hall=hall, now=now)
    await refresh_request(tx, decided)
    await refresh_card(tx, case, cause=f"decided{decided.id}")
    return decided


async def _prolong(tx: Tx, case: Case, granted: ExtensionRequest, *, hall: Hall, now: datetime) -> None:
    """The end of one period moves; others that run meanwhile move only if the calendar has changed."""
    longer = Longer(granted.clock_id, granted.amount)
    for moved in await recompute(tx, case, hall=hall, now=now, longer=longer):
        if moved.after.id == granted.clock_id:
            await say_extended(tx, case, granted, moved=moved, now=now)
        elif moved.is_promised_anew:
            await say_moved(tx, case, moved=moved, now=now)


async def was_decided(tx: Tx, request_id: int, *, granted: bool, member: Member) -> bool:
    """Whether this member of staff has granted, or refused, this request before."""
    request, decision = await get_request(tx, request_id), Decision.GRANTED if granted else Decision.REFUSED
    return request is not None and (request.decision, request.decided_by) == (decision, member.id)


async def begin_denial(tx: Tx, request_id: int, *, member: Member, now: datetime) -> tuple[Case, ExtensionRequest]:
    """The case and the request, if this member of staff may refuse it now; the words for it follow.

    Raises:
        Gone: there is no such request.
        Refusal: whatever ``check_can_decide`` raises of a refusal with words.
    """
    request = await get_request(tx, request_id)
    case = await lock_case(tx, request.case_id) if request else None
    if request is None or case is None:
        raise Gone
    clock, rule = await _asked_about(tx, case, request)
    actor = acting_staff(member)
    check_can_decide(request, case, clock, rule, actor=actor, granted=False, answer=request.reason, now=now)
    return case, request


async def _asked_about(tx: Tx, case: Case, request: ExtensionRequest) -> tuple[CaseClock, Extension]:
    clock = next(clock for clock in await list_clocks(tx, case.id) if clock.id == request.clock_id)
    if (rule := (await flow_of(tx, case)).clocks[clock.name].extension) is None:
        raise NotExtendable(number=case.number)
    return clock, rule


async def _requests_of(tx: Tx, case: Case, clock: CaseClock) -> list[ExtensionRequest]:
    return [request for request in await list_requests(tx, case.id) if request.clock_id == clock.id]


def _running(clocks: Iterable[CaseClock], name: str | None) -> CaseClock | None:
    return next((clock for clock in clocks if clock.name == name and clock.stopped_at is None), None)
