"""What can be booked, reckoned from the pack: the plan of each area, and what a visit for a service takes of it."""

from dataclasses import dataclass
from datetime import timedelta

from content.booking import AreaBooking
from content.calendars import opening_hours
from content.fields import WEEKDAYS
from content.models import Area, Hall, HallFacts, Service
from domain.capacity import AreaPlan, Window
from domain.may_book import BookingLimits


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """What a visit for a service takes: so much time of its area's plan, and one place of a class, if it names one."""

    service: Service
    plan: AreaPlan
    length: timedelta
    quota: str | None


def area_plans(hall: Hall) -> tuple[AreaPlan, ...]:
    """The plans of all areas that can be booked, in the order of the pack."""
    return tuple(plan for area in hall.facts.areas if (plan := area_plan(hall, area)))


def area_plan(hall: Hall, area: Area) -> AreaPlan | None:
    """The plan of an area; None if people simply come."""
    booking = area.booking
    if booking is None:
        return None
    rules = hall.facts.booking
    week = _week(booking)
    return AreaPlan(
        area=area.id,
        hours=opening_hours(hall),
        counters=booking.counters,
        slot=booking.slot,
        walk_ins=booking.walk_ins,
        lead=rules.lead if booking.lead is None else booking.lead,
        horizon=rules.horizon if booking.horizon is None else booking.horizon,
        week=week,
        makeup=_makeup(week, facts=hall.facts),
        quotas={quota.id: quota.most for quota in booking.quotas},
    )


def booking_limits(hall: Hall) -> BookingLimits:
    """What the hall grants one person."""
    rules = hall.facts.booking
    return BookingLimits(active=rules.active, a_day=rules.a_day, grace=rules.grace, appeal=rules.appeal)


def visit_plan(hall: Hall, service: Service) -> VisitPlan | None:
    """What a visit for a service takes; None if it cannot be booked."""
    area = hall.area(service.area)
    plan = area_plan(hall, area) if area and service.booking.offered else None
    if plan is None:
        return None
    return VisitPlan(service, plan, service.booking.length or plan.slot, service.booking.quota)


def _week(booking: AreaBooking) -> dict[int, tuple[Window, ...]] | None:
    if booking.windows is None:
        return None
    week: dict[int, tuple[Window, ...]] = {}
    for day, _, window in booking.all_windows():
        number = WEEKDAYS.index(day)
        week[number] = (*week.get(number, ()), Window(window.hours, window.counters or booking.counters))
    return week


def _makeup(week: dict[int, tuple[Window, ...]] | None, *, facts: HallFacts) -> tuple[Window, ...]:
    """The windows of the first working day of the week that has any."""
    worked = (WEEKDAYS.index(day) for day in WEEKDAYS if day in facts.workdays)
    return next((week[day] for day in worked if week.get(day)), ()) if week else ()
