"""A case as somebody sees it now."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from actions.cases.finding import in_zone
from actions.cases.flows import file_of
from actions.cases.standing import standing_of
from content.calendars import work_calendar
from content.cases import Ending, Shown, choices_of, delays_of, promise_of
from content.flows import FlowAction
from content.models import Hall
from content.texts import Text
from domain.acting import is_merged
from domain.cases import Actor, Case, CaseClock, Privacy
from domain.flows import Party
from domain.people import Person, masked
from storage.cases import get_case, list_clocks, list_running
from storage.people import get_person, get_staff_name
from storage.transaction import Tx

ANYBODY = Actor(Party.DIRECTOR, None)
"""Stands for everybody in a staff group: what any of them may do."""


async def name_for_staff(tx: Tx, case: Case) -> str:
    """Whose case it is, as staff groups may read it: a masked name; empty where they must not know, or nobody does."""
    return masked_name(case, await get_person(tx, case.person_id) if case.person_id else None)


def masked_name(case: Case, person: Person | None) -> str:
    """The same for whoever has read the ``person`` already."""
    return masked(person.first_name) if person and case.privacy is not Privacy.ANONYMOUS else ""


async def name_of_action(tx: Tx, case: Case, *, was: str, action: str) -> Text | None:
    """What the flow calls an action in a state; None for what no flow names: a withdrawal, or a period that ended."""
    written = await _written(tx, case, was=was, action=action)
    return written.name if written else None


async def heard_of_action(tx: Tx, case: Case, *, was: str, action: str) -> Text | None:
    """The same as the citizen reads it."""
    written = await _written(tx, case, was=was, action=action)
    return written.heard if written else None


async def _written(tx: Tx, case: Case, *, was: str, action: str) -> FlowAction | None:
    file = await file_of(tx, case)
    return file.action(was, action) if was in {state.id for state in file.states} else None


async def heard_anywhere(tx: Tx, case: Case, *, action: str | None) -> Text | None:
    """What the citizen reads of an action, whatever state it was done in; None for none, or what no flow names."""
    written = (await file_of(tx, case)).action_anywhere(action) if action else None
    return written.heard if written else None


def name_of_area(hall: Hall, area_id: str | None) -> Text | None:
    """What an area is called; None without one, or where the hall no longer has it."""
    area = hall.area(area_id) if area_id else None
    return area.name if area else None


def name_of_service(hall: Hall, service_id: str | None) -> Text | None:
    """What a service is called; None without one, or where the hall no longer has it."""
    service = hall.service(service_id) if service_id else None
    return service.title if service else None


async def shown_to_citizen(
    tx: Tx, case: Case, *, hall: Hall, now: datetime, running: Sequence[CaseClock] | None = None
) -> Shown:
    """The citizen's own case; ``running`` are its clocks, where they are known."""
    running = await list_running(tx, case.id) if running is None else running
    return await _shown(tx, case, Actor(Party.CITIZEN, case.person_id), running=running, hall=hall, now=now)


async def shown_to_staff(
    tx: Tx,
    case: Case,
    *,
    hall: Hall,
    now: datetime,
    actor: Actor = ANYBODY,
    clocks: Sequence[CaseClock] | None = None,
) -> Shown:
    """A case for a member of staff, or for everybody in its group, with what was missed of it.

    ``clocks`` are all it ever had, where they are known.
    """
    clocks = await list_clocks(tx, case.id) if clocks is None else clocks
    running = [clock for clock in clocks if clock.stopped_at is None]
    shown = await _shown(tx, case, actor, running=running, hall=hall, now=now)
    return replace(
        shown,
        delays=delays_of(clocks, await file_of(tx, case), hall=hall),
        standing=await standing_of(tx, case, hall=hall, now=now),
    )


async def _shown(tx: Tx, case: Case, actor: Actor, *, running: Sequence[CaseClock], hall: Hall, now: datetime) -> Shown:
    file = await file_of(tx, case)
    state = file.state(case.state)
    running = sorted(running, key=lambda clock: clock.due_at)
    promises = [promise_of(clock, file, now=now) for clock in running if clock.is_promise]
    ends = [clock.due_at.astimezone(now.tzinfo) for clock in running if not clock.is_promise]
    state_now = file.flow().states[case.state]
    # What has come back to staff, as a review, is for somebody else to take: whoever had it before does not have it.
    owner = case.owner_id or (None if state_now.is_with_staff else case.handler_id)
    parent = await get_case(tx, case.parent_id) if case.parent_id else None
    merged = is_merged(case, state_now)
    main = await get_case(tx, case.main_id) if case.main_id and merged else None
    return Shown(
        case=in_zone(case, now.tzinfo),
        kind=file.name,
        state=state.name,
        turn=None if state.final else state.owner,
        owner=await get_staff_name(tx, owner) if owner else "",
        promise=promises[0] if promises else None,
        choices=choices_of(case, file, actor, calendar=work_calendar(hall), now=now),
        also=promises[1] if len(promises) > 1 else None,
        parent=parent.number if parent else "",
        code=file.code(case.code).name if case.code else None,
        awaits_citizen=state_now.awaits_citizen,
        ends=Ending(ends[0], file.state(state.after.to).name) if ends and state.after else None,
        main=main.number if main else "",
    )
