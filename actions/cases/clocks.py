"""The promised periods of a case: started with a state, moved by what changes them, stopped with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from actions.cases.saying import refresh_card
from actions.cases.trace import note
from content.calendars import calendar_version, work_calendar
from content.models import Hall
from domain.cases import AWAITED, CLOCK, Case, CaseClock
from domain.delays import is_missed
from domain.flows import Flow
from domain.ladder import Deadline, Step, rungs
from domain.limits import Limit
from domain.working_time import Due, due
from storage.cases import NEVER, align, list_running, move_due, start_clock, stop_clock
from storage.deadlines import drop, plan
from storage.delays import stop_asking, want_cause
from storage.extensions import carry_granted
from storage.transaction import Tx


async def follow_state(
    tx: Tx, case: Case, flow: Flow, *, hall: Hall, anew: bool, now: datetime, stopped: Iterable[CaseClock] = ()
) -> None:
    """Stop the clocks that do not belong to the case's state, and start those that do.

    A promised period goes on through every state that names it; ``anew`` begins it again, for a new round. What was
    ``stopped`` by mistake ends when it would have ended.
    """
    state = flow.states[case.state]
    awaited = f"{AWAITED}{state.name}"
    wanted = {state.clock, state.also, awaited if state.after else None} - {None}
    running = set()
    for clock in await list_running(tx, case.id):
        if clock.name in wanted and not anew and clock.name != awaited:
            running.add(clock.name)
        else:
            await stop_clock(tx, clock.id, now=now)
            if is_missed(clock, now=now):
                await want_cause(tx, clock.id)
            await drop(tx, clock_id=clock.id)
    for clock in stopped:
        if clock.name in (state.clock, state.also):
            await _resume(tx, case, clock, hall=hall)
            running.add(clock.name)
    begun = [
        period
        for period in periods_of(flow, case.state, service=case.service, hall=hall, now=now)
        if period.name not in running
    ]
    await start_clocks(tx, case, begun, hall=hall)
    await align(tx, case.id)


@dataclass(frozen=True, slots=True)
class Period:
    """A period that begins ``since`` a moment, by the name of its clock."""

    name: str
    limit: Limit
    since: datetime
    ends: Due


def periods_of(
    flow: Flow,
    state_name: str,
    *,
    service: str | None,
    hall: Hall,
    now: datetime,
    limits: Mapping[str, Limit] | None = None,
) -> list[Period]:
    """What begins with a state in a case that is about a ``service``, or about none.

    ``limits`` are those of one case alone, by clock, in place of the flow's.
    """
    state, calendar = flow.states[state_name], work_calendar(hall)
    profile, category = hall.facts.profile, hall.category_of(service)
    begun = {
        name: (limits or {}).get(name) or flow.limit_of(name, profile=profile, category=category)
        for name in (state.clock, state.also)
        if name
    }
    if state.after:
        begun[f"{AWAITED}{state.name}"] = state.after.limit
    return [Period(name, limit, now, due(limit, received=now, calendar=calendar)) for name, limit in begun.items()]


def first_promised(periods: Iterable[Period]) -> datetime:
    """When the first of them ends that people are promised."""
    return min((period.ends.at for period in periods if not period.name.startswith(AWAITED)), default=NEVER)


async def start_clocks(tx: Tx, case: Case, periods: Iterable[Period], *, hall: Hall) -> None:
    """Let periods of a case begin."""
    for period in periods:
        clock = await start_clock(
            tx,
            case_id=case.id,
            round=case.round,
            name=period.name,
            amount=period.limit.amount,
            unit=period.limit.unit,
            calendar=calendar_version(hall),
            received_at=period.since,
            due_at=period.ends.at,
            is_provisional=period.ends.provisional,
            since_version=case.version,
            extensions=0,
        )
        await _plan(tx, clock, hall=hall)


async def _resume(tx: Tx, case: Case, stopped: CaseClock, *, hall: Hall) -> None:
    """A period goes on as if it had not been stopped: with its end, the steps it has climbed and the time it was given.

    It is a clock of its own, so that what was said of the time until now stays as it was.
    """
    clock = await start_clock(
        tx,
        case_id=case.id,
        round=case.round,
        name=stopped.name,
        amount=stopped.limit.amount,
        unit=stopped.limit.unit,
        calendar=stopped.calendar,
        received_at=stopped.received_at,
        due_at=stopped.due_at,
        is_provisional=stopped.is_provisional,
        since_version=case.version,
        extensions=stopped.extensions,
        wants_cause=stopped.wants_cause,
        cause=stopped.cause,
    )
    await stop_asking(tx, stopped.id)
    await carry_granted(tx, stopped.id, to=clock.id)
    await _plan(tx, clock, hall=hall, instead_of=stopped.id)


@dataclass(frozen=True, slots=True)
class Moved:
    """A clock whose end was reckoned anew, before and after."""

    before: CaseClock
    after: CaseClock

    @property
    def is_promised_anew(self) -> bool:
        """Whether what somebody was promised ends at another moment now."""
        return self.before.due_at != self.after.due_at and self.after.is_promise


@dataclass(frozen=True, slots=True)
class Longer:
    """One clock gets ``amount`` more of its own units, and no other."""

    clock_id: int
    amount: int


async def recompute(
    tx: Tx,
    case: Case,
    *,
    hall: Hall,
    now: datetime,
    longer: Longer | None = None,
    limits: Mapping[int, Limit] | None = None,
) -> list[Moved]:
    """Reckon the ends of a case's running clocks again, by the hall's calendar of now; those that moved.

    Nothing moves silently: every change is an event with both dates. ``longer`` is an extension that was granted;
    ``limits`` are those of the category the case has come to belong to, by the id of the clock.
    """
    moved = []
    for clock in await list_running(tx, case.id):
        more = longer.amount if longer and longer.clock_id == clock.id else 0
        limit = (limits or {}).get(clock.id) or Limit(clock.limit.amount + more, clock.limit.unit)
        ends = due(limit, received=clock.received_at, calendar=work_calendar(hall))
        stays = (ends.at, ends.provisional, limit) == (clock.due_at, clock.is_provisional, clock.limit)
        if stays and clock.calendar == calendar_version(hall):
            continue
        changed = await move_due(
            tx,
            clock,
            due_at=ends.at,
            is_provisional=ends.provisional,
            calendar=calendar_version(hall),
            limit=limit,
            extensions=clock.extensions + bool(more),
        )
        # Other steps may move though the end does not.
        await _plan(tx, changed, hall=hall)
        if not stays:
            cause = "extended" if more else "category" if limit != clock.limit else "calendar"
            detail = _dates(clock, changed, cause)
            await note(tx, "due_moved", before=case, after=case, actor=CLOCK, now=now, detail=detail)
            await refresh_card(tx, case, cause=f"clock{changed.id}.{changed.due_version}")
            moved.append(Moved(clock, changed))
    return moved


async def _plan(tx: Tx, clock: CaseClock, *, hall: Hall, instead_of: int | None = None) -> None:
    if not clock.is_promise:
        await plan(tx, (Deadline(Step.AFTER, clock.due_at),), clock=clock)
        return
    steps = rungs(received=clock.received_at, ends=clock.due_at, calendar=work_calendar(hall))
    await plan(tx, steps, clock=clock, instead_of=instead_of)


def _dates(before: CaseClock, after: CaseClock, cause: str) -> dict[str, Any]:
    return {
        "clock": after.name,
        "from": before.due_at.isoformat(),
        "to": after.due_at.isoformat(),
        "provisional": after.is_provisional,
        "cause": cause,
    }


def was_late(clock: CaseClock) -> timedelta | None:
    """By how much a stopped clock missed its end; None if it was kept or still runs."""
    if clock.stopped_at is None or clock.stopped_at <= clock.due_at:
        return None
    return clock.stopped_at - clock.due_at
