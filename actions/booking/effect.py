"""Whom it would concern if something were closed; looking changes nothing and holds nobody up.

Source: docs/rules/booking.md, 20.
"""

from collections.abc import Sequence
from datetime import date, datetime

from actions.booking.affecting import STILL_TO_COME
from actions.booking.closing import days_of_closure
from actions.booking.planning import wanted_on
from content.capacity import VisitPlan, area_plans, visit_plan
from content.closing import Effect
from content.models import Hall
from domain.booking import Booking, Slot
from domain.capacity import AreaPlan, Limit
from domain.closures import Closing
from domain.rebooking import affected, earliest_times
from domain.times import Time, times_of
from storage.closures import list_closures
from storage.rebooking import count_unreachable, list_affected, taken_on
from storage.slots import list_on, list_open_between
from storage.transaction import Tx


async def effect_of(tx: Tx, closing: Closing, *, hall: Hall, now: datetime) -> Effect:
    """Whom something would concern that is to be closed; ``now`` is in the hall's zone.

    Appointments that are on the list already, and places that are only held, do not count.
    """
    plans = {plan.area: plan for plan in area_plans(hall)}
    concerned: list[Booking] = []
    slots: dict[int, Slot] = {}
    for area, day in await days_of_closure(tx, closing, hall=hall, now=now):
        bookings, after = await _of_day(tx, area, day, plan=plans.get(area), limit=closing.limit, now=now)
        concerned += bookings
        slots |= {slot.id: slot for slot in after}
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


async def _of_day(
    tx: Tx, area: str, day: date, *, plan: AreaPlan | None, limit: Limit, now: datetime
) -> tuple[list[Booking], list[Slot]]:
    """Who could not come any more on a day, and the slots as they would be."""
    slots = await list_on(tx, area=area, day=day)
    limits = [*(one.limit for one in await list_closures(tx, area=area, after=now)), limit]
    wanted = wanted_on(plan, day, slots, limits=limits)
    after = [
        slot if slot.span.starts_at <= now else slot.with_places(wanted.get((slot.span, slot.quota))) for slot in slots
    ]
    bookings, places = await taken_on(tx, area=area, day=day)
    to_come = [one for one in bookings if one.state in STILL_TO_COME and one.span.starts_at > now]
    listed = {entry.booking_id for entry in await list_affected(tx, area=area, day=day)}
    reasons = affected(after, to_come, places)
    return [one for one in to_come if one.booked_at and one.id in reasons and one.id not in listed], after


def _plan(hall: Hall, service_id: str) -> VisitPlan | None:
    service = hall.service(service_id)
    return visit_plan(hall, service) if service else None


async def _times(tx: Tx, plan: VisitPlan, changed: dict[int, Slot], *, now: datetime) -> Sequence[Time]:
    """When a visit could begin that can be booked now, once slots are ``changed``."""
    last = now.date() + plan.plan.horizon
    found = await list_open_between(tx, area=plan.plan.area, first=now.date(), last=last, quota=plan.quota)
    slots = [slot for slot in (changed.get(one.id, one) for one in found) if not slot.closed]
    times = times_of(slots, length=plan.length, quota=plan.quota)
    return [time for time in times if time.span.starts_at >= now + plan.plan.lead]
