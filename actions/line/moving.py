"""Something happened in a line: whoever's place changed by it is told, as far as that is worth telling."""

from datetime import date, datetime

from actions.line.card import show_day
from actions.line.looking import LineNow, look_at_line
from actions.line.telling import say_near, say_place
from content.models import Hall
from domain.line import NEAR, worth_telling
from storage.lines import lock_line, set_move
from storage.transaction import Tx
from storage.walk_ins import note_told


async def move_line(tx: Tx, *, area: str, day: date, cause: str, hall: Hall, now: datetime) -> LineNow:
    """Tell whose place has changed, show it to staff, and keep when the order changes next by itself.

    Args:
        cause: unique for what happened.
        now: in the hall's zone.

    Source: docs/rules/line.md, 4.
    """
    line = await lock_line(tx, area=area, day=day)
    seen = await look_at_line(tx, area=area, day=day, hall=hall, now=now)
    await _tell_places(tx, seen, cause=cause)
    await show_day(tx, line, cause=cause, hall=hall, now=now)
    early = [one.starts_at for one in seen.order if one.starts_at and one.starts_at > now]
    await set_move(tx, line.id, moves_at=min(early, default=None))
    return seen


async def _tell_places(tx: Tx, seen: LineNow, *, cause: str) -> None:
    for ahead, one in enumerate(seen.order):
        walk_in = seen.walk_in(one.ref)
        if walk_in is None or walk_in.person_id is None or walk_in.told is None:
            continue
        told, is_near = worth_telling(ahead), walk_in.is_near or ahead <= NEAR
        if (told, is_near) == (walk_in.told, walk_in.is_near):
            continue
        await note_told(tx, walk_in.id, told=told, is_near=is_near)
        await say_place(tx, walk_in, cause=cause)
        if is_near and not walk_in.is_near:
            await say_near(tx, walk_in)
