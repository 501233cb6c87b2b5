"""Whoever has a case asks another area for its part, until when, or takes that back.

Source: docs/rules/cases.md, 17.
"""

from datetime import datetime

from actions.cases.acting import Matter, file_case
from actions.cases.drafts import PartWords
from actions.cases.finding import lock_any
from actions.cases.flows import flow_of
from actions.cases.parts import ASKED, list_waiting, say_wanted
from actions.cases.passing import area_named, other_areas
from actions.cases.saying import refresh_card
from actions.cases.standing import in_place
from actions.cases.steps import withdraw_part
from actions.cases.trace import CASE, note_message, placed
from actions.cases.work import give, owner_of
from content.calendars import work_calendar
from content.models import Area, Hall
from domain.acting import check_goes_alone, check_is_free, is_kept_out
from domain.cases import Actor, Case, Channel, acting_staff
from domain.cohandling import COHANDLING, Term, check_asked, check_can_ask, terms
from domain.errors import CaseOver, Gone, NotYours, OutdatedButton
from domain.people import Member
from storage.cases import find_case, list_promised
from storage.events import list_events
from storage.people import list_staff
from storage.transaction import Tx


async def offer_areas(
    tx: Tx, case_id: int, *, member: Member, hall: Hall, now: datetime
) -> tuple[Case, tuple[Area, ...]]:
    """The case, and the areas this member of staff may ask for their part in it.

    Raises:
        Refusal: whatever ``check_is_free`` or ``check_can_ask`` raises.
    """
    case, _ = await _may_ask(tx, case_id, member=member, now=now)
    waiting = {part.area for part in await list_waiting(tx, case)}
    return case, tuple(area for area in other_areas(hall, case) if area.id not in waiting)


async def offer_terms(
    tx: Tx, case_id: int, area_id: str, *, member: Member, hall: Hall, now: datetime
) -> tuple[Case, Area, tuple[Term, ...]]:
    """The case, the area that is to be asked, and what time it may be given.

    Raises:
        OutdatedButton: there is no such area, or no longer, or it is the case's own.
        Refusal: whatever ``check_is_free`` or ``check_can_ask`` raises.
    """
    area = area_named(hall, area_id)
    case, _ = await _may_ask(tx, case_id, member=member, area=area.id, now=now)
    if area not in other_areas(hall, case) or hall.flow(COHANDLING) is None:
        raise OutdatedButton
    promised = await list_promised(tx, case.id)
    due_at = min((clock.due_at for clock in promised), default=None)
    return case, area, terms(due_at=due_at, calendar=work_calendar(hall), now=now)


async def offer_term(tx: Tx, draft: PartWords, *, member: Member, hall: Hall, now: datetime) -> tuple[Case, Area, Term]:
    """The same with the time that was chosen.

    Raises:
        OutdatedButton: that time would end after the case's own by now.
        Refusal: whatever ``offer_terms`` raises.
    """
    case, area, found = await offer_terms(tx, draft.case_id, draft.area, member=member, hall=hall, now=now)
    term = next((term for term in found if term.days == draft.days), None)
    if term is None:
        raise OutdatedButton
    return case, area, term


async def _may_ask(
    tx: Tx, case_id: int, *, member: Member, now: datetime, area: str | None = None
) -> tuple[Case, Actor]:
    case = await lock_any(tx, case_id)
    actor = await in_place(tx, case, acting_staff(member), now=now)
    flow = await flow_of(tx, case)
    check_goes_alone(case, flow.states[case.state])
    check_is_free(case, actor, owner=await owner_of(tx, case))
    check_can_ask(case, flow, actor=actor, waiting=await list_waiting(tx, case), area=area)
    return case, actor


async def ask_part(tx: Tx, draft: PartWords, *, member: Member, hall: Hall, now: datetime) -> tuple[Case, Case]:
    """Ask as was previewed: the case and the request, which has a number and a topic of its own in the area's group.

    Whoever asks in a case that nobody has takes it.

    Raises:
        Refusal: whatever ``check_asked`` or ``offer_term`` raises.
    """
    text, file = check_asked(draft.text), hall.flow_named(COHANDLING)
    case, area, term = await offer_term(tx, draft, member=member, hall=hall, now=now)
    actor = await in_place(tx, case, acting_staff(member), now=now)
    if case.owner_id is None:
        case = await give(tx, case, to=member.id, actor=actor, action="taken", now=now)
    matter = Matter(
        person=None,
        language=hall.facts.languages[0],
        text=text,
        channel=Channel.HALL,
        privacy=case.privacy,
        area=area.id,
        filed_by=actor,
        about_id=await _kept_out(tx, case),
        parent_id=case.id,
        service=case.service,
        limits={clock.id: term.limit for clock in file.clocks},
    )
    part = await file_case(tx, file, matter, key=draft.key, hall=hall, now=now)
    detail = {"part": part.id, "number": part.number, "area": area.id, "ends": term.ends.isoformat(), **placed(actor)}
    await note_message(tx, case, actor=actor.name, action=ASKED, now=now, detail=detail)
    await refresh_card(tx, case, cause=f"part{part.id}")
    await say_wanted(tx, part, by=actor, hall=hall, now=now)
    return case, part


async def was_asked(tx: Tx, key: str, *, member: Member) -> bool:
    """Whether this member of staff has sent the request that was previewed under a key."""
    part = await find_case(tx, ref=key)
    events = await list_events(tx, subject_kind=CASE, subject_id=part.id) if part and part.kind == COHANDLING else []
    return bool(events) and events[0].actor == acting_staff(member).name


async def _kept_out(tx: Tx, case: Case) -> int | None:
    """Whom a request must not reach: whom the case is about, or whose own it is if they work here."""
    if case.about_id or case.person_id is None:
        return case.about_id
    return next((one.id for one in await list_staff(tx) if one.person.id == case.person_id), None)


async def begin_withdrawal(tx: Tx, case_id: int, part_id: int, *, member: Member, now: datetime) -> tuple[Case, Case]:
    """The case and its request, both locked, if this member of staff may take the request back now.

    Raises:
        AlreadyTaken: the case is a colleague's.
        CaseOver: the request is answered, or taken back.
        Gone: there is no such request in it.
        NotYours: they are kept out of the case.
    """
    # The whole before its part, as where it ends.
    case, part = await lock_any(tx, case_id), await lock_any(tx, part_id)
    if part.kind != COHANDLING or part.parent_id != case.id:
        raise Gone
    actor = await in_place(tx, case, acting_staff(member), now=now)
    check_is_free(case, actor, owner=await owner_of(tx, case))
    if is_kept_out(case, (await flow_of(tx, case)).states[case.state], actor):
        raise NotYours(number=case.number)
    if part.closed_at is not None:
        raise CaseOver(number=part.number)
    return case, part


async def withdraw(
    tx: Tx, case_id: int, part_id: int, *, member: Member, hall: Hall, now: datetime
) -> tuple[Case, Case]:
    """Take a request back: its area reads so, and the case waits for it no longer.

    Raises:
        Refusal: whatever ``begin_withdrawal`` raises.
    """
    case, part = await begin_withdrawal(tx, case_id, part_id, member=member, now=now)
    actor = await in_place(tx, case, acting_staff(member), now=now)
    await withdraw_part(tx, part, parent=case, by=actor, hall=hall, now=now)
    return case, part
