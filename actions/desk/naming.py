"""Those above a clerk say whom of the staff a case is about; from then on that person has no part in it.

Source: docs/rules/staff.md, 12.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from actions.cases.duty import on_duty
from actions.cases.finding import lock_any
from actions.cases.flows import flow_of
from actions.cases.following import go_alone
from actions.cases.giving import say_given
from actions.cases.moving import follow_delicacy
from actions.cases.parts import list_waiting
from actions.cases.saying import refresh_card, topic_of
from actions.cases.trace import note
from actions.desk.piles import get_seen
from content.desk import Naming
from content.models import Hall
from content.staff_chats import chat_for
from domain.cases import Case, acting_staff
from domain.desk import check_stands_above_clerks
from domain.errors import CaseChanged, Gone
from domain.flows import LADDER
from domain.people import Member
from storage.cases import change_case
from storage.people import get_member, list_staff
from storage.transaction import Tx

PAGE = 8
"""Names on one page."""


async def list_namable(
    tx: Tx, case_id: int, *, page: int, member: Member, hall: Hall, now: datetime
) -> tuple[Case, Sequence[Member], bool]:
    """The case, one page of those who work here, and whether there are more.

    Raises:
        Gone: there is no such case, or it is not for their eyes.
        StaffOnly: it is not theirs to say.
    """
    check_stands_above_clerks(member)
    case = await get_seen(tx, case_id, member=member, hall=hall, now=now)
    staff = [one for one in await list_staff(tx) if case.about_id not in one.ids]
    staff.sort(key=lambda one: (one.person.first_name, one.id))
    return case, staff[page * PAGE : (page + 1) * PAGE], len(staff) > (page + 1) * PAGE


async def choose_named(tx: Tx, case_id: int, staff_id: int, *, member: Member, hall: Hall, now: datetime) -> Naming:
    """What would follow if a case were said to be about a member of staff.

    Raises:
        Gone: there is no such case, it is not for their eyes, or nobody of that id works here any more.
        StaffOnly: it is not theirs to say.
    """
    check_stands_above_clerks(member)
    case, chosen = await get_seen(tx, case_id, member=member, hall=hall, now=now), await get_member(tx, staff_id)
    if chosen is None:
        raise Gone
    there = chat_for(hall, replace(case, about_id=chosen.id)).name
    moves = there != (await topic_of(tx, case)).staff_chat
    return Naming(case, chosen, case.owner_id in chosen.ids, moves=moves, stays=not hall.keeps_confidence())


async def name_concerned(
    tx: Tx, case_id: int, staff_id: int, *, version: int, member: Member, hall: Hall, now: datetime
) -> tuple[Case, Member]:
    """Say whom of the staff a case is about: they lose it, and its topic goes where they do not read; said once.

    If it was theirs, it is whose who own what nobody else does. What other areas were asked for in it follows. Returns
    the case and whom it is about.

    Raises:
        CaseChanged: it changed since the button was shown.
        Gone: there is no such case, it is not for their eyes, or nobody of that id works here any more.
        StaffOnly: it is not theirs to say.
    """
    await lock_any(tx, case_id)
    naming = await choose_named(tx, case_id, staff_id, member=member, hall=hall, now=now)
    case, chosen = naming.case, naming.chosen
    if case.about_id in chosen.ids:
        return case, chosen
    if case.version != version:
        raise CaseChanged(number=case.number)
    named = await _name(tx, case, chosen, member=member, hall=hall, now=now)
    for part in await list_waiting(tx, named):
        await _name(tx, await lock_any(tx, part.id), chosen, member=member, hall=hall, now=now)
    return named, chosen


async def _name(tx: Tx, case: Case, chosen: Member, *, member: Member, hall: Hall, now: datetime) -> Case:
    case = await go_alone(tx, case, actor=acting_staff(member), now=now)
    is_theirs = case.owner_id in chosen.ids
    heir = await _heir(tx, replace(case, about_id=chosen.id), hall=hall, now=now) if is_theirs else None
    owner_id = (heir.id if heir else None) if is_theirs else case.owner_id
    changed = await change_case(tx, case, about_id=chosen.id, owner_id=owner_id)
    if changed is None:
        raise CaseChanged(number=case.number)
    detail = {"about": chosen.id, "from": case.owner_id}
    await note(tx, "about_named", before=case, after=changed, actor=acting_staff(member), now=now, detail=detail)
    await follow_delicacy(tx, changed, was=case, hall=hall, now=now)
    await refresh_card(tx, changed, cause=f"v{changed.version}")
    if heir and heir.id != member.id:
        say_given(tx, changed, to=heir, by=member, hall=hall, now=now)
    return changed


async def _heir(tx: Tx, case: Case, *, hall: Hall, now: datetime) -> Member | None:
    """Who owns a case that was whose it is about; nobody while it is not the staff's turn."""
    flow = await flow_of(tx, case)
    state = flow.states[case.state]
    if state.owner not in LADDER:
        return None
    return (await on_duty(tx, hall=hall, now=now)).least_busy(flow.last_resort, case=case, state=state)
