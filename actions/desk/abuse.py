"""Those above a clerk mark from their own chat what a citizen writes in a case as abusive, and take it back.

Source: docs/rules/staff.md, 14.
"""

from datetime import datetime

from actions.cases.abuse import find_mark, keep_mark, said_so
from actions.cases.finding import lock_for
from actions.desk.piles import get_seen
from content.models import Hall
from domain.abuse import Abuse, check_can_mark, check_can_unmark
from domain.cases import Case, acting_staff
from domain.desk import check_stands_above_clerks
from domain.people import Member
from storage.transaction import Tx


async def offer_mark(tx: Tx, case_id: int, *, member: Member, hall: Hall, now: datetime) -> Case:
    """The case, locked, if this member of staff may mark it now.

    Raises:
        Gone: there is no such case, or it is not for their eyes.
        StaffOnly: they are a clerk, or no party in cases.
        Refusal: whatever ``check_can_mark`` raises.
    """
    case, is_marked = await _lock(tx, case_id, member=member, hall=hall, now=now)
    check_can_mark(case, acting_staff(member), is_marked=is_marked)
    return case


async def mark(tx: Tx, case_id: int, abuse: Abuse, *, member: Member, hall: Hall, now: datetime) -> bool:
    """Mark it, and tell the citizen; False if it is marked so by the same person already.

    Raises:
        Refusal: whatever ``offer_mark`` raises.
    """
    case, is_marked = await _lock(tx, case_id, member=member, hall=hall, now=now)
    if await said_so(tx, case, abuse, member=member):
        return False
    check_can_mark(case, acting_staff(member), is_marked=is_marked)
    await keep_mark(tx, case, abuse, member=member, now=now)
    return True


async def unmark(tx: Tx, case_id: int, *, member: Member, hall: Hall, now: datetime) -> bool:
    """Take the mark away, and tell the citizen; False if the same person has done so already.

    Raises:
        Gone: there is no such case, or it is not for their eyes.
        StaffOnly: they are a clerk, or no party in cases.
        Refusal: whatever ``check_can_unmark`` raises.
    """
    case, is_marked = await _lock(tx, case_id, member=member, hall=hall, now=now)
    if await said_so(tx, case, None, member=member):
        return False
    check_can_unmark(case, acting_staff(member), is_marked=is_marked)
    await keep_mark(tx, case, None, member=member, now=now)
    return True


async def _lock(tx: Tx, case_id: int, *, member: Member, hall: Hall, now: datetime) -> tuple[Case, bool]:
    check_stands_above_clerks(member)
    seen = await get_seen(tx, case_id, member=member, hall=hall, now=now)
    case = await lock_for(tx, seen.id, member=member)
    return case, await find_mark(tx, case, zone=None) is not None
