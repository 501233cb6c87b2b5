"""What an editor writes about appointments becomes a plan, and what cannot be meant is shown where it stands."""

from datetime import date, time, timedelta

import pytest

from content.capacity import area_plan, area_plans, visit_plan
from content.models import Hall
from domain.capacity import Window, slots_of_day, windows_on
from domain.hours import Interval
from tests.content.packs import Pack

PLACE = "    place: {zh: 一楼, en: Ground floor}\n"
BOOKING = """\
    booking:
      slot: 20 minutes
      counters: 4
      walk_ins: 25
      windows:
        mon: ["09:00-12:00", {hours: "13:00-15:00", counters: 2}]
      quotas:
        - {id: pairs, most: 2}
"""
MONDAY, TUESDAY = date(2026, 9, 7), date(2026, 9, 8)
MORNING = Interval(time(9), time(12))

NO_TIME = "is no length of time here; write it like '20 minutes'"
CASES = {
    "a slot without a unit": ("slot: 20 minutes", "slot: 20", f"21: slot: '20' {NO_TIME}"),
    "a slot in days": ("slot: 20 minutes", "slot: 1 day", f"21: slot: '1 day' {NO_TIME}"),
    "a slot nobody can serve in": (
        "slot: 20 minutes",
        "slot: 2 minutes",
        "21: slot: is not between 5 minutes and 240 minutes",
    ),
    "no counters": ("counters: 4", "counters: 0", "22: counters: 0 is too small: at least 1"),
    "everything kept": ("walk_ins: 25", "walk_ins: 100", "23: walk_ins: 100 is too large: at most 90"),
    "no weekday": (
        "        mon:",
        "        monday:",
        "25: windows.monday: 'monday' is no weekday; write one of mon, tue, wed, thu, fri, sat, sun",
    ),
    "no stretch of a day": (
        '"09:00-12:00", {',
        '"9-12", {',
        "25: windows.mon[1]: '9-12' is no stretch of a day; write it like '09:00-12:00'",
    ),
    "a window over lunch": (
        '"13:00-15:00"',
        '"12:00-15:00"',
        "25: windows.mon[2]: warning: the hall is not open all of that time on mon; nobody can book while it is shut",
    ),
    "a quota twice": (
        "        - {id: pairs, most: 2}\n",
        "        - {id: pairs, most: 2}\n        - {id: pairs, most: 1}\n",
        "28: quotas[pairs].id: 'pairs' is given twice; the first is in hall.yaml:27",
    ),
    "a quota that limits nothing": (
        "most: 2",
        "most: 5",
        "27: quotas[pairs].most: warning: is more than the 4 counters there are, so it limits nothing",
    ),
    "a lead of months": ("walk_ins: 25", "lead: 1 month", f"23: lead: '1 month' {NO_TIME}"),
    "a horizon of a year": (
        "walk_ins: 25",
        "horizon: 365 days",
        "23: horizon: is not between 1 day and 180 days",
    ),
}
"""What an editor writes for what, and what they are told: line, place within the area's booking, reason."""
WHOLE = {
    "a slot longer than every window": (
        "slot: 20 minutes",
        "slot: 200 minutes",
        "no window is as long as a slot, so that nobody could book; make slot: shorter",
    ),
    "windows that overlap": (
        '"13:00-15:00"',
        '"11:00-12:00"',
        "the windows of mon overlap at 11:00; write them in order and apart from each other",
    ),
}
"""The same of what concerns the booking as a whole."""
SERVICE_CASES = {
    "a quota that is not there": (
        "booking: {quota: pair}",
        "49: booking.quota: there is no quota 'pair'; did you mean pairs?",
    ),
    "a visit longer than every window": (
        "booking: {length: 200 minutes}",
        "49: booking.length: no window of area 'general' is so long; the longest has 180 minutes",
    ),
    "a key nobody knows": (
        "booking: {lenght: 20 minutes}",
        "49: booking.lenght: the key 'lenght' is not known; did you mean length?",
    ),
}


@pytest.fixture
def bookable(pack: Pack) -> Pack:
    """A pack with an area that can be booked."""
    pack.change("hall.yaml", PLACE, PLACE + BOOKING)
    return pack


def booked_for(pack: Pack, written: str) -> None:
    """Write how a service is booked."""
    pack.change("services/birth.yaml", "owner: 综合\n", f"owner: 综合\n{written}\n")


@pytest.mark.parametrize(("old", "new", "problem"), CASES.values(), ids=CASES.keys())
def test_what_an_area_cannot_mean_is_shown_at_its_line(bookable: Pack, old: str, new: str, problem: str) -> None:
    bookable.change("hall.yaml", old, new)

    line, _, said = problem.partition(": ")
    assert bookable.problems() == [f"hall.yaml:{line}: areas[general].booking.{said}"]


