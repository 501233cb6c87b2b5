"""What the clock does to a line: numbers end when the hall has closed, and the order changes by itself."""

from datetime import date, datetime

from actions.line.looking import look_at_line
from actions.line.moving import move_line
from actions.line.telling import say_closed, say_place
from actions.line.trace import note
from content.calendars import opening_hours
from content.models import Hall
from domain.cases import CLOCK
from domain.hours import OpeningHours
from domain.walk_ins import ACTIVE, WalkIn, WalkInState, day_end, numbers_end
from storage.lines import list_moving, lock_line, next_move
from storage.transaction import Tx
from storage.walk_ins import change_walk_in, list_days_with_numbers


async def end_numbers(tx: Tx, *, hall: Hall, now: datetime) -> list[WalkIn]:
    """End the numbers that still wait where the hall has closed; whoever follows one is told once.

    Whoever was called may still be on their way to the counter, or sit there: that number ends there, or without a
    word once the day is over.

    Source: docs/rules/line.md, 1.
    """
    hours, ended = opening_hours(hall), list[WalkIn]()
    for area, day, is_in_line in await list_days_with_numbers(tx):
        if _end(hours, day, is_in_line=is_in_line) <= now:
            ended += await _end_line(tx, area, day, is_in_line=is_in_line, hall=hall, now=now)
    return ended


def _end(hours: OpeningHours, day: date, *, is_in_line: bool) -> datetime:
    return numbers_end(hours, day) if is_in_line else day_end(hours, day)


async def _end_line(tx: Tx, area: str, day: date, *, is_in_line: bool, hall: Hall, now: datetime) -> list[WalkIn]:
    ended = []
    await lock_line(tx, area=area, day=day)
    line = await look_at_line(tx, area=area, day=day, hall=hall, now=now)
    for seen in line.walk_ins:
        if seen.state not in ACTIVE or seen.is_in_line is not is_in_line:
            continue
        if over := await _end_number(tx, seen, now=now):
            await say_place(tx, over, cause=f"v{over.version}")
            if is_in_line:
                await say_closed(tx, over)
            ended.append(over)
    await move_line(tx, area=area, day=day, cause=f"ended{now.timestamp():.6f}", hall=hall, now=now)
    return ended


async def _end_number(tx: Tx, seen: WalkIn, *, now: datetime) -> WalkIn | None:
    """Whoever sat at a counter was served; how long, nobody knows."""
    if seen.state is WalkInState.SERVING:
        action, over = "day_over", await change_walk_in(tx, seen, state=WalkInState.DONE)
    else:
        action, over = "closed", await change_walk_in(tx, seen, state=WalkInState.CLOSED, ended_at=now)
    if over is not None:
        await note(tx, action, before=seen, after=over, actor=CLOCK, now=now)
    return over


async def move_lines(tx: Tx, *, hall: Hall, now: datetime, limit: int) -> int:
    """Tell whose place has changed because the time of somebody who was early has come; how many lines."""
    moving = await list_moving(tx, now=now, limit=limit)
    for line in moving:
        cause = f"moved{now.timestamp():.6f}"
        await move_line(tx, area=line.area, day=line.day, cause=cause, hall=hall, now=now)
    return len(moving)


async def next_end_or_move(tx: Tx, *, hall: Hall, after: datetime) -> datetime | None:
    """The next moment after one at which something is due in a line; aware."""
    hours = opening_hours(hall)
    ends = [_end(hours, day, is_in_line=is_in_line) for _, day, is_in_line in await list_days_with_numbers(tx)]
    moments = [await next_move(tx, after=after), *(end for end in ends if end > after)]
    return min((moment for moment in moments if moment is not None), default=None)
