"""Whom it would concern if something were closed; looking changes nothing and holds nobody up.

Source: docs/rules/booking.md, 20.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from actions.booking.affecting import STILL_TO_COME
from actions.booking.closing import days_of_closure
from actions.booking.planning import wanted_on
from content.capacity import VisitPlan, area_plans, visit_plan
from content.closing import Effect
from content.models import Hall
from domain.booking import Booking, Slot
from domain.closures import WHOLE_HALL, Closing
from domain.rebooking import affected, earliest_times
from domain.times import Time, times_of
from storage.closures import list_closures
from storage.rebooking import count_unreachable, list_affected, taken_between
from storage.slots import list_between, list_open_between
from storage.transaction import Tx


async def effect_of(tx: Tx, closing: Closing, *, hall: Hall, now: datetime) -> Effect:
    """Whom something would concern that is to be closed; ``now`` is in the hall's zone.

    Appointments that are on the list already, and places that are only held, do not count.
    """
    closed = await days_of_closure(tx, closing, hall=hall, now=now)
    slots = await _slots_after(tx, closing, closed, hall=hall, now=now)
    concerned = await _concerned(tx, slots, now=now)
    concerned.sort(key=lambda booking: (booking.booked_at or booking.made_at, booking.id))
    plans_of = {one.service: plan for one in concerned if (plan := _plan(hall, one.service))}
    times = {service: await _times(tx, plan, slots, now=now) for service, plan in plans_of.items()}
    days = sorted(time.day for time in earliest_times([one.service for one in concerned], times) if time)
    return Effect(
        affected=len(concerned),
        unreachable=await count_unreachable(tx, [one.id for one in concerned]),
        placed=len(days),
        first=days[0] if days else None,
        last=days[-1] if days else None,
    )


async def _slots_after(
    tx: Tx, closing: Closing, days: Collection[tuple[str, date]], *, hall: Hall, now: datetime
) -> dict[int, Slot]:
    """The slots of these days as they would be, by id."""
    plans = {plan.area: plan for plan in area_plans(hall)}
    closures = await list_closures(tx, after=now)
    there = defaultdict[tuple[str, date], list[Slot]](list)
    for slot in await list_between(tx, **_stretch(days)) if days else ():
        there[slot.area, slot.day].append(slot)
    after: dict[int, Slot] = {}
    for area, day in days:
        slots = there[area, day]
        limits = [one.limit for one in (*closures, closing) if one.area in (area, WHOLE_HALL)]
        wanted = wanted_on(plans.get(area), day, slots, limits=limits)
        for slot in slots:
            is_over = slot.span.starts_at <= now
            after[slot.id] = slot if is_over else slot.with_places(wanted.get((slot.span, slot.quota)))
    return after


async def _concerned(tx: Tx, slots: Mapping[int, Slot], *, now: datetime) -> list[Booking]:
    """Whose appointments could not take place any more."""
    if not slots:
        return []
    stretch = _stretch({(slot.area, slot.day) for slot in slots.values()})
    bookings, places = await taken_between(tx, **stretch)
    to_come = [one for one in bookings if one.state in STILL_TO_COME and one.span.starts_at > now]
    listed = {entry.booking_id for entry in await list_affected(tx, **stretch)}
    reasons = affected(slots.values(), to_come, places)
    return [one for one in to_come if one.booked_at and one.id in reasons and one.id not in listed]


def _stretch(days: Collection[tuple[str, date]]) -> dict[str, Any]:
    """All of these areas and days, for one query."""
    dates = [day for _, day in days]
    return {"areas": {area for area, _ in days}, "first": min(dates), "last": max(dates)}


def _plan(hall: Hall, service_id: str) -> VisitPlan | None:
    service = hall.service(service_id)
    return visit_plan(hall, service) if service else None


async def _times(tx: Tx, plan: VisitPlan, changed: Mapping[int, Slot], *, now: datetime) -> Sequence[Time]:
    """When a visit could begin that can be booked now, once slots are ``changed``."""
    last = now.date() + plan.plan.horizon
    found = await list_open_between(tx, area=plan.plan.area, first=now.date(), last=last, quota=plan.quota)
    slots = [slot for slot in (changed.get(one.id, one) for one in found) if not slot.closed]
    times = times_of(slots, length=plan.length, quota=plan.quota)
    return [time for time in times if time.span.starts_at >= now + plan.plan.lead]
