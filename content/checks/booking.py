"""What can be booked fits the hall: quotas exist, windows lie in the opening hours, visits fit into them."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from difflib import get_close_matches

from content.booking import AreaBooking, length_of
from content.capacity import area_plan
from content.checks.uniqueness import check_unique
from content.fields import WEEKDAYS
from content.models import Area, Hall
from content.problems import Problem, Severity
from content.written import Written
from domain.hours import Interval


def check_quotas(facts: Written, *, services: Sequence[Written]) -> Iterator[Problem]:
    """Refuse a quota that is given twice, and a service of one that its area does not have."""
    for area in facts.items_of("areas"):
        booking = area.entries.get("booking")
        yield from check_unique(booking.items_of("quotas") if booking else ())
    areas = {area.text_of("id"): area for area in facts.items_of("areas")}
    for service in services:
        of_service, booking = areas.get(service.text_of("area")), service.entries.get("booking")
        if of_service and booking:
            yield from _check_service(booking, area=of_service)


def check_windows(facts: Written, services: Sequence[Written], hall: Hall) -> Iterator[Problem]:
    """Warn about windows while the hall is shut, and refuse visits for which no window is long enough."""
    for number, area in enumerate(hall.facts.areas):
        if area.booking:
            yield from _check_area(facts.at(["areas", number, "booking"]), area, area.booking, hall=hall)
    written = {service.text_of("id"): service for service in services}
    for service in hall.services:
        length, place = service.booking.length, written[service.id].at(["booking", "length"])
        of_service = hall.area(service.area)
        if of_service and of_service.booking and length and (longest := _longest(hall, of_service)) < length:
            most = longest // timedelta(minutes=1)
            yield place.problem(f"no window of area {service.area!r} is so long; the longest has {most} minutes")


def check_appeal(facts: Written, hall: Hall) -> Iterator[Problem]:
    """Refuse a kind of appeal that citizens are not offered."""
    name = hall.facts.booking.appeal
    file = hall.flow(name) if name else None
    if name and (file is None or not file.offered):
        known = ", ".join(flow.id for flow in hall.offered()) or "none"
        yield facts.at(["booking", "appeal"]).problem(
            f"citizens are offered no kind of case {name!r}; there are {known}"
        )


def _check_service(booking: Written, *, area: Written) -> Iterator[Problem]:
    of_area = area.entries.get("booking")
    if of_area is None:
        reason = f"area {area.text_of('id')!r} has no booking:, so that nobody can book; leave this out"
        yield booking.problem(reason, severity=Severity.WARNING)
        return
    name, known = booking.text_of("quota"), [quota.text_of("id") or "" for quota in of_area.items_of("quotas")]
    if name is not None and name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"area {area.text_of('id')!r} has {', '.join(known) or 'none'}"
        yield booking.entries["quota"].problem(f"there is no quota {name!r}; {hint}")


def _check_area(written: Written, area: Area, booking: AreaBooking, *, hall: Hall) -> Iterator[Problem]:
    for day, place, window in booking.all_windows():
        open_then = hall.facts.hours.get(day, ())
        if not any(one.opens <= window.hours.opens and window.hours.closes <= one.closes for one in open_then):
            reason = f"the hall is not open all of that time on {day}; nobody can book while it is shut"
            yield written.at(["windows", day, place]).problem(reason, severity=Severity.WARNING)
    if _longest(hall, area) < booking.slot:
        yield written.at(["slot"]).problem("the hall is never open for so long at a stretch, so that nobody could book")
    for number, quota in enumerate(booking.quotas):
        if quota.most > booking.counters:
            reason = f"is more than the {booking.counters} counters there are, so it limits nothing"
            yield written.at(["quotas", number, "most"]).problem(reason, severity=Severity.WARNING)


def _longest(hall: Hall, area: Area) -> timedelta:
    """The longest stretch of a usual week in which a visit could take place."""
    plan = area_plan(hall, area)
    stretches: list[Interval] = []
    for number, day in enumerate(WEEKDAYS):
        for one in hall.facts.hours.get(day, ()):
            windows = (window.stretch for window in plan.week.get(number, ())) if plan and plan.week else (one,)
            stretches += [Interval(max(one.opens, window.opens), min(one.closes, window.closes)) for window in windows]
    return max(map(length_of, stretches), default=timedelta())
