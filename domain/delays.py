"""Why a promise was missed: asked of whoever has the case once a period is over, told by a code and in words."""

from collections.abc import Iterable
from datetime import datetime

from domain.acting import check_is_free, is_about
from domain.cases import Actor, Case, CaseClock
from domain.errors import NothingToExplain, NothingToSend, NotYours, WordsMissing
from domain.flows import Party

MAX_EXPLANATION = 500
"""Characters of the words. Source: docs/rules/deadlines.md, 8."""


def is_missed(clock: CaseClock, *, now: datetime) -> bool:
    """Whether what was promised was not done when it was due; ``now`` is aware."""
    return clock.is_promise and clock.due_at < (clock.stopped_at or now)


def may_explain(case: Case, actor: Actor) -> bool:
    """Whether somebody of staff may say why a case is late: who has it or answered it last, or stands in.

    Those above a clerk may as well.

    Source: docs/rules/deadlines.md, 8.
    """
    is_theirs = (case.owner_id or case.handler_id) in (None, actor.in_place_of, *actor.ids)
    return not is_about(case, actor) and (is_theirs or actor.party is not Party.CLERK)


def check_can_explain(case: Case, actor: Actor, *, owner: str) -> None:
    """Leave it to whoever ``may_explain``.

    Args:
        case: read under lock.
        actor: a member of staff.
        owner: the name of whoever has it; empty for nobody.

    Raises:
        AlreadyTaken: a colleague has it.
        NotYours: a colleague answered it, or it is about whoever asks, or their own as a citizen.

    Source: docs/rules/deadlines.md, 8.
    """
    if not is_about(case, actor):
        check_is_free(case, actor, owner=owner)
    if not may_explain(case, actor):
        raise NotYours(number=case.number)


def first_unexplained(clocks: Iterable[CaseClock], *, number: str) -> CaseClock:
    """The clock whose cause is asked for; of several the one that was due first.

    Raises:
        NothingToExplain: nothing is overdue, or its cause is known.
    """
    asked = [clock for clock in clocks if clock.wants_cause]
    if not asked:
        raise NothingToExplain(number=number)
    return min(asked, key=lambda clock: clock.due_at)


def check_explanation(text: str) -> str:
    """The words without their blank rim.

    Raises:
        NothingToSend: nothing is left.
        WordsMissing: more than ``MAX_EXPLANATION`` characters.
    """
    if not (said := text.strip()):
        raise NothingToSend
    if len(said) > MAX_EXPLANATION:
        raise WordsMissing(limit=MAX_EXPLANATION)
    return said
