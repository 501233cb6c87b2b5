"""The hall's calendar changes: dates that were promised by another one are reckoned anew, and whoever waits is told."""

from datetime import datetime

from actions.cases.clocks import recompute
from actions.cases.dates import say_moved
from content.calendars import calendar_version
from content.models import Hall
from storage.cases import list_by_other_calendar, lock_case
from storage.transaction import Tx


async def follow_calendar(tx: Tx, *, hall: Hall, now: datetime, limit: int) -> int:
    """Reckon the running clocks of at most ``limit`` cases anew, oldest first; return how many cases.

    Source: docs/rules/deadlines.md, 2.
    """
    case_ids = await list_by_other_calendar(tx, version=calendar_version(hall), limit=limit)
    for case_id in case_ids:
        case = await lock_case(tx, case_id)
        if case is None:
            continue
        for moved in await recompute(tx, case, hall=hall, now=now):
            if moved.is_promised_anew:
                await say_moved(tx, case, moved=moved, now=now)
    return len(case_ids)
