"""One case as it stood at the end of a period, told from what happened to it until then.

Nothing that happened later shows, so that the report of a period that is over stays as it is.

Source: docs/reports.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.cases import Channel, Privacy
from domain.flows import RoundKind
from domain.reports.opinions import Asked, Given, Opinion, opinions
from domain.reports.periods import MOMENT, Period, WorkedDays

STAFF = "staff:"
"""Begins the names of members of staff in events."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stood from a moment on, and who brought it there, as events name them.

    ``code``: how it turned out, by the codes of its flow, if that was said; ``main``: the number of the case it went
    along with, if it did.
    """

    at: datetime
    actor: str
    state: str
    owner_id: int | None
    is_closed: bool
    code: str | None = None
    main: str | None = None

    @property
    def staff_id(self) -> int | None:
        """The member of staff who acted, if one did."""
        return int(self.actor.removeprefix(STAFF)) if self.actor.startswith(STAFF) else None


@dataclass(frozen=True, slots=True)
class Cause:
    """Somebody has said why a promise was missed: the id of one of the hall's causes."""

    id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Promise:
    """A promised period of a case, and why it was missed, if that is known.

    ``began_at`` is when it was promised, or found to be promised still.
    """

    stage: str
    began_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """Why the periods of a case began to run, and when."""

    kind: RoundKind
    began_at: datetime


