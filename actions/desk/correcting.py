"""Whoever has a case puts right which service it is about, in private.

Source: docs/rules/cases.md, 18.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.cases.category import correct_service
from actions.cases.duty import on_duty
from actions.cases.finding import find_hearer, lock_any
from actions.cases.flows import flow_of
from actions.cases.present import name_of_service, shown_to_staff
from actions.cases.saying import silently_at_night
from actions.cases.standing import in_place
from actions.desk.piles import get_seen
from actions.guides import find_guide
from content.desk import Correction
from content.models import Hall
from domain.cases import Actor, Case, acting_staff
from domain.correcting import check_can_correct
from domain.errors import CaseChanged
from domain.languages import Language
from domain.people import Member
from storage.outgoing import Address, Lane, Outgoing
from storage.people import get_staff_name
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
    changed = await correct_service(tx, case, service.id, actor=actor, hall=hall, now=now)
    await _tell_owner(tx, changed, service.id, actor=actor, hall=hall, now=now)
    return Correction(changed, was, service)


async def _tell_owner(tx: Tx, case: Case, service_id: str, *, actor: Actor, hall: Hall, now: datetime) -> None:
    """Tell whoever has the case, unless they did it, or whoever stands in for them; at night no phone rings for it."""
    duty = await on_duty(tx, hall=hall, now=now)
    owner = duty.of(case.owner_id)
    hears = duty.who_hears(owner, case, await flow_of(tx, case)) if owner else None
    if owner is None or hears is None or actor.ids & (owner.ids | hears.ids):
        return
    tx.say(
        Outgoing(
            dedupe_key=f"case:{case.id}:corrected:v{case.version}:{hears.id}",
            to=Address(chat_id=hears.person.telegram_id),
            message="case_corrected",
            params={
                "case_id": case.id,
                "staff_id": hears.id,
                "owner": owner.id,
                "by": actor.id,
                "service": service_id,
            },
            body=silently_at_night(hall, now),
            lane=Lane.DEADLINE,
        )
    )


async def load_corrected(
    tx: Tx, *, hall: Hall, now: datetime, case_id: int, staff_id: int, owner: int, by: int, service: str
) -> tuple[Language, Mapping[str, Any]] | None:
    """The word; nothing for whoever left or may not know, and once it is over or somebody else's than the owner's."""
    found = await find_hearer(tx, case_id, staff_id, hall=hall)
    if found is None or found[0].closed_at or found[0].owner_id != owner:
        return None
    case, member = found
    values = {
        "shown": await shown_to_staff(tx, case, hall=hall, now=now, actor=acting_staff(member)),
        "by": await get_staff_name(tx, by),
        "service": name_of_service(hall, service),
    }
    return member.person.language, values


async def _correctable(tx: Tx, case_id: int, *, member: Member, hall: Hall, now: datetime) -> tuple[Case, Actor]:
    await lock_any(tx, case_id)
    case = await get_seen(tx, case_id, member=member, hall=hall, now=now)
    actor = await in_place(tx, case, acting_staff(member), now=now)
    check_can_correct(case, (await flow_of(tx, case)).states[case.state], actor)
    return case, actor