@pytest.mark.parametrize(("old", "new", "reason"), WHOLE.values(), ids=WHOLE.keys())
def test_what_does_not_fit_together_is_shown_where_it_begins(bookable: Pack, old: str, new: str, reason: str) -> None:
    bookable.change("hall.yaml", old, new)

    assert bookable.problems() == [f"hall.yaml:20: areas[general].booking: {reason}"]


@pytest.mark.parametrize(("written", "problem"), SERVICE_CASES.values(), ids=SERVICE_CASES.keys())
def test_what_a_service_cannot_mean_is_shown_at_its_line(bookable: Pack, written: str, problem: str) -> None:
    booked_for(bookable, written)

    assert bookable.problems() == [f"services/birth.yaml:{problem}"]


def test_a_service_of_an_area_that_cannot_be_booked_is_warned_of(pack: Pack) -> None:
    booked_for(pack, "booking: {length: 20 minutes}")

    reason = "area 'general' has no booking:, so that nobody can book; leave this out"
    assert pack.problems() == [f"services/birth.yaml:49: booking: warning: {reason}"]


def test_an_appeal_of_a_kind_that_nobody_is_offered_is_shown(pack: Pack) -> None:
    pack.change("hall.yaml", "areas:", "booking: {appeal: enquiry}\nareas:")

    [problem] = pack.problems()

    assert "booking.appeal: citizens are offered no kind of case 'enquiry'; there are" in problem


def test_everything_wrong_is_told_at_once(bookable: Pack) -> None:
    bookable.change("hall.yaml", "slot: 20 minutes", "slot: soon")
    bookable.change("hall.yaml", "counters: 4", "counters: many")
    booked_for(bookable, "booking: {quota: none}")

    assert [problem.split(": ")[:2] for problem in bookable.problems()] == [
        ["hall.yaml:21", "areas[general].booking.slot"],
        ["hall.yaml:22", "areas[general].booking.counters"],
        ["services/birth.yaml:49", "booking.quota"],
    ]


def test_an_area_is_planned_by_its_windows_and_the_hall_by_its_rules(bookable: Pack) -> None:
    bookable.change("hall.yaml", "areas:\n", "booking: {lead: 30 minutes, active: 5}\nareas:\n")
    bookable.change("hall.yaml", "walk_ins: 25", "horizon: 7 days")
    hall = bookable.hall()

    [plan] = area_plans(hall)

    assert (plan.area, plan.slot, plan.walk_ins, plan.quotas) == ("general", timedelta(minutes=20), 0, {"pairs": 2})
    assert (plan.lead, plan.horizon) == (timedelta(minutes=30), timedelta(days=7))
    assert windows_on(plan, MONDAY) == (Window(MORNING, 4), Window(Interval(time(13), time(15)), 2))
    assert windows_on(plan, TUESDAY) == ()
    assert (hall.facts.booking.active, hall.facts.booking.a_day) == (5, 2)
    assert hall.facts.booking.grace == timedelta(minutes=15)


def test_make_up_days_closing_days_and_holidays_are_those_of_the_hall(bookable: Pack) -> None:
    [plan] = area_plans(bookable.hall())

    assert len(windows_on(plan, date(2026, 10, 10))) == 2, "a Saturday worked like a Monday"
    assert windows_on(plan, date(2026, 9, 27)) == (Window(MORNING, 4),), "the hall's own day, in its own hours"
    assert windows_on(plan, date(2026, 10, 5)) == (), "a Monday of the National Day holiday"


def test_without_windows_an_area_can_be_booked_whenever_the_hall_is_open(bookable: Pack) -> None:
    bookable.change("hall.yaml", BOOKING, "    booking: {slot: 20 minutes, counters: 4}\n")
    [plan] = area_plans(bookable.hall())

    assert len(slots_of_day(plan, MONDAY)) == 9 + 12
    assert len(slots_of_day(plan, TUESDAY)) == 9
    assert len(slots_of_day(plan, date(2026, 9, 27))) == 9, "extra hours of a Sunday"


def visit(hall: Hall, service_id: str) -> tuple[timedelta, str | None] | None:
    """How long a visit takes, and of which class it is; None if it cannot be booked."""
    service = hall.service(service_id)
    assert service
    plan = visit_plan(hall, service)
    return (plan.length, plan.quota) if plan else None


def test_a_visit_takes_one_slot_unless_its_service_says_otherwise(bookable: Pack) -> None:
    assert visit(bookable.hall(), "birth") == (timedelta(minutes=20), None)

    booked_for(bookable, "booking: {length: 40 minutes, quota: pairs}")

    assert visit(bookable.hall(), "birth") == (timedelta(minutes=40), "pairs")


def test_a_service_that_is_not_offered_cannot_be_booked(bookable: Pack) -> None:
    booked_for(bookable, "booking: {offered: false}")

    assert visit(bookable.hall(), "birth") is None


def test_where_nothing_is_said_people_simply_come(pack: Pack) -> None:
    hall = pack.hall()

    assert area_plans(hall) == ()
    assert area_plan(hall, hall.facts.areas[0]) is None
    assert visit(hall, "birth") is None
