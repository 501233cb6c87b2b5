"""Cases that are one matter: one of them is the main one, the others go along with it.

Source: docs/rules/merging.md.
"""

from datetime import datetime
from enum import StrEnum

from domain.acting import actions_now, is_kept_out, is_merged
from domain.calendars import WorkCalendar
from domain.cases import Actor, Case
from domain.flows import Action, Flow, State
from domain.merging_refusals import CannotMerge

MERGED, SPLIT, TOOK_IN = "merged", "split", "took_in"
"""The events of it: two in the history of the case that goes along, the last in that of the main one."""
MOST_MERGED = 50
"""Cases that go along with one: whatever is done to it is done to all of them at once."""


class Obstacle(StrEnum):
    """Why one case cannot go along with another."""

    ITSELF = "itself"
    UNKNOWN = "unknown"
    """Not of this kind, not open, or not for whoever may see the other one: the same answer for all of these."""
    STAGE = "stage"
    """Something else is promised in it now, or it is under review."""
    FULL = "full"


def obstacle_to(case: Case, flow: Flow, main: Case, main_flow: Flow, *, actor: Actor) -> Obstacle | None:
    """Why a case in the staff's turn cannot go along with another; None if it can, perhaps after a step of its own.

    Source: docs/rules/merging.md, 1 and 2.
    """
    if case.id == main.id:
        return Obstacle.ITSELF
    state, other = flow.states[case.state], main_flow.states[main.state]
    same_eyes = (case.is_delicate, case.about_id) == (main.is_delicate, main.about_id)
    if case.kind != main.kind or not same_eyes or not other.is_with_staff or is_kept_out(main, other, actor):
        return Obstacle.UNKNOWN
    if case.parent_id or main.parent_id or not _walks_alike(flow, main_flow):
        return Obstacle.UNKNOWN
    return Obstacle.STAGE if state.not_by_previous or other.not_by_previous else None


def may_join(case: Case, state: State) -> bool:
    """Whether a case may be handled with another one now, if there is one like it.

    Source: docs/rules/merging.md, 1 and 2.
    """
    return state.is_with_staff and case.parent_id is None and not (is_merged(case, state) or state.not_by_previous)


def _walks_alike(flow: Flow, main_flow: Flow) -> bool:
    """Whether every state of the main case's flow means the same in the other one, which may be of another version."""
    return all(
        (own := flow.states.get(name)) is not None
        and (own.owner, own.clock, own.also, own.is_final) == (state.owner, state.clock, state.also, state.is_final)
        for name, state in main_flow.states.items()
    )


def step_before(
    case: Case, flow: Flow, main: State, *, actor: Actor, calendar: WorkCalendar, now: datetime
) -> Action | None:
    """What must be done first so that the same is promised in both, as accepting it; None if nothing.

    Raises:
        CannotMerge: nothing that needs no words leads there.

    Source: docs/rules/merging.md, 2.
    """
    if is_same_promise(flow.states[case.state], main):
        return None
    for action in actions_now(case, flow, actor=actor, calendar=calendar, now=now):
        simple = not action.needs and not action.opens and len(action.codes) <= 1
        if simple and is_same_promise(flow.states[action.to], main):
            return action
    raise CannotMerge(number=case.number, why=Obstacle.STAGE)


def is_same_promise(state: State, other: State) -> bool:
    """Whether the same periods run in two states."""
    return (state.clock, state.also) == (other.clock, other.also)


def goes_along(before: State, after: State, *, passed_on: bool) -> bool:
    """Whether what was done to the main case concerns those that go along with it.

    It does when something else is promised from then on, when it is answered or over, and when it is ``passed_on``.

    Source: docs/rules/merging.md, 4.
    """
    return before.is_with_staff and (passed_on or not after.is_with_staff or not is_same_promise(before, after))


def main_after(case: Case, before: State, after: State, *, along: bool) -> int | None:
    """The main case of a case that was brought from a state to another.

    It is kept by what was done ``along`` with the main one, and by what only follows from that; whoever ends it
    themselves, or brings it back to staff, goes their own way.

    Source: docs/rules/merging.md, 6.
    """
    return case.main_id if along or before.is_with_staff is after.is_with_staff else None
