"""Somebody does something with a case: the one way a case changes its state."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from actions.cases.clocks import follow_state, start_clocks
from actions.cases.duty import on_duty
from actions.cases.flows import flow_of, pin
from actions.cases.giving import say_given
from actions.cases.invitations import follow_end
from actions.cases.opening import open_topic
from actions.cases.saying import refresh_card, say_line
from actions.cases.trace import note
from content.calendars import work_calendar
from content.flows import FlowFile
from content.models import Hall
from domain.acting import check_can_act, code_after, goes_straight_up, handlers_after, is_kept_out, round_after
from domain.cases import PARTY_OF, Actor, Case, Channel, Privacy, Words, acting_staff
from domain.errors import CaseChanged, Gone
from domain.flows import Action, Flow, Need, Party, RoundKind
from domain.languages import Language
from domain.people import Member, Person
from storage.cases import add_case, change_case, find_case, lock_case
from storage.counters import next_value
from storage.people import get_member
from storage.rounds import begin_round, count_rounds
from storage.transaction import Tx

KEY_BYTES = 9


def new_key() -> str:
    """A one-time key, under which a draft is filed once, however often its button is pressed."""
    return secrets.token_urlsafe(KEY_BYTES)


@dataclass(frozen=True, slots=True)
class Matter:
    """What somebody brings: ``person`` is None for one without Telegram, whom ``filed_by`` writes it down for.

    ``about_id`` is the member of staff it is about, if it is about one of whom we know; ``handlers`` are those who had
    to do with what it came of, the case ``parent_id``; ``owner_id`` has it from the beginning; ``service``, ``place``
    and ``happened`` are those of a case.
    """

    person: Person | None
    language: Language
    text: str
    channel: Channel = Channel.TELEGRAM
    privacy: Privacy = Privacy.OPEN
    area: str | None = None
    guesses: tuple[str, ...] = ()
    read_by: datetime | None = None
    filed_by: Actor | None = None
    about_id: int | None = None
    parent_id: int | None = None
    handlers: tuple[int, ...] = ()
    owner_id: int | None = None
    service: str | None = None
    place: str = ""
    happened: str = ""


async def file_case(tx: Tx, file: FlowFile, matter: Matter, *, key: str, hall: Hall, now: datetime) -> Case:
    """Give a matter a number, its promised dates and a topic of its own. The same ``key`` files it once.

    Raises:
        Gone: the key is somebody else's.
    """
    person = matter.person
    if filed := await find_case(tx, ref=key):
        if filed.person_id != (person.id if person else None):
            raise Gone
        return filed
    year = now.astimezone(work_calendar(hall).zone).year
    number = f"{file.prefix}{year}-{await next_value(tx, f'case:{file.prefix}:{year}'):06}"
    case = await open_case(tx, file, matter, key=key, number=number, hall=hall, now=now)
    await open_topic(tx, case, hall=hall, now=now)
    return case


async def open_case(
    tx: Tx, file: FlowFile, matter: Matter, *, key: str, number: str, hall: Hall, now: datetime
) -> Case:
    """Open a case under a number that is free, with its first round and the clocks of its first state."""
    person, flow = matter.person, file.flow()
    case = await add_case(
        tx,
        ref=key,
        number=number,
        flow_id=await pin(tx, file, now=now),
        kind=file.id,
        person_id=person.id if person else None,
        channel=matter.channel,
        language=matter.language,
        privacy=matter.privacy,
        state=file.start,
        state_at=now,
        area=matter.area,
        text=matter.text,
        guesses=list(matter.guesses),
        about_id=matter.about_id,
        parent_id=matter.parent_id,
        handlers=list(matter.handlers),
        owner_id=matter.owner_id,
        service=matter.service,
        place=matter.place,
        happened=matter.happened,
        filed_at=now,
        read_by=matter.read_by,
        listens=flow.states[flow.start].listens,
    )
    await begin_round(tx, case.id, number=1, kind=RoundKind.ORIGINAL, now=now)
    await start_clocks(tx, case, flow, hall=hall, now=now)
    actor = matter.filed_by or Actor(Party.CITIZEN, case.person_id)
    await note(tx, "filed", before=None, after=case, actor=actor, now=now, detail={"channel": case.channel})
    return case


async def act(
    tx: Tx, case_id: int, name: str, *, version: int, actor: Actor, words: Words, hall: Hall, now: datetime
) -> Case:
    """Do what the flow calls ``name`` with a case, as somebody who has seen its ``version``.

    Raises:
        Gone: there is no such case.
        Refusal: whatever ``check_can_act`` raises.
    """
    case = await lock_case(tx, case_id)
    if case is None or (actor.party is Party.CITIZEN and case.person_id != actor.id):
        raise Gone
    flow = await flow_of(tx, case)
    calendar = work_calendar(hall)
    action = check_can_act(case, flow, name, actor=actor, version=version, words=words, calendar=calendar, now=now)
    area = words.given.get(Need.UNIT) if Need.UNIT in action.needs else None
    detail = words.detail() | ({"code": action.codes[0]} if action.codes else {})
    return await move(tx, case, flow, action, actor=actor, hall=hall, now=now, detail=detail, area=area)


async def move(
    tx: Tx,
    case: Case,
    flow: Flow,
    action: Action,
    *,
    actor: Actor,
    hall: Hall,
    now: datetime,
    detail: dict[str, Any],
    area: str | None = None,
) -> Case:
    """Bring a locked case where an action leads: state, round, owner, clocks and the event, or nothing.

    With an ``area`` it is passed on to those who take care of that one, and is nobody's until one of them takes it.

    Raises:
        CaseChanged: somebody else changed it since it was read.
    """
    number, opened = round_after(case, action)
    above = await _those_above(tx, case, flow, action, hall=hall)
    whose = await _whose(tx, case, flow, action, actor=actor, area=area, above=above)
    moved = await change_case(tx, case, **_stands(case, flow, action, now=now), **whose, round=number)
    if moved is None:
        raise CaseChanged(number=case.number)
    if opened:
        await begin_round(tx, case.id, number=number, kind=opened, now=now)
    await follow_state(tx, moved, flow, hall=hall, anew=opened is not None, now=now)
    await note(tx, action.name, before=case, after=moved, actor=actor, now=now, detail=detail)
    await follow_end(tx, case, moved, flow, actor=actor, hall=hall, now=now)
    await _tell(tx, case, moved, action, actor=actor)
    if above:
        say_given(tx, moved, to=above, hall=hall, now=now)
    return moved


def _stands(case: Case, flow: Flow, action: Action, *, now: datetime) -> dict[str, Any]:
    """Where a case stands once an action was done."""
    state = flow.states[action.to]
    return {
        "state": state.name,
        "state_at": now,
        "listens": state.listens,
        "closed_at": now if state.is_final else None,
        "code": code_after(case, action),
    }


async def _tell(tx: Tx, case: Case, moved: Case, action: Action, *, actor: Actor) -> None:
    """Show staff where a case stands; say so where none of them did it."""
    cause = f"v{moved.version}"
    await refresh_card(tx, moved, cause=cause)
    if actor.party in (None, Party.CITIZEN):
        await say_line(tx, moved, what="acted", cause=cause, action=action.name, was=case.state)


async def _whose(
    tx: Tx, case: Case, flow: Flow, action: Action, *, actor: Actor, area: str | None, above: Member | None
) -> dict[str, Any]:
    """Whose a case is once an action was done, and who has handled it by then."""
    state, acting = flow.states[action.to], actor.id if actor.party not in (None, Party.CITIZEN) else None
    goes_on = flow.states[case.state].not_by_previous and state.not_by_previous
    handlers = handlers_after(case, acting, goes_on=goes_on)
    theirs = None if area or state.owner is Party.CITIZEN or state.is_final else acting or case.owner_id
    if theirs is None and action.opens is RoundKind.REOPENED and not area:
        theirs = case.handler_id
    owner = await _still_here(tx, theirs)
    if owner and is_kept_out(replace(case, handlers=handlers), state, acting_staff(owner)):
        owner = None
    owner = above or owner
    handler = acting or case.handler_id
    return {
        "owner_id": owner.id if owner else None,
        "handler_id": handler,
        "handlers": list(handlers),
        "area": area or case.area,
    }


async def _those_above(tx: Tx, case: Case, flow: Flow, action: Action, *, hall: Hall) -> Member | None:
    """Who gets a case that its citizen sends straight up; None for others, or where nobody is above."""
    if not goes_straight_up(case, action, await count_rounds(tx, case.id, kind=RoundKind.REOPENED)):
        return None
    handled = replace(case, handlers=handlers_after(case, None, goes_on=False))
    return (await on_duty(tx, hall=hall)).least_busy(Party.SUPERVISOR, case=handled, state=flow.states[action.to])


async def _still_here(tx: Tx, staff_id: int | None) -> Member | None:
    """Who has or had a case goes on with it, unless they have left or do something else now."""
    member = await get_member(tx, staff_id) if staff_id else None
    return member if member and member.role in PARTY_OF else None
