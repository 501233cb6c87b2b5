"""The shape of ``flows/*.yaml``: a kind of case as an editor writes it, with the words people see."""

from functools import cached_property
from hashlib import sha256
from operator import not_
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from content.fields import Slug, WrittenLimit
from content.texts import PackModel, Text
from domain.flows import Action, After, ClockRule, Extension, Flow, Need, Party, RoundKind, State

STANDARD = "standard"
"""The profile of a hall that names none, and of a limit written for all profiles alike."""
PROFILES = (STANDARD, "strict")


def _by_profile(written: Any) -> Any:
    return written if isinstance(written, dict) else dict.fromkeys(PROFILES, written)


WrittenLimits = Annotated[dict[str, WrittenLimit], BeforeValidator(_by_profile)]


class ExtensionRule(PackModel):
    """How far a clock may be prolonged, and who approves it."""

    longest: WrittenLimit
    times: Annotated[int, Field(strict=True, ge=1, le=3)] = 1
    by: Party = Party.SUPERVISOR


class Clock(PackModel):
    """A promised period: one limit for every profile, or one for each; and so for categories that differ."""

    id: Slug
    name: Text
    limit: WrittenLimits
    # Left out of the kept document where it says nothing, so that flows without it stay what they were.
    categories: Annotated[dict[Slug, WrittenLimits], Field(default_factory=dict, exclude_if=not_)]
    extension: ExtensionRule | None = None

    @model_validator(mode="after")
    def _every_profile_has_one(self) -> Self:
        for limits in (self.limit, *self.categories.values()):
            if missing := [profile for profile in PROFILES if profile not in limits]:
                raise ValueError(f"has no limit for the profile {missing[0]}; write {', '.join(PROFILES)}")
            if unknown := [profile for profile in limits if profile not in PROFILES]:
                raise ValueError(f"there is no profile {unknown[0]!r}; there are {', '.join(PROFILES)}")
        return self


class Code(PackModel):
    """How a case may turn out, as it is counted; staff read it, citizens do not."""

    id: Slug
    name: Text


class FlowAction(PackModel):
    """What may be done in a state.

    Attributes:
        name: stands on the button.
        told: what the citizen reads of it, where the words of the button would not do.
    """

    id: Slug
    name: Text
    to: Slug
    by: Party | None = None
    """Whoever owns the state, if left out."""
    needs: tuple[Need, ...] = ()
    optional: bool = False
    """Whether what it needs may be left out."""
    tells_citizen: bool = False
    told: Text | None = None
    within: WrittenLimit | None = None
    opens: RoundKind | None = None
    by_writing: bool = False
    """Whether a citizen who writes about the case does it thereby."""
    codes: tuple[Slug, ...] = ()
    """How the case may turn out by it: staff choose one of several; a single one holds without being asked for."""

    @property
    def heard(self) -> Text:
        """What the citizen reads of it."""
        return self.told or self.name


class AfterRule(PackModel):
    """What happens by itself."""

    limit: WrittenLimit
    to: Slug


class FlowState(PackModel):
    """Where a case stands. ``name`` is what citizens and staff read."""

    id: Slug
    name: Text
    owner: Party | None = None
    clock: Slug | None = None
    also: Slug | None = None
    """A second period that runs meanwhile and ends in a later state."""
    final: bool = False
    rating: bool = False
    not_by_previous: bool = False
    listens: bool = False
    """Whether whatever the citizen writes meanwhile is added to the case."""
    actions: tuple[FlowAction, ...] = ()
    after: AfterRule | None = None


class FlowFile(PackModel):
    """A kind of case, whole."""

    id: Slug
    name: Text
    about: Text
    """What it is for, in a sentence: shown where a citizen chooses."""
    version: Annotated[str, Field(pattern=r"^\d{4}-\d{1,3}$")]
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{2,4}$")]
    offered: bool = False
    """Whether citizens are offered it where they choose what to file."""
    begins: tuple[str, ...] = ()
    """How people begin when they write what is such a case, in any language; Traditional Chinese is understood too."""
    start: Slug
    withdrawn: Slug
    last_resort: Party = Party.SUPERVISOR
    clocks: tuple[Clock, ...] = ()
    codes: Annotated[tuple[Code, ...], Field(max_length=12)] = ()
    states: Annotated[tuple[FlowState, ...], Field(min_length=2)]

    @cached_property
    def digest(self) -> str:
        """Tells it from whatever differs in anything."""
        return sha256(self.model_dump_json().encode()).hexdigest()

    def __copy__(self) -> Self:
        """A copy, which is made to be changed: what was reckoned of the original is not true of it."""
        copied = super().__copy__()
        for reckoned in ("digest", "_rules"):
            copied.__dict__.pop(reckoned, None)
        return copied

    def flow(self) -> Flow:
        """The rules in it, without the words."""
        return self._rules

    @cached_property
    def _rules(self) -> Flow:
        return Flow(
            id=self.id,
            version=self.version,
            prefix=self.prefix,
            start=self.start,
            withdrawn=self.withdrawn,
            last_resort=self.last_resort,
            states={state.id: _state(state) for state in self.states},
            clocks={clock.id: _clock(clock) for clock in self.clocks},
        )

    def state(self, state_id: str) -> FlowState:
        """The state of that id."""
        return next(state for state in self.states if state.id == state_id)

    def clock(self, clock_id: str) -> Clock:
        """The promised period of that id."""
        return next(clock for clock in self.clocks if clock.id == clock_id)

    def code(self, code_id: str) -> Code:
        """The code of that id."""
        return next(code for code in self.codes if code.id == code_id)

    def action(self, state_id: str, action_id: str) -> FlowAction | None:
        """The action of that id in a state."""
        return next((action for action in self.state(state_id).actions if action.id == action_id), None)

    def action_anywhere(self, action_id: str) -> FlowAction | None:
        """The action of that id in whatever state has it; those of several states mean the same."""
        return next((action for state in self.states for action in state.actions if action.id == action_id), None)


def _clock(clock: Clock) -> ClockRule:
    rule = clock.extension
    return ClockRule(
        limits=clock.limit,
        extension=Extension(longest=rule.longest, times=rule.times, by=rule.by) if rule else None,
        of_category=clock.categories,
    )


def _state(state: FlowState) -> State:
    return State(
        name=state.id,
        owner=state.owner,
        clock=state.clock,
        also=state.also,
        is_final=state.final,
        actions={action.id: _action(action, owner=state.owner) for action in state.actions},
        after=After(limit=state.after.limit, to=state.after.to) if state.after else None,
        rating=state.rating,
        not_by_previous=state.not_by_previous,
        listens=state.listens,
    )


def _action(action: FlowAction, *, owner: Party | None) -> Action:
    return Action(
        name=action.id,
        to=action.to,
        by=action.by or owner or Party.CITIZEN,
        needs=action.needs,
        optional=action.optional,
        tells_citizen=action.tells_citizen,
        within=action.within,
        opens=action.opens,
        by_writing=action.by_writing,
        codes=action.codes,
    )
