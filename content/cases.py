"""A case in the words of its flow: what it is called, where it stands, what is promised, and what may be done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from content.flows import Code, FlowAction, FlowFile
from content.models import Hall
from content.texts import Text
from domain.abuse import Abuse
from domain.acting import actions_now
from domain.calendars import WorkCalendar
from domain.cases import Actor, Case, CaseClock
from domain.conversation import CaseMessage
from domain.flows import Need, Party
from domain.ladder import HALF


class Urgency(StrEnum):
    """How near the end of a promised period is."""

    CALM = "calm"
    NEAR = "near"
    """More than half of it is over."""
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Promise:
    """A promised period that runs: what is promised, until when (in the hall's zone), and how near that is."""

    name: Text
    at: datetime
    is_provisional: bool
    urgency: Urgency


@dataclass(frozen=True, slots=True)
class Ending:
    """A state ends by itself: when (in the hall's zone), and what it becomes."""

    at: datetime
    to: Text


@dataclass(frozen=True, slots=True)
class Delay:
    """A promised period that was missed, and what that came of.

    ``cause`` is None where nobody has said so yet, and where the hall has no such cause any more.
    """

    name: Text
    cause: Text | None
    is_explained: bool


@dataclass(frozen=True, slots=True)
class Urging:
    """Somebody above has urged whoever has a case: their name, when (in the hall's zone), why, the how manieth time."""

    by: str
    at: datetime
    words: str
    times: int


@dataclass(frozen=True, slots=True)
class Companion:
    """A case that goes along with the one that is shown; ``due``: what was promised in it, in the hall's zone."""

    number: str
    due: datetime | None


@dataclass(frozen=True, slots=True)
class AbuseMark:
    """What a citizen writes in a case is marked as abusive: by whom, when (in the hall's zone), as what."""

    by: str
    at: datetime
    abuse: Abuse


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may be done, as a button.

    Attributes:
        name: stands on the button; None for the withdrawal, which no flow names.
        needs: what is asked for before; ``optional``: it may be left out.
        tells: whether the citizen is told of it.
        by_writing: whether a citizen does it by writing.
        codes: how the case may turn out by it, to choose from; empty where there is no choice.
        ends: whether it is not the staff's turn any more afterwards.
    """

    action: str
    name: Text | None
    needs: tuple[Need, ...] = ()
    optional: bool = False
    tells: bool = False
    by_writing: bool = False
    codes: tuple[Code, ...] = ()
    ends: bool = False

    @property
    def asks(self) -> bool:
        """Whether anything is asked for before it is done."""
        return bool(self.needs or self.codes)

    def code(self, code_id: str | None) -> Text | None:
        """What a code to choose from is called; None for what is none of them."""
        return next((code.name for code in self.codes if code.id == code_id), None)

    @classmethod
    def of(cls, written: FlowAction, file: FlowFile) -> Self:
        """An action as its flow words it."""
        codes = written.codes if len(written.codes) > 1 else ()
        return cls(
            action=written.id,
            name=written.name,
            needs=written.needs,
            optional=written.optional,
            tells=written.tells_citizen,
            by_writing=written.by_writing,
            codes=tuple(file.code(code) for code in codes),
            ends=file.state(written.to).owner in (None, Party.CITIZEN),
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """The owner of a case is away, until the day of ``last`` (in the hall's zone), and who stands in.

    0 and no name where that one must not know of the case.
    """

    staff_id: int
    name: str
    last: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """What another area was asked for in a case: who has it (a name, empty for nobody yet), and until when."""

    case_id: int
    number: str
    area: Text | None
    owner: str
    promise: Promise | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A case for the eyes of one party; moments are in the hall's zone.

    Attributes:
        kind: what its kind is called.
        state: what its state is called.
        turn: whose turn it is; None when it is over.
        awaits_citizen: whether the next word is the citizen's, whoever has the case.
        owner: the name of whoever has it, or had it when it left the staff; empty if nobody has, or did.
        promise: the period that runs now, if one was promised; ``also``: another that ends later.
        parent: the number of the case it came of; empty for most.
        code: how it turned out, if staff have said so.
        delays: what was missed, for staff alone.
        main: the number of the case it goes along with now; empty for most.
        standing: who stands in for the owner, for staff alone; None while the owner is here.
        choices: what the party may do now, in the order of the flow.
        ends: when its state ends by itself, if it does.
    """

    case: Case
    kind: Text
    state: Text
    turn: Party | None
    owner: str
    promise: Promise | None
    choices: tuple[Choice, ...]
    also: Promise | None = None
    parent: str = ""
    code: Text | None = None
    main: str = ""
    standing: Standing | None = None
    awaits_citizen: bool = False
    ends: Ending | None = None
    delays: tuple[Delay, ...] = ()

    @property
    def writing(self) -> Choice | None:
        """What the citizen does by writing about it now, if anything."""
        return next((choice for choice in self.choices if choice.by_writing), None)

    @property
    def wants_cause(self) -> bool:
        """Whether somebody is still to say why it is late."""
        return not all(delay.is_explained for delay in self.delays)

    @property
    def is_over(self) -> bool:
        """Whether it has come to an end."""
        return self.turn is None


class Mark(StrEnum):
    """What a milestone tells of."""

    FILED = "filed"
    DONE = "done"
    """Staff did something the citizen was told of."""
    OWN = "own"
    """The citizen did it."""
    STATE = "state"
    """It went on, and the citizen was told nothing."""
    NUDGED = "nudged"
    MOVED = "moved"
    EXTENDED = "extended"
    LATE = "late"
    CORRECTED = "corrected"
    """Staff put right which service it is about."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that happened to a case, as its citizen may know it; moments are in the hall's zone.

    Attributes:
        name: the action in the words of the flow, the new state, the promised period, or the service; None for a
            withdrawal, and for a service the hall has no longer.
        area: where the case was passed on to, if it was.
        due: the new end of the period.
        reason: why it was prolonged.
    """

    at: datetime
    mark: Mark
    name: Text | None = None
    area: Text | None = None
    due: datetime | None = None
    is_provisional: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A message the citizen may see; ``done`` is what staff did with its words, if anything."""

    message: CaseMessage
    done: Text | None


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case as its citizen's card shows it.

    Attributes:
        said: the conversation, oldest first.
        milestones: what happened to it, oldest first.
        asked: what the hall has asked and still waits for; not among ``said``.
        rating_id: of the rating that can be given now.
    """

    shown: Shown
    said: tuple[Said, ...]
    milestones: tuple[Milestone, ...]
    asked: CaseMessage | None
    rating_id: int | None


def choices_of(
    case: Case, file: FlowFile, actor: Actor, *, calendar: WorkCalendar, now: datetime
) -> tuple[Choice, ...]:
    """What somebody may do with a case now, in the words of its flow."""
    possible = actions_now(case, file.flow(), actor=actor, calendar=calendar, now=now)
    written = {action.id: action for action in file.state(case.state).actions}
    return tuple(
        Choice.of(written[action.name], file) if action.name in written else Choice(action.name, None)
        for action in possible
    )


def promise_of(clock: CaseClock, file: FlowFile, *, now: datetime) -> Promise:
    """A running clock as people are told of it, in the zone of ``now``."""
    half = clock.received_at + (clock.due_at - clock.received_at) * HALF
    urgency = Urgency.LATE if now > clock.due_at else Urgency.NEAR if now > half else Urgency.CALM
    return Promise(file.clock(clock.name).name, clock.due_at.astimezone(now.tzinfo), clock.is_provisional, urgency)


def delays_of(clocks: Iterable[CaseClock], file: FlowFile, *, hall: Hall) -> tuple[Delay, ...]:
    """What was missed of these, as far as staff were asked why."""
    asked = [clock for clock in clocks if clock.cause or clock.wants_cause]
    causes = {clock.id: hall.delay_cause(clock.cause) for clock in asked if clock.cause}
    return tuple(
        Delay(file.clock(clock.name).name, cause.label if (cause := causes.get(clock.id)) else None, bool(clock.cause))
        for clock in asked
    )
