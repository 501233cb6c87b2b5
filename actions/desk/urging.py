"""Those above a clerk urge whoever has a case from their own chat.

Source: docs/rules/cases.md, 16.
"""

from datetime import datetime

from actions.cases.urging import offer_urging
from actions.desk.piles import get_seen
from content.models import Hall
from domain.cases import Case
from domain.desk import check_stands_above_clerks
from domain.people import Member
from storage.transaction import Tx


async def offer_urging_seen(tx: Tx, case_id: int, *, member: Member, hall: Hall, now: datetime) -> tuple[Case, str]:
    """The case and the name of whoever has it, if this member of staff sees it and may urge them now.

    Raises:
        Gone: there is no such case, or it is not for their eyes.
        StaffOnly: they are a clerk, or no party in cases.
        Refusal: whatever ``offer_urging`` raises.
    """
    check_stands_above_clerks(member)
    seen = await get_seen(tx, case_id, member=member, hall=hall, now=now)
    return await offer_urging(tx, seen.id, member=member, hall=hall, now=now)
