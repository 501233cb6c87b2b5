"""What is due in the lines at the counters: places that change by themselves, and numbers that end."""

from datetime import datetime

from actions.line.closing import end_numbers, move_lines, next_end_or_move
from actions.line.shutting import tell_of_closures
from content.models import Hall
from storage.transaction import Tx


async def move_waiting(tx: Tx, *, hall: Hall, now: datetime, limit: int) -> int:
    """Tell whose place has changed because somebody's time has come, or nobody is served; how many lines that is."""
    shut = await tell_of_closures(tx, hall=hall, now=now)
    return shut + await move_lines(tx, hall=hall, now=now, limit=limit)


async def close_lines(tx: Tx, *, hall: Hall, now: datetime) -> int:
    """End the numbers that wait where the hall has closed; how many."""
    return len(await end_numbers(tx, hall=hall, now=now))


async def next_of_lines(tx: Tx, *, hall: Hall, after: datetime) -> datetime | None:
    """The next moment after one at which something is due in a line; aware."""
    return await next_end_or_move(tx, hall=hall, after=after)
