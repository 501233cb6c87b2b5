"""Which cases somebody may see now: their own by rule, and what those have for whom they stand in."""

from dataclasses import replace
from datetime import datetime

from actions.cases.flows import flow_of
from content.models import Hall
from content.staff_chats import may_have, sight_in
from domain.acting import is_kept_out
from domain.cases import acting_staff
from domain.desk import Sight
from domain.people import Member
from storage.deputies import list_current
from storage.desk import list_concerning
from storage.transaction import Tx


async def sight_now(tx: Tx, member: Member, *, hall: Hall, now: datetime) -> Sight:
    """What a member of staff who has a desk may see now.

    Source: docs/rules/staff.md, 4 and 16.
    """
    stands_for = [one.staff_id for one in await list_current(tx, now=now, deputy_id=member.id)]
    if not stands_for:
        return sight_in(hall, member)
    kept_from = [
        case.id
        for case in await list_concerning(tx, stands_for, member=member)
        if is_kept_out(case, (await flow_of(tx, case)).states[case.state], acting_staff(member))
        or not may_have(hall, case, member)
    ]
    return replace(sight_in(hall, member), stands_for=tuple(stands_for), kept_from=tuple(kept_from))
