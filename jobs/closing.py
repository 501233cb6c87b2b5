"""What was closed or lifted becomes slots, day by day."""

from datetime import date, datetime

from actions.booking.closing import days_of_closure
from actions.booking.planning import plan_day
from actions.booking.progress import tell_progress
from content.capacity import area_plan
from content.models import Hall
from domain.closures import Closure
from storage.closures import list_unapplied, note_applied
from storage.transaction import Tx

Days = list[tuple[str, date]]


async def closures_to_apply(tx: Tx, *, hall: Hall, now: datetime) -> list[tuple[Closure, Days]]:
    """Closures whose slots do not follow them yet, with the areas and days these are in."""
    return [(one, await days_of_closure(tx, one, hall=hall, now=now)) for one in await list_unapplied(tx)]


async def plan_again(tx: Tx, *, area: str, day: date, hall: Hall, now: datetime) -> int:
    """Let the slots of a day follow what was closed or lifted; how many changed."""
    of_area = hall.area(area)
    plan = area_plan(hall, of_area) if of_area else None
    done = await plan_day(tx, area, day, plan=plan, now=now)
    return done.added + done.changed + done.closed + done.opened


async def note_closed(tx: Tx, *, closure: Closure, now: datetime) -> int:
    """All slots follow it; not if it was lifted meanwhile."""
    return int(await note_applied(tx, closure, now=now))


async def tell_closers(tx: Tx, *, now: datetime, limit: int) -> int:
    """Tell whoever closed something how it stands; of how much that changed."""
    return await tell_progress(tx, now=now, limit=limit)
