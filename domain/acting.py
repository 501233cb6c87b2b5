"""Who may do what with a case now."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from domain.calendars import WorkCalendar
from domain.cases import CAUSE_TAKEN_BACK, MAX_QUESTIONS, MAX_WORDS, Actor, Case, Words
from domain.errors import (
    AlreadyTaken,
    CaseChanged,
    CaseOver,
    CodeMissing,
    NotYours,
    TooLateForThat,
    TooManyOpenCases,
    WordsMissing,
)
from domain.flows import LADDER, Action, Flow, Party, RoundKind, State
from domain.merging_refusals import CaseMerged
from domain.people import Member
from domain.working_time import due


def withdrawal(flow: Flow) -> Action:
    """The action by which a citizen takes an open case back."""
    return Action(name=CAUSE_TAKEN_BACK, to=flow.withdrawn, by=Party.CITIZEN)


def actions_now(case: Case, flow: Flow, *, actor: Actor, calendar: WorkCalendar, now: datetime) -> tuple[Action, ...]:
    """What this person may do now, in the order of the flow; the owner is looked at only where the flow says so."""
    state = flow.states[case.state]
    possible = [*(state.actions or {}).values(), *([] if state.is_final else [withdrawal(flow)])]
    if is_kept_out(case, state, actor) or (is_merged(case, state) and actor.party is not Party.CITIZEN):
        return ()
    return tuple(
        action
        for action in possible
        if is_party(actor, action.by) and _is_in_time(case, action, calendar=calendar, now=now)
    )


def authorise(
    case: Case,
    flow: Flow,
    name: str,
    *,
    actor: Actor,
    version: int,
    words: Words,
    calendar: WorkCalendar,
    now: datetime,
) -> Action:
    """Find the action of that name, and refuse it where it is not this person's, not now, or not complete.

    Args:
        case: read under lock.
        version: the version of the case that whoever acts has seen.
        words: what was asked for before; of several codes the action keeps the chosen one alone.
        now: aware.

    Raises:
        CaseChanged: somebody else was faster; the present must be shown first.
        CaseMerged: staff act on the main case.
        CaseOver: the state does not have the action.
        CodeMissing: it was not said how the case turned out.
        NotYours: it is another party's, a review by whoever handled the case before, or about whoever acts.
        TooLateForThat: it was possible only for a while.
        WordsMissing: a text, reason or unit is missing or too long.

    Source: docs/rules/cases.md, 5.
    """
    if version != case.version:
        raise CaseChanged(number=case.number)
    state = flow.states[case.state]
    if (action := _action_named(name, state=state, flow=flow)) is None:
        raise CaseOver(number=case.number)
    _check_is_theirs(case, state, action, actor=actor)
    if not _is_in_time(case, action, calendar=calendar, now=now):
        raise TooLateForThat(number=case.number, period=action.within)
    return _complete(case, action, words)


def _check_is_theirs(case: Case, state: State, action: Action, *, actor: Actor) -> None:
    if not is_party(actor, action.by) or is_kept_out(case, state, actor):
        raise NotYours(number=case.number)
    if is_merged(case, state) and actor.party is not Party.CITIZEN:
        raise CaseMerged(number=case.number)


def _complete(case: Case, action: Action, words: Words) -> Action:
    least = 0 if action.optional else 1
    if not all(least <= len(words.given.get(need, "").strip()) <= MAX_WORDS for need in action.needs):
        raise WordsMissing(limit=MAX_WORDS)
    if len(action.codes) <= 1:
        return action
    if words.code not in action.codes:
        raise CodeMissing(number=case.number)
    return replace(action, codes=(words.code,))


def check_can_ask(open_questions: int) -> None:
    """Refuse one question too many at a time.

    Raises:
        TooManyOpenCases: ``MAX_QUESTIONS`` are open already.

    Source: docs/rules/enquiries.md, 2.
    """
    if open_questions >= MAX_QUESTIONS:
        raise TooManyOpenCases(limit=MAX_QUESTIONS)


def is_merged(case: Case, state: State) -> bool:
    """Whether a case in a state goes along with another one now: until it is answered, or goes its own way."""
    return case.main_id is not None and state.is_with_staff


def check_goes_alone(case: Case, state: State) -> None:
    """Let staff act on the main case, not on one that goes along with it.

    Raises:
        CaseMerged: it goes along with another one.

    Source: docs/rules/merging.md, 4.
    """
    if is_merged(case, state):
        raise CaseMerged(number=case.number)


def check_is_free(case: Case, actor: Actor, *, owner: str) -> None:
    """Leave a case to the colleague who has it: a clerk takes it over first, those above a clerk may act at once.

    Whoever stands in for the owner does as the owner does.

    Args:
        case: read under lock.
        actor: a member of staff.
        owner: the name of whoever has the case.

    Raises:
        AlreadyTaken: somebody else has it.

    Source: docs/rules/cases.md, 10.
    """
    if actor.party is Party.CLERK and case.owner_id is not None and not has_case(case, actor):
        raise AlreadyTaken(owner=owner, number=case.number)


def has_case(case: Case, actor: Actor) -> bool:
    """Whether somebody has a case, or stands in for the colleague who has it."""
    return case.owner_id is not None and case.owner_id in (actor.id, actor.in_place_of)


def check_is_with_staff(case: Case, flow: Flow, actor: Actor) -> None:
    """Refuse to take or give back what is not the staff's turn, or not this person's part of it.

    Raises:
        CaseOver: it is the citizen's turn, or over.
        NotYours: it is for those above, or for somebody new to the case.
    """
    state = flow.states[case.state]
    if state.owner is None or not state.is_with_staff:
        raise CaseOver(number=case.number)
    if not is_party(actor, state.owner) or is_kept_out(case, state, actor):
        raise NotYours(number=case.number)


def check_can_assign(case: Case, flow: Flow, actor: Actor) -> None:
    """Let only those above a clerk give a case to others, while it is the staff's turn.

    Raises:
        CaseMerged: it goes along with another one.
        CaseOver: it is the citizen's turn, or over.
        NotYours: it is not for whoever gives.

    Source: docs/rules/cases.md, 12.
    """
    check_goes_alone(case, flow.states[case.state])
    check_is_with_staff(case, flow, actor)
    if not is_party(actor, Party.SUPERVISOR):
        raise NotYours(number=case.number)


def action_by_writing(case: Case, flow: Flow, *, calendar: WorkCalendar, now: datetime) -> Action | None:
    """What a citizen does by writing about a case that does not listen; None if the words are only kept."""
    actor = Actor(Party.CITIZEN, case.person_id)
    possible = actions_now(case, flow, actor=actor, calendar=calendar, now=now)
    return next((action for action in possible if action.by_writing), None)


def _action_named(name: str, *, state: State, flow: Flow) -> Action | None:
    if name == CAUSE_TAKEN_BACK:
        return None if state.is_final else withdrawal(flow)
    return (state.actions or {}).get(name)


def is_kept_out(case: Case, state: State, actor: Actor) -> bool:
    """Whether somebody of staff may neither own a case in a state nor act there, whatever role they have by now.

    Whoever it is about and whose own it is, always; in a review everybody who handled it before.

    Source: docs/rules/cases.md, 5.
    """
    before = case.handlers if state.not_by_previous else ()
    return actor.party not in (None, Party.CITIZEN) and (is_about(case, actor) or not actor.ids.isdisjoint(before))


def is_about(case: Case, somebody: Member | Actor) -> bool:
    """Whether a case is about somebody of staff, or is their own as a citizen.

    Source: docs/rules/cases.md, 5.
    """
    is_own = case.person_id is not None and case.person_id == somebody.person_id
    return is_own or case.about_id in somebody.ids


def handlers_after(case: Case, acting: Iterable[int | None], *, goes_on: bool) -> tuple[int, ...]:
    """Who has handled a case once somebody has acted in it: ``acting`` are they and in whose place they did.

    While a review ``goes_on``, whoever does it is not among them: they may finish it.
    """
    now = set(acting)
    handled = {*case.handlers, case.handler_id} - now if goes_on else {*case.handlers, case.handler_id, *now}
    return tuple(sorted(staff_id for staff_id in handled if staff_id))


def round_after(case: Case, action: Action) -> tuple[int, RoundKind | None]:
    """The number of the round after an action, and the kind of it if it is a new one."""
    return (case.round + 1, action.opens) if action.opens else (case.round, None)


def code_after(case: Case, action: Action, flow: Flow) -> str | None:
    """How a case turned out, after an action with at most one code; unknown again once it comes back to staff.

    Source: docs/rules/cases.md, 14.
    """
    if action.codes:
        return action.codes[0]
    comes_back = flow.states[action.to].is_with_staff and not flow.states[case.state].is_with_staff
    return None if action.opens or comes_back else case.code


def goes_straight_up(case: Case, action: Action, reopened: int) -> bool:
    """Whether an action gives the case to those above: its citizen opens it again, and it was ``reopened`` before.

    Who asks again by writing goes on with a conversation; they complain of nothing.

    Source: docs/rules/ratings.md, 4.
    """
    again = action.opens is RoundKind.REOPENED and action.by is Party.CITIZEN and not action.by_writing
    return again and case.closed_at is not None and reopened > 0


def is_party(actor: Actor, wanted: Party) -> bool:
    """Whether somebody acts for a party; whoever stands higher on the ladder may do what those below may."""
    if wanted is Party.CITIZEN or actor.party in (None, Party.CITIZEN):
        return actor.party is wanted
    return LADDER.index(actor.party) >= LADDER.index(wanted)


def _is_in_time(case: Case, action: Action, *, calendar: WorkCalendar, now: datetime) -> bool:
    return action.within is None or now <= due(action.within, received=case.state_at, calendar=calendar).at
