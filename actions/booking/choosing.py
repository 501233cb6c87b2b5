"""What somebody can choose from: areas and services that are booked, days with places, the times of a day."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from actions.booking.closed import closed_ahead
from actions.booking.holding import plan_for
from actions.guides import find_guide, open_guide
from content.capacity import VisitPlan, visit_plan
from content.models import Area, Hall, Service
from content.visits import Days, Times
from domain.booking import Booking
from domain.booking_refusals import NotBookable
from domain.guides import is_expired
from domain.times import Time, in_words, times_of
from storage.alternatives import slots_kept
from storage.free_days import count_free_by_day
from storage.slots import list_open_between
from storage.transaction import Tx


def areas_to_book(hall: Hall) -> tuple[Area, ...]:
    """The areas in which something can be booked, in the order of the pack."""
    return tuple(area for area in hall.facts.areas if area.booking)


def services_to_book(hall: Hall, area_id: str, *, today: date) -> tuple[Service, ...]:
    """The services of an area that can be booked and whose guide holds.

    Raises:
        NotBookable: there is none, or no such area.
    """
    found = tuple(
        service
        for service in hall.services
        if service.area == area_id and visit_plan(hall, service) and not is_expired(service.valid_until, today=today)
    )
    if not found:
        raise NotBookable
    return found


async def days_of_service(
    tx: Tx,
    service_id: str,
    *,
    hall: Hall,
    now: datetime,
    lead: timedelta | None = None,
    instead_of: Booking | None = None,
) -> Days:
    """The days on which a visit could begin, from today to the horizon; ``now`` is in the hall's zone.

    Args:
        lead: how long before it begins a time can be booked, if that is not what the plan says.
        instead_of: an appointment that is to be moved: for it what is kept instead of it is free, and its guide may
            have expired.

    Raises:
        GuideGone, GuideExpired: there is no such guide to rely on.
        NotBookable: people simply come.

    Source: docs/rules/booking.md, 5.
    """
    service, plan = _planned(hall, service_id, now=now, instead_of=instead_of)
    first, last = now.date(), now.date() + plan.plan.horizon
    free = await _free_by_day(tx, plan, first=first, last=last, now=now, lead=lead, instead_of=instead_of)
    closed = await closed_ahead(tx, hall=hall, area=service.area, now=now)
    return Days(service, {day: in_words(places) for day, places in free.items()}, first, last, closed)


async def times_on_day(
    tx: Tx,
    service_id: str,
    day: date,
    *,
    hall: Hall,
    now: datetime,
    lead: timedelta | None = None,
    instead_of: Booking | None = None,
) -> Times:
    """The times of a day at which a visit could begin; ``now`` is in the hall's zone, all else as above.

    Raises:
        GuideGone, GuideExpired, NotBookable: as above.
    """
    service, plan = _planned(hall, service_id, now=now, instead_of=instead_of)
    last = now.date() + plan.plan.horizon
    first = max(day, now.date())
    times = await _times(tx, plan, first=first, last=last, now=now, lead=lead, instead_of=instead_of)
    zone = ZoneInfo(hall.facts.zone)
    today = tuple((time.span.starts_at.astimezone(zone), time) for time in times if time.day == day)
    ahead = (day.year - now.year) * 12 + day.month - now.month
    return Times(service, day, today, month=max(ahead, 0), full_to=_full_to(day, times))


async def free_times(
    tx: Tx, service_id: str, *, hall: Hall, now: datetime, instead_of: Booking | None = None
) -> tuple[Service, list[tuple[datetime, Time]]]:
    """A service and every time at which a visit could begin and has a place, in order and in the hall's zone.

    ``instead_of``: as above.

    Raises:
        GuideGone, GuideExpired, NotBookable: as above.
    """
    service, plan = _planned(hall, service_id, now=now, instead_of=instead_of)
    last = now.date() + plan.plan.horizon
    times = await _times(tx, plan, first=now.date(), last=last, now=now, instead_of=instead_of)
    zone = ZoneInfo(hall.facts.zone)
    return service, [(time.span.starts_at.astimezone(zone), time) for time in times if time.free]


def _planned(hall: Hall, service_id: str, *, now: datetime, instead_of: Booking | None) -> tuple[Service, VisitPlan]:
    # Whoever has an appointment already comes for it, whatever has become of the guide.
    service = find_guide(hall, service_id) if instead_of else open_guide(hall, service_id, now=now)
    return service, plan_for(hall, service)


async def _free_by_day(
    tx: Tx,
    plan: VisitPlan,
    *,
    first: date,
    last: date,
    now: datetime,
    lead: timedelta | None,
    instead_of: Booking | None,
) -> dict[date, int]:
    """How many could come on each day, in order."""
    free = await count_free_by_day(
        tx,
        area=plan.plan.area,
        first=first,
        last=last,
        length=plan.length,
        quota=plan.quota,
        now=now,
        soonest=_soonest(plan, lead=lead, now=now),
        instead_of=instead_of.id if instead_of else None,
    )
    if free is None:
        free = {}
        for time in await _times(tx, plan, first=first, last=last, now=now, lead=lead, instead_of=instead_of):
            free[time.day] = free.get(time.day, 0) + time.free
    return free


def _soonest(plan: VisitPlan, *, lead: timedelta | None, now: datetime) -> datetime:
    return (now + (plan.plan.lead if lead is None else lead)).astimezone(UTC)


async def _times(
    tx: Tx,
    plan: VisitPlan,
    *,
    first: date,
    last: date,
    now: datetime,
    lead: timedelta | None = None,
    instead_of: Booking | None = None,
) -> list[Time]:
    """Whatever begins late enough to be booked, free or not, in order."""
    slots = await list_open_between(tx, area=plan.plan.area, first=first, last=last, quota=plan.quota)
    if instead_of:
        kept = await slots_kept(tx, instead_of.id)
        slots = [replace(slot, booked=slot.booked - 1) if slot.id in kept else slot for slot in slots]
    soonest = _soonest(plan, lead=lead, now=now)
    ahead = [slot for slot in slots if slot.span.starts_at >= soonest and slot.span.starts_at > now]
    return list(times_of(ahead, length=plan.length, quota=plan.quota))


def _full_to(day: date, times: Iterable[Time]) -> date | None:
    """The last of the days on end that are served and all taken, from ``day`` on."""
    free: dict[date, bool] = {}
    for time in times:
        free[time.day] = free.get(time.day, False) or time.free > 0
    last = None
    for served in (served for served in free if served >= day):
        if free[served]:
            break
        last = served
    return last if day in free else None
