"""Whoever has a case puts right which service it is about, in private.

Source: docs/rules/cases.md, 18.
"""

from datetime import datetime

from actions.cases.category import correct_service
from actions.cases.finding import lock_any
from actions.cases.flows import flow_of
from actions.cases.present import name_of_service
from actions.cases.standing import in_place
from actions.desk.piles import get_seen
from actions.guides import find_guide
from content.desk import Correction
from content.models import Hall
from domain.cases import Actor, Case, acting_staff
from domain.correcting import check_can_correct
from domain.errors import CaseChanged
from domain.people import Member
from storage.transaction import Tx


async def begin_correction(tx: Tx, case_id: int, *, member: Member, hall: Hall, now: datetime) -> Case:
    """The case, if this member of staff may say now that it is about another service.

    Raises:
        Gone: there is no such case, or it is not for their eyes.
        Refusal: whatever ``check_can_correct`` raises.
    """
    case, _ = await _correctable(tx, case_id, member=member, hall=hall, now=now)
    return case


async def choose_correction(
    tx: Tx, case_id: int, service_id: str, *, member: Member, hall: Hall, now: datetime
) -> Correction:
    """What it would be about from then on, and is about now.

    Raises:
        Gone, Refusal: as for ``begin_correction``.
        GuideGone: the hall has no such service.
    """
    case, _ = await _correctable(tx, case_id, member=member, hall=hall, now=now)
    return Correction(case, name_of_service(hall, case.service), find_guide(hall, service_id))


async def correct(
    tx: Tx, case_id: int, service_id: str, *, version: int, member: Member, hall: Hall, now: datetime
) -> Correction:
    """Say what it is about; said once, however often it is pressed. What was so before, and how the case stands now.

    Raises:
        CaseChanged: it changed since the button was shown.
        Gone, Refusal: as for ``begin_correction``.
        GuideGone: the hall has no such service.
    """
    case, actor = await _correctable(tx, case_id, member=member, hall=hall, now=now)
    service, was = find_guide(hall, service_id), name_of_service(hall, case.service)
    if (known := Correction(case, was, service)).is_known:
        return known
    if case.version != version:
        raise CaseChanged(number=case.number)
    return Correction(await correct_service(tx, case, service.id, actor=actor, hall=hall, now=now), was, service)


async def _correctable(tx: Tx, case_id: int, *, member: Member, hall: Hall, now: datetime) -> tuple[Case, Actor]:
    await lock_any(tx, case_id)
    case = await get_seen(tx, case_id, member=member, hall=hall, now=now)
    actor = await in_place(tx, case, acting_staff(member), now=now)
    check_can_correct(case, (await flow_of(tx, case)).states[case.state], actor)
    return case, actor