@dataclass(frozen=True, slots=True)
class CaseStory:
    """What is known of a case; each list oldest first. ``state`` is that of its row, for a case without standings."""

    number: str
    kind: str
    area: str | None
    channel: Channel
    privacy: Privacy
    state: str
    filed_at: datetime
    standings: tuple[Standing, ...]
    promises: tuple[Promise, ...]
    rounds: tuple[Round, ...]
    asked: tuple[Asked, ...] = ()
    given: tuple[Given, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A promise that was kept or missed in the period, who had the case then, and whether its end knows why."""

    stage: str
    owner_id: int | None
    is_kept: bool
    is_explained: bool = False


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case at the end of a period.

    Attributes:
        owner_id: who has it, or had it last.
        due_at: the end of the period that runs, or else of the last one that did.
        answered_at: when staff last did what was promised, so that nothing more was.
        rounds: the kind of each that began, oldest first.
        late: working days by which promises were missed, by stage; 0 where none was.
        age: working days since it was filed; None if it is closed.
        is_promised: whether a promised period runs.
        is_overdue: whether it is over.
        code: how it turned out, if that was said by then; ``main``: the number of the case it went along with.
        causes: why promises were missed, as far as that was said by the end of the period, by the ids of the hall's
            causes; ``told``: those that were said in it.
        closings: how it stood each time it was closed in the period.
        closed_by: who had it, or had had it last, the last of those times.
        begun: the rounds that began in the period.
        before_closing: the kinds of round it had been through when it was last closed in the period.
        opinions: what its citizen said of each of its ends, or was asked to say.
        is_under_way: whether it was open at any time in the period.
    """

    number: str
    kind: str
    area: str | None
    channel: Channel
    privacy: Privacy
    state: str
    code: str | None
    main: str | None
    owner_id: int | None
    filed_at: datetime
    due_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    rounds: tuple[RoundKind, ...]
    late: Mapping[str, int]
    causes: tuple[str, ...]
    told: tuple[str, ...]
    age: int | None
    is_promised: bool
    is_overdue: bool
    is_new: bool
    closings: tuple[Standing, ...]
    closed_by: int | None
    judged: tuple[Judged, ...]
    begun: tuple[RoundKind, ...]
    before_closing: frozenset[RoundKind]
    opinions: tuple[Opinion, ...]
    is_under_way: bool


def line_of(story: CaseStory, *, period: Period, days: WorkedDays) -> CaseLine:
    """A case filed before the end of the period, as it stood then."""
    standings = [standing for standing in story.standings if standing.at < period.ends]
    promises = [promise for promise in story.promises if promise.began_at < period.ends]
    rounds = [one for one in story.rounds if one.began_at < period.ends]
    now = standings[-1] if standings else None
    closings = _closings(standings)
    is_closed = now is not None and now.is_closed
    in_period = [closing for closing in closings if period.has(closing.at)]
    is_running = bool(promises) and _is_running(promises[-1], period)
    return CaseLine(
        number=story.number,
        kind=story.kind,
        area=story.area,
        channel=story.channel,
        privacy=story.privacy,
        state=now.state if now else story.state,
        code=now.code if now else None,
        main=now.main if now else None,
        owner_id=_last_owner(standings),
        filed_at=story.filed_at,
        due_at=promises[-1].due_at if promises else None,
        answered_at=_answered(standings, promises),
        closed_at=closings[-1].at if is_closed else None,
        rounds=tuple(one.kind for one in rounds),
        late=_late(promises, period=period, days=days),
        causes=tuple(one.cause.id for one in promises if one.cause and one.cause.at < period.ends),
        told=tuple(one.cause.id for one in promises if one.cause and period.has(one.cause.at)),
        age=None if is_closed else days.between(story.filed_at, period.ends - MOMENT),
        is_promised=is_running,
        is_overdue=is_running and promises[-1].due_at < period.ends,
        is_new=period.has(story.filed_at),
        closings=tuple(in_period),
        closed_by=_last_owner([one for one in standings if one.at <= in_period[-1].at]) if in_period else None,
        judged=tuple(found for promise in promises if (found := _judged(promise, standings, period=period))),
        begun=tuple(one.kind for one in rounds if period.has(one.began_at)),
        before_closing=frozenset(one.kind for one in rounds if in_period and one.began_at < in_period[-1].at),
        opinions=tuple(opinions(story.asked, story.given, [one.began_at for one in story.rounds], period=period)),
        is_under_way=not is_closed or closings[-1].at >= period.starts,
    )


def _closings(standings: list[Standing]) -> list[Standing]:
    """How it stood at every moment at which it was closed."""
    before = [False, *(standing.is_closed for standing in standings)]
    return [now for was_closed, now in zip(before, standings, strict=False) if now.is_closed and not was_closed]


def _is_running(promise: Promise, period: Period) -> bool:
    return promise.stopped_at is None or promise.stopped_at >= period.ends


def _last_owner(standings: list[Standing]) -> int | None:
    """Who has it; of a case that nobody has, whoever had it or did something with it last."""
    for standing in reversed(standings):
        if (found := standing.owner_id or standing.staff_id) is not None:
            return found
    return None


def _answered(standings: list[Standing], promises: list[Promise]) -> datetime | None:
    """The last time staff did what was promised and nothing more was promised at once."""
    by_staff = {standing.at for standing in standings if standing.staff_id is not None}
    begun = {promise.began_at for promise in promises}
    done = {promise.stopped_at for promise in promises if promise.stopped_at in by_staff} - begun - {None}
    return max((at for at in done if at), default=None)


def _late(promises: list[Promise], *, period: Period, days: WorkedDays) -> dict[str, int]:
    late: dict[str, int] = {}
    for promise in promises:
        done = period.ends - MOMENT if _is_running(promise, period) or not promise.stopped_at else promise.stopped_at
        missed = days.late(promise.due_at, done) if done > promise.due_at else 0
        late[promise.stage] = late.get(promise.stage, 0) + missed
    return late


def _judged(promise: Promise, standings: list[Standing], *, period: Period) -> Judged | None:
    """What became of a promise, if that was decided in the period.

    It is missed the moment it is due, whatever comes later, by whoever had the case until then. It is kept when staff
    do
    in time what was promised. If something else ended it before, as a withdrawal, it is neither.
    """
    stopped = promise.stopped_at
    if stopped is None or stopped > promise.due_at:
        if not period.starts <= promise.due_at < period.ends:
            return None
        until = [standing for standing in standings if standing.at < promise.due_at]
        is_explained = promise.cause is not None and promise.cause.at < period.ends
        owner_id = until[-1].owner_id if until else None
        return Judged(promise.stage, owner_id, is_kept=False, is_explained=is_explained)
    if not period.has(stopped):
        return None
    by = next((standing.staff_id for standing in standings if standing.at == stopped and standing.staff_id), None)
    return Judged(promise.stage, by, is_kept=True) if by is not None else None
