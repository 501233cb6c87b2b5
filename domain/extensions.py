"""A promised period may be prolonged: asked for before it is over, approved by somebody else, seldom and not far.

Source: docs/rules/deadlines.md, 6.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.acting import is_about, is_kept_out, is_party
from domain.cases import MAX_WORDS, Actor, Case, CaseClock
from domain.errors import (
    AlreadyExtended,
    CaseChanged,
    CaseOver,
    ExtensionTooLong,
    NotExtendable,
    NotYours,
    TooLateToExtend,
    WordsMissing,
)
from domain.flows import Extension, Flow, Party


class Decision(StrEnum):
    """What became of a request."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ExtensionRequest:
    """Somebody asks for ``amount`` more units of a clock. Who asked and who decided are staff ids.

    ``answer`` are the words of whoever decided; empty if there are none.
    """

    id: int
    case_id: int
    clock_id: int
    amount: int
    reason: str
    decision: Decision
    asked_by: int
    asked_at: datetime
    decided_by: int | None
    decided_at: datetime | None
    answer: str


def check_can_ask(
    case: Case, flow: Flow, clock: CaseClock | None, *, actor: Actor, version: int, now: datetime
) -> Extension:
    """Find the rule by which the running period may be prolonged, and refuse whoever may not ask for it now.

    Args:
        case: read under lock.
        clock: the promised period that runs now, if one does.
        version: the version of the case that whoever asks has seen.
        now: aware.

    Raises:
        CaseChanged: somebody else was faster.
        NotExtendable: nothing runs that may be prolonged.
        NotYours: it is not the turn of whoever asks.
        TooLateToExtend: the period is over.

    Source: docs/rules/deadlines.md, 6.
    """
    if version != case.version:
        raise CaseChanged(number=case.number)
    rule = flow.clocks[clock.name].extension if clock and clock.name in flow.clocks else None
    if clock is None or rule is None:
        raise NotExtendable(number=case.number)
    owner = flow.states[case.state].owner
    kept = is_kept_out(case, flow.states[case.state], actor)
    if owner is None or actor.party is Party.CITIZEN or kept or not is_party(actor, owner):
        raise NotYours(number=case.number)
    if now >= clock.due_at:
        raise TooLateToExtend(number=case.number)
    return rule


def counted_of(before: Iterable[ExtensionRequest]) -> list[ExtensionRequest]:
    """Of all requests about a period those that count: granted, or waiting."""
    return [request for request in before if request.decision is not Decision.REFUSED]


def check_is_allowed(
    rule: Extension, *, number: str, amount: int, reason: str, before: Iterable[ExtensionRequest]
) -> None:
    """Refuse a request for more than the flow allows, or without a reason.

    Args:
        amount: in the period's own units.
        before: every request about this period so far.

    Raises:
        AlreadyExtended: it was prolonged as often as it may be, or somebody has asked already.
        ExtensionTooLong: with what was granted before it is more than the longest.
        WordsMissing: there is no reason, or it is too long.

    Source: docs/rules/deadlines.md, 6.
    """
    counted = counted_of(before)
    if len(counted) >= rule.times or any(request.decision is Decision.OPEN for request in counted):
        raise AlreadyExtended(number=number, times=rule.times)
    if not 0 < amount <= rule.longest.amount - sum(request.amount for request in counted):
        raise ExtensionTooLong(number=number, longest=rule.longest)
    if not 0 < len(reason.strip()) <= MAX_WORDS:
        raise WordsMissing(limit=MAX_WORDS)


def check_can_decide(
    request: ExtensionRequest,
    case: Case,
    clock: CaseClock,
    rule: Extension,
    *,
    actor: Actor,
    granted: bool,
    answer: str,
    now: datetime,
) -> None:
    """Refuse a decision that is not this person's, or comes when there is nothing to decide any more.

    Args:
        request: read with its case under lock.
        rule: that of the flow the case is pinned to.
        now: aware.

    Raises:
        CaseChanged: somebody else has decided.
        CaseOver: the period does not run any more.
        NotYours: it is not for this role, or whoever decides asked for it, or is whom the case is about.
        TooLateToExtend: it was to be granted when the period was over.
        WordsMissing: it was to be refused without a word, or with too many.

    Source: docs/rules/deadlines.md, 6.
    """
    if request.decision is not Decision.OPEN:
        raise CaseChanged(number=case.number)
    if not is_party(actor, rule.by) or request.asked_by in actor.ids or is_about(case, actor):
        raise NotYours(number=case.number)
    if clock.stopped_at is not None:
        raise CaseOver(number=case.number)
    if granted and now >= clock.due_at:
        raise TooLateToExtend(number=case.number)
    if len(answer) > MAX_WORDS or not (granted or answer.strip()):
        raise WordsMissing(limit=MAX_WORDS)
