"""Who may put right which service a case is about.

Source: docs/rules/cases.md, 18.
"""

from domain.acting import has_case, is_kept_out, is_party
from domain.cases import Actor, Case
from domain.cohandling import COHANDLING
from domain.errors import CaseOver, NotYours
from domain.flows import Party, State


def may_correct(case: Case, state: State, actor: Actor) -> bool:
    """Whether somebody of staff may put it right now: who has the open case, and those above a clerk.

    A request to another area is about what the case is about of which it came; it is put right there.
    """
    is_theirs = has_case(case, actor) or is_party(actor, Party.SUPERVISOR)
    return is_theirs and case.kind != COHANDLING and not state.is_final and not is_kept_out(case, state, actor)


def check_can_correct(case: Case, state: State, actor: Actor) -> None:
    """Leave it to whoever ``may_correct``.

    Raises:
        CaseOver: nobody may any more.
        NotYours: it is not for whoever wants to.
    """
    if state.is_final:
        raise CaseOver(number=case.number)
    if not may_correct(case, state, actor):
        raise NotYours(number=case.number)
