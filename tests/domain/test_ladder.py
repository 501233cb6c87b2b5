"""The steps around the end of a promised period, over weekends, holidays and make-up days."""

from datetime import UTC, datetime, timedelta

from hypothesis import given

from domain.calendars import WorkCalendar
from domain.ladder import AFTER_CLOSE, Step, rungs, told_at
from domain.limits import Limit, parse_limit
from domain.working_time import due
from tests.domain.test_working_time import OCTOBER, SHANGHAI, calendars, limits, moments


def ladder(written: str, *, received: str) -> dict[str, str]:
    """The steps of a period by the hall's clock."""
    at = datetime.fromisoformat(received).replace(tzinfo=SHANGHAI)
    ends = due(parse_limit(written), received=at, calendar=OCTOBER)
    steps = rungs(received=at, ends=ends.at, calendar=OCTOBER)
    return {step.step: f"{step.at.astimezone(SHANGHAI):%m-%d %H:%M}" for step in steps}


def test_a_long_period_over_national_day_has_every_step_in_working_time_but_the_due_moment() -> None:
    assert ladder("15 working days", received="2026-09-21 10:00") == {
        "half": "10-08 09:00",
        "reminder": "10-15 09:00",
        "due": "10-16 17:30",
        "urging": "10-20 09:00",
        "director": "10-26 09:00",
    }


def test_in_a_short_period_the_reminder_comes_with_the_half_and_one_of_them_is_enough() -> None:
    assert ladder("2 working days", received="2026-09-01 10:00") == {
        "reminder": "09-02 09:00",
        "due": "09-03 17:30",
        "urging": "09-07 09:00",
        "director": "09-11 09:00",
    }


def test_nothing_is_reminded_of_before_it_came() -> None:
    assert "reminder" not in ladder("30 minutes", received="2026-09-01 10:00")


@given(calendar=calendars, received=moments, limit=limits)
def test_steps_come_in_order_each_at_most_once_after_the_beginning_and_the_due_moment_is_exact(
    calendar: WorkCalendar, received: datetime, limit: Limit
) -> None:
    ends = due(limit, received=received, calendar=calendar).at

    steps = rungs(received=received, ends=ends, calendar=calendar)

    moments_of = [step.at for step in steps]
    assert moments_of == sorted(set(moments_of))
    assert all(step.at > received or step.step is Step.DUE for step in steps)
    assert Step.DUE in {step.step for step in steps}
    assert [step.step for step in steps] == sorted((step.step for step in steps), key=list(Step).index)
    assert {step.step: step.at for step in steps}.get(Step.DUE, ends) == ends
    for step in steps:
        local = step.at.astimezone(calendar.zone)
        is_worked = any(one.opens <= local.time() < one.closes for one in calendar.on(local.date()))
        assert is_worked or step.step is Step.DUE
    assert Step.DIRECTOR in {step.step for step in steps}


@given(calendar=calendars, moment=moments)
def test_people_are_told_at_once_while_somebody_works_and_never_at_night(
    calendar: WorkCalendar, moment: datetime
) -> None:
    told = told_at(moment, calendar=calendar)

    local = told.astimezone(calendar.zone)
    assert calendar.is_working(local.date())
    assert calendar.opening_of(local.date()) <= told <= calendar.close_of(local.date()) + AFTER_CLOSE
    assert told >= moment
    at_work = any(
        one.opens <= moment.astimezone(calendar.zone).time() < one.closes for one in calendar.on(local.date())
    )
    if at_work and moment.astimezone(calendar.zone).date() == local.date():
        assert told == moment
    assert told_at(told, calendar=calendar) == told


def test_of_what_ends_at_the_close_of_business_people_are_told_at_the_close() -> None:
    close = datetime(2026, 9, 1, 17, 30, tzinfo=SHANGHAI)

    assert told_at(close, calendar=OCTOBER) == close
    late = told_at(close + timedelta(hours=5), calendar=OCTOBER)
    assert late == datetime(2026, 9, 2, 9, 0, tzinfo=SHANGHAI)


def test_moments_are_in_utc() -> None:
    at = datetime(2026, 9, 1, 10, tzinfo=SHANGHAI)

    assert {step.at.tzinfo for step in rungs(received=at, ends=at + timedelta(days=9), calendar=OCTOBER)} == {UTC}
