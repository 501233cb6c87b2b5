"""An area or the whole hall is closed, or has fewer counters, against its plan; and such a closure is lifted.

What follows from it, slot by slot and person by person, the clock does: it may be much, and survives anything.

Source: docs/rules/booking.md, 20.
"""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from actions.booking.planning import days_to_plan
from content.capacity import area_plans
from content.closing import ShownClosure, ShownClosures
from content.models import Hall
from domain.cases import acting_staff
from domain.closures import (
    WHOLE_HALL,
    ClosedDays,
    Closing,
    Closure,
    check_can_close,
    check_can_lift,
    check_may_close,
    may_see,
)
from domain.errors import Gone
from domain.people import Member
from storage.asking import progress_of
from storage.closures import add_closure, find_closure, get_closure, lift_closure, list_closures
from storage.events import add_event
from storage.people import get_staff_name
from storage.slots import list_areas
from storage.transaction import Tx

CLOSURE = "closure"
"""The kind of subject closures are, in events."""
ON_A_PAGE = 20
"""Closures on a screen; a message and its keyboard hold a few times that."""


async def close(tx: Tx, closing: Closing, *, key: str, member: Member, now: datetime) -> Closure:
    """Write down that something is closed; doing it again under the same ``key`` changes nothing.

    Raises:
        CannotClose: these days do not do.
        Gone: the key is somebody else's.
        StaffOnly: it is not theirs to close.
    """
    check_may_close(member, closing.area)
    check_can_close(closing.span, now=now)
    details = {name: value for name, value in asdict(closing).items() if name != "span"}
    when = {"starts_at": closing.span.starts_at, "ends_at": closing.span.ends_at}
    made = {"staff_id": member.id, "made_at": now, "request_key": key}
    closed = await add_closure(tx, {**details, **when, **made})
    if closed is None:
        before = await find_made(tx, key, member=member)
        if before is None:
            raise Gone
        return before
    moments = {name: moment.isoformat() for name, moment in when.items()}
    await _note(tx, "closed", closed, member=member, now=now, detail={**details, **moments})
    return closed


async def lift(tx: Tx, closure_id: int, *, member: Member, now: datetime) -> Closure:
    """Open again what was closed; doing it again changes nothing.

    Raises:
        ClosingOver: it is over.
        Gone: nothing of that id was closed.
        StaffOnly: it is not theirs to open.
    """
    closed = await get_closure(tx, closure_id)
    if closed is None:
        raise Gone
    check_may_close(member, closed.area)
    check_can_lift(closed, now=now)
    lifted = await lift_closure(tx, closure_id, now=now)
    if lifted is None:
        return closed
    await _note(tx, "opened", lifted, member=member, now=now, detail={})
    return lifted


async def find_made(tx: Tx, key: str, *, member: Member) -> Closure | None:
    """What a member of staff closed under a key."""
    made = await find_closure(tx, key)
    return made if made and made.staff_id in member.ids else None


async def list_shown(tx: Tx, *, page: int, member: Member, hall: Hall, now: datetime) -> ShownClosures:
    """What is closed now or later of the areas somebody may close, and of the whole hall, in order."""
    closed = [one for one in await list_closures(tx, after=now) if may_see(member, one.area)]
    first, after = page * ON_A_PAGE, (page + 1) * ON_A_PAGE
    found = tuple([await _shown(tx, one, hall=hall) for one in closed[first:after]])
    return ShownClosures(found, page, more=len(closed) > after)


async def show_closure(tx: Tx, closure_id: int, *, member: Member, hall: Hall) -> ShownClosure:
    """Something that is or was closed.

    Raises:
        Gone: nothing of that id was that they may see.
    """
    closed = await get_closure(tx, closure_id)
    if closed is None or not may_see(member, closed.area):
        raise Gone
    return await _shown(tx, closed, hall=hall)


async def _shown(tx: Tx, closed: Closure, *, hall: Hall) -> ShownClosure:
    days = ClosedDays.of(closed.span, ZoneInfo(hall.facts.zone))
    progress = await progress_of(tx, closed.id)
    return ShownClosure(
        closure=closed,
        area=hall.area(closed.area),
        days=days,
        by=await get_staff_name(tx, closed.staff_id),
        progress=progress,
        to_call=tuple(area for area in hall.facts.areas if progress.calls.get(area.id)),
    )


async def days_of_closure(tx: Tx, closure: Closing, *, hall: Hall, now: datetime) -> list[tuple[str, date]]:
    """The areas and days whose slots a closure changes, in order; ``now`` is in the hall's zone."""
    plans = {plan.area: plan for plan in area_plans(hall)}
    further = sorted(await list_areas(tx, first=now.date()) - plans.keys())
    areas = [*plans, *further] if closure.area == WHOLE_HALL else [closure.area]
    days = ClosedDays.of(closure.span, ZoneInfo(hall.facts.zone))
    return [
        (area, day)
        for area in areas
        for day in await days_to_plan(tx, area, plan=plans.get(area), today=now.date())
        if days.first <= day <= days.last
    ]


async def _note(
    tx: Tx, action: str, closure: Closure, *, member: Member, now: datetime, detail: dict[str, Any]
) -> None:
    actor, about = acting_staff(member).name, closure.id
    await add_event(tx, actor=actor, action=action, subject_kind=CLOSURE, subject_id=about, now=now, detail=detail)
