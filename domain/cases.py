"""A case: where it stands, who may do what with it now, and what was promised."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.calendars import WorkCalendar
from domain.errors import CaseChanged, CaseOver, NotYours, TooLateForThat, WordsMissing
from domain.flows import LADDER, Action, Flow, Need, Party, RoundKind, State
from domain.languages import Language
from domain.limits import Limit
from domain.people import Role
from domain.working_time import due

MAX_WORDS = 3500
"""Characters of a text or a reason: with its heading it must fit into one message."""
CAUSE_TAKEN_BACK = "withdraw"
"""The action every open case has besides those of its flow."""


class Channel(StrEnum):
    """How a case came in."""

    TELEGRAM = "telegram"
    CALL = "call"
    VISIT = "visit"
    LETTER = "letter"
    EMAIL = "email"
    BOX = "box"


class Privacy(StrEnum):
    """What staff may know of the citizen.

    Source: docs/rules/cases.md, 6.
    """

    OPEN = "open"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"


PARTY_OF = {
    Role.CLERK: Party.CLERK,
    Role.SUPERVISOR: Party.SUPERVISOR,
    Role.DIRECTOR: Party.DIRECTOR,
    Role.ADMIN: Party.DIRECTOR,
}
"""What the roles of our database are in a case; auditors and editors are no party."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. ``id`` is a person's for a citizen, a staff id otherwise; the clock has neither."""

    party: Party | None
    id: int | None

    @property
    def name(self) -> str:
        """As events name whoever acted: ``citizen``, ``staff:<id>`` or ``clock``."""
        if self.party is None:
            return "clock"
        return "citizen" if self.party is Party.CITIZEN else f"staff:{self.id}"


CLOCK = Actor(None, None)


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it stands now: the summary of its events. ``version`` counts every change.

    Attributes:
        ref: its random one-time key; the only name of it that leaves the house in a link.
        person_id: whose it is; None for somebody without Telegram.
        state_at: when it came into its state.
        round: the number of the present round, from 1.
        handler_id: who brought it to its last answer; kept when the owner changes.
        handlers: everybody of staff who handled it before the review that goes on, if one does.
        about_id: the member of staff it is about; they never own it, and do nothing in it.
    """

    id: int
    ref: str
    number: str
    flow_id: int
    kind: str
    person_id: int | None
    channel: Channel
    language: Language
    privacy: Privacy
    state: str
    state_at: datetime
    owner_id: int | None
    handler_id: int | None
    area: str | None
    text: str
    version: int
    round: int
    filed_at: datetime
    closed_at: datetime | None
    handlers: tuple[int, ...] = ()
    about_id: int | None = None


@dataclass(frozen=True, slots=True)
class CaseClock:
    """A promised period of a case. ``limit`` and ``calendar`` are what they were when it began.

    Attributes:
        since_version: the version of the case that started it.
        due_version: counts recomputations of ``due_at``.
        stopped_at: when what was promised was done, or became void.
    """

    id: int
    case_id: int
    round: int
    name: str
    limit: Limit
    calendar: str
    received_at: datetime
    due_at: datetime
    is_provisional: bool
    since_version: int
    due_version: int
    extensions: int
    stopped_at: datetime | None


@dataclass(frozen=True, slots=True)
class Words:
    """What an action was given: a text, a reason, a unit."""

    given: Mapping[Need, str]

    def detail(self) -> dict[str, Any]:
        """As it stands in the event."""
        return {str(need): words for need, words in self.given.items()}


def withdrawal(flow: Flow) -> Action:
    """The action by which a citizen takes an open case back."""
    return Action(name=CAUSE_TAKEN_BACK, to=flow.withdrawn, by=Party.CITIZEN)


def actions_now(case: Case, flow: Flow, *, actor: Actor, calendar: WorkCalendar, now: datetime) -> tuple[Action, ...]:
    """What this person may do now, in the order of the flow; the owner is looked at only where the flow says so."""
    state = flow.states[case.state]
    possible = [*(state.actions or {}).values(), *([] if state.is_final else [withdrawal(flow)])]
    if is_kept_out(case, state, actor):
        return ()
    return tuple(
        action
        for action in possible
        if is_party(actor, action.by) and _is_in_time(case, action, calendar=calendar, now=now)
    )


def check_can_act(
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
        words: what was asked for before.
        now: aware.

    Raises:
        CaseChanged: somebody else was faster; the present must be shown first.
        CaseOver: the state does not have the action.
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
    if not is_party(actor, action.by) or is_kept_out(case, state, actor):
        raise NotYours(number=case.number)
    if not _is_in_time(case, action, calendar=calendar, now=now):
        raise TooLateForThat(number=case.number, period=action.within)
    if not all(0 < len(words.given.get(need, "").strip()) <= MAX_WORDS for need in action.needs):
        raise WordsMissing(limit=MAX_WORDS)
    return action


def _action_named(name: str, *, state: State, flow: Flow) -> Action | None:
    if name == CAUSE_TAKEN_BACK:
        return None if state.is_final else withdrawal(flow)
    return (state.actions or {}).get(name)


def is_kept_out(case: Case, state: State, actor: Actor) -> bool:
    """Whether somebody of staff may do nothing in a state: see ``kept_out``."""
    return actor.party not in (None, Party.CITIZEN) and actor.id in kept_out(case, state)


def kept_out(case: Case, state: State) -> frozenset[int | None]:
    """Staff ids that may neither own the case in a state nor act there.

    Whoever the case is about, always; in a review everybody who handled the case before.

    Source: docs/rules/cases.md, 5.
    """
    before = case.handlers if state.not_by_previous else ()
    return frozenset((*before, *([case.about_id] if case.about_id else [])))


def handlers_after(case: Case, acting: int | None, *, goes_on: bool) -> tuple[int, ...]:
    """Who has handled a case once a member of staff (None: nobody of staff) has acted in it.

    While a review ``goes_on``, whoever does it is not among them: they may finish it.
    """
    handled = {*case.handlers, case.handler_id, acting} - {None}
    return tuple(sorted(staff_id for staff_id in handled if staff_id and not (goes_on and staff_id == acting)))


def round_after(case: Case, action: Action) -> tuple[int, RoundKind | None]:
    """The number of the round after an action, and the kind of it if it is a new one."""
    return (case.round + 1, action.opens) if action.opens else (case.round, None)


def is_party(actor: Actor, wanted: Party) -> bool:
    """Whether somebody acts for a party; whoever stands higher on the ladder may do what those below may."""
    if wanted is Party.CITIZEN or actor.party in (None, Party.CITIZEN):
        return actor.party is wanted
    return LADDER.index(actor.party) >= LADDER.index(wanted)


def _is_in_time(case: Case, action: Action, *, calendar: WorkCalendar, now: datetime) -> bool:
    return action.within is None or now <= due(action.within, received=case.state_at, calendar=calendar).at
