"""What happens to a kind of case: its states, what may be done in each, by whom, and how long it may take."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.limits import Limit


class Party(StrEnum):
    """Who acts in a case. A role may do what the roles below it on the ladder may do.

    Source: docs/rules/cases.md, 2.
    """

    CITIZEN = "citizen"
    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    DIRECTOR = "director"


LADDER = (Party.CLERK, Party.SUPERVISOR, Party.DIRECTOR)
"""Staff from the handler upwards: the way of a case that nobody brings forward."""


class Need(StrEnum):
    """What an action asks for before it is done."""

    TEXT = "text"
    REASON = "reason"
    UNIT = "unit"


class RoundKind(StrEnum):
    """Why the clocks of a case began to run."""

    ORIGINAL = "original"
    REOPENED = "reopened"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Extension:
    """How far a clock may be prolonged: at most ``longest`` in all, ``times`` times, approved by ``by``."""

    longest: Limit
    times: int
    by: Party


@dataclass(frozen=True, slots=True)
class ClockRule:
    """A promised period. ``limits`` by profile of the hall; every profile the hall may choose has one.

    ``of_category``: the same for what is about services of a category, where that has limits of its own.
    """

    limits: Mapping[str, Limit]
    extension: Extension | None = None
    of_category: Mapping[str, Mapping[str, Limit]] = field(default_factory=dict)

    @property
    def all_limits(self) -> Iterator[Limit]:
        """Every limit it may have."""
        for limits in (self.limits, *self.of_category.values()):
            yield from limits.values()


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that may be done in a state, and the state it leads to.

    Attributes:
        needs: what is asked for before.
        tells_citizen: whether the citizen is told of it.
        optional: whether what it needs may be left out.
        within: how long after the state was entered it may still be done; None for as long as it lasts.
        opens: the round it begins, for what reopens a case or has it reviewed.
        by_writing: whether a citizen does it by writing about the case in a state that does not listen.
        codes: how the case may turn out by it; staff choose one of several, a single one is the only one there is.
    """

    name: str
    to: str
    by: Party
    needs: tuple[Need, ...] = ()
    optional: bool = False
    tells_citizen: bool = False
    within: Limit | None = None
    opens: RoundKind | None = None
    by_writing: bool = False
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class After:
    """What happens by itself when a state has lasted for so long."""

    limit: Limit
    to: str


@dataclass(frozen=True, slots=True)
class State:
    """Where a case stands.

    Attributes:
        owner: whose turn it is.
        clock: the promised period that runs meanwhile; None for what the citizen is asked to do.
        also: a second one, whose end is not this state's but one of a later state.
        not_by_previous: whoever handled the case before may not own it here, as in a review.
        listens: whether what the citizen writes without pointing at anything is added to the case.
    """

    name: str
    owner: Party | None
    clock: str | None = None
    also: str | None = None
    is_final: bool = False
    actions: Mapping[str, Action] | None = None
    after: After | None = None
    rating: bool = False
    not_by_previous: bool = False
    listens: bool = False

    @property
    def is_with_staff(self) -> bool:
        """Whether it is the staff's turn."""
        return self.owner is not None and self.owner is not Party.CITIZEN

    @property
    def awaits_citizen(self) -> bool:
        """Whether the next word is the citizen's: it is their turn, or staff asked them something."""
        asked = any(action.by is Party.CITIZEN and action.by_writing for action in (self.actions or {}).values())
        return not self.is_final and (self.owner is Party.CITIZEN or asked)

    def ways(self) -> Iterator[str]:
        """The states this one leads to, by an action or by itself."""
        yield from (action.to for action in (self.actions or {}).values())
        if self.after:
            yield self.after.to


@dataclass(frozen=True, slots=True)
class Flow:
    """A kind of case.

    Attributes:
        prefix: begins its numbers, as in TS2026-000123.
        withdrawn: the state a case goes to when the citizen takes it back, which is possible while it is open.
        last_resort: who owns a case that nobody else does.
    """

    id: str
    version: str
    prefix: str
    start: str
    withdrawn: str
    last_resort: Party
    states: Mapping[str, State]
    clocks: Mapping[str, ClockRule]

    def is_open(self, state: str) -> bool:
        """Whether a case in this state is not over."""
        return not self.states[state].is_final

    def limit_of(self, clock: str, *, profile: str, category: str | None) -> Limit:
        """How long a promised period is under a profile of the hall, for what is about services of a ``category``."""
        rule = self.clocks[clock]
        return rule.of_category.get(category or "", rule.limits)[profile]


def reachable(flow: Flow) -> frozenset[str]:
    """The states a new case can come to; every open one leads to ``withdrawn``."""
    seen: set[str] = set()
    waiting = [flow.start]
    while waiting:
        name = waiting.pop()
        state = flow.states.get(name)
        if name in seen or state is None:
            continue
        seen.add(name)
        waiting += [*state.ways(), *([] if state.is_final else [flow.withdrawn])]
    return frozenset(seen)


def ending(flow: Flow) -> frozenset[str]:
    """The states from which a case can come to an end without being withdrawn."""
    ends = {name for name, state in flow.states.items() if state.is_final}
    while more := {
        name for name, state in flow.states.items() if name not in ends and any(to in ends for to in state.ways())
    }:
        ends |= more
    return frozenset(ends)
