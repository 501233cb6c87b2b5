"""The calendar files of a pack are checked whole, and become the hall's hours and working days."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from content.calendars import opening_hours, special_days, work_calendar
from content.loader import load_hall
from content.paths import sample_pack
from domain.hours import Interval
from tests.content.packs import CALENDAR, HALL, Pack

MORNING = (Interval(time(9), time(12)),)
MONDAY = (Interval(time(9), time(12)), Interval(time(13), time(17)))
WRONG = {
    "another year than its name says": (
        ("year: 2026", "year: 2025"),
        "1: year: is 2025 in 2026.yaml; call the file 2025.yaml",
    ),
    "a holiday that ends before it begins": (
        ("last: 2026-10-07", "last: 2026-10-01"),
        "5: holidays[1]: ends before it begins; first: comes before last:",
    ),
    "a day that is free and worked": (
        ("makeup: [2026-09-20", "makeup: [2026-10-03"),
        "8: holidays[1].makeup[1]: 2026-10-03 is both free, by 2026.yaml:5, and worked; keep one of the two",
    ),
    "a make-up day that is worked anyway": (
        ("makeup: [2026-09-20", "makeup: [2026-09-21"),
        "8: holidays[1].makeup[1]: warning: 2026-09-21 is no Saturday or Sunday; it is worked anyway",
    ),
    "a make-up day twice": (
        ("2026-10-10]", "2026-09-20]"),
        "8: holidays[1].makeup[2]: 2026-09-20 is given twice; the first is in 2026.yaml:8",
    ),
    "no date": (
        ("first: 2026-10-02", "first: soon"),
        "6: holidays[1].first: 'soon' is no date; write it like 2026-09-30",
    ),
    "no holiday at all": (("holidays:", "holidays: []\nrest:"), None),
}


@pytest.mark.parametrize(("change", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_with_its_line(pack: Pack, change: tuple[str, str], said: str | None) -> None:
    pack.change("calendar/2026.yaml", *change)

    problems = pack.problems()

    assert problems
    if said:
        assert f"calendar/2026.yaml:{said}" in problems


def test_a_date_of_another_year_is_sent_to_its_file(pack: Pack) -> None:
    pack.write(
        "calendar/2026.yaml", CALENDAR + "  - {name: {zh: 元旦, en: New Year}, first: 2027-01-01, last: 2027-01-01}\n"
    )

    said = "9: holidays[2]: 2027-01-01 is not in 2026; write it into calendar/2027.yaml"
    assert pack.problems() == [f"calendar/2026.yaml:{said}"]


def test_two_holidays_on_one_day_are_one_too_many(pack: Pack) -> None:
    more = "  - {name: {zh: 中秋节, en: Mid-Autumn}, first: 2026-10-07, last: 2026-10-08}\n"
    pack.write("calendar/2026.yaml", CALENDAR + more)

    assert pack.problems() == ["calendar/2026.yaml:9: holidays[2]: 2026-10-07 is free already by 2026.yaml:5"]


def test_the_year_we_are_in_is_missed_at_once_and_the_next_from_november_on(pack: Pack) -> None:
    def missed(today: date) -> list[str]:
        return [problem.reason for problem in load_hall(pack.root, today=today)[1] if "calendar/" in problem.reason]

    missing = "there is no calendar/2027.yaml; deadlines of 2027 know only the fixed holidays"
    assert missed(date(2026, 10, 31)) == []
    assert missed(date(2026, 11, 1)) == [missing]
    pack.write(
        "calendar/2027.yaml", CALENDAR.replace("2026", "2027").replace("year: 2027", "year: 2027\nprovisional: true")
    )
    assert missed(date(2026, 12, 31)) == []
    begun = [str(problem) for problem in load_hall(pack.root, today=date(2027, 1, 1))[1]]
    assert any("2027 has begun; complete its holidays and take provisional: away" in problem for problem in begun)


def test_a_calendar_in_which_nobody_works_is_refused(pack: Pack) -> None:
    pack.write("hall.yaml", HALL.replace("extra:\n", "workdays: [sun]\nextra:\n"))

    (problem,) = pack.problems()

    assert problem.startswith("hall.yaml:8: hours: nobody works for more than 60 days from 2025-01-01 on")
    assert problem.endswith("give a workday its hours")


def test_holidays_shut_the_hall_and_make_up_days_open_it_like_a_monday(pack: Pack) -> None:
    hours = opening_hours(pack.hall())

    assert hours.on(date(2026, 10, 5)) == ()
    assert hours.on(date(2026, 10, 12)) == MONDAY
    assert hours.on(date(2026, 10, 10)) == MONDAY
    assert hours.on(date(2026, 9, 27)) == MORNING, "as the hall itself says"


def test_a_rest_without_end_is_found_in_whatever_year_the_hall_says_something_of(pack: Pack) -> None:
    shut = "".join(
        f"  - {{date: {date(2030, 2, 20) + timedelta(days=n)}, reason: {{zh: 修, en: Works}}}}\n" for n in range(70)
    )
    pack.write("hall.yaml", HALL.replace("extra:\n", f"{shut}extra:\n"))

    [problem] = pack.problems()
    assert "nobody works for more than 60 days from 2030-02-" in problem


def test_a_year_without_a_file_has_its_fixed_holidays_at_the_counters_too(pack: Pack) -> None:
    hall = pack.hall()
    hours = opening_hours(hall)

    assert date(2029, 10, 1).weekday() == date(2029, 10, 8).weekday() == 0
    assert hours.on(date(2029, 10, 1)) == ()
    assert hours.on(date(2029, 10, 8)) == MONDAY
    coming = special_days(hall, first=date(2029, 4, 20), last=date(2029, 10, 31))
    assert [(run.first, run.last, run.why) for run in coming] == [
        (date(2029, 5, 1), date(2029, 5, 2), None),
        (date(2029, 10, 1), date(2029, 10, 3), None),
    ]


def test_what_the_hall_itself_says_wins_over_the_calendar(pack: Pack) -> None:
    pack.change(
        "hall.yaml",
        "date: 2026-10-01, reason: {zh: 国庆, en: National Day}",
        "date: 2026-10-10, reason: {zh: 修, en: Works}",
    )
    pack.change("hall.yaml", "date: 2026-09-27,", "date: 2026-10-05,")

    hall = pack.hall()

    assert work_calendar(hall).on(date(2026, 10, 10)) == opening_hours(hall).on(date(2026, 10, 10)) == ()
    assert work_calendar(hall).on(date(2026, 10, 5)) == opening_hours(hall).on(date(2026, 10, 5)) == MORNING


def test_a_saturday_on_which_the_hall_is_open_is_no_working_day(pack: Pack) -> None:
    pack.change("hall.yaml", '  tue: ["09:00-12:00"]', '  tue: ["09:00-12:00"]\n  sat: ["09:00-12:00"]')

    hall = pack.hall()

    assert opening_hours(hall).on(date(2026, 9, 5)) == MORNING
    assert work_calendar(hall).on(date(2026, 9, 5)) == ()


def test_coming_special_days_are_runs_with_their_reason(pack: Pack) -> None:
    coming = special_days(pack.hall(), first=date(2026, 9, 21), last=date(2026, 10, 31))

    assert [(run.first.day, run.last.day, run.intervals, run.why and run.why.en) for run in coming] == [
        (27, 27, MORNING, None),
        (1, 1, (), "National Day"),
        (2, 7, (), "National Day"),
        (10, 10, MONDAY, None),
    ]


HOLIDAYS = {2025: (28, 5), 2026: (33, 6)}
"""Free days of the yearly notices, weekends inside them included, and the rest days worked in exchange."""


def test_the_sample_years_are_complete_and_the_next_is_provisional() -> None:
    hall, _ = load_hall(Path(sample_pack()), today=date(2026, 11, 27))
    assert hall is not None

    assert [(year.year, year.provisional) for year in hall.years] == [(2025, False), (2026, False), (2027, True)]
    for year in hall.years[:2]:
        free = sum(len(holiday.days()) for holiday in year.holidays)
        made_up = sum(len(holiday.makeup) for holiday in year.holidays)
        assert (free, made_up) == HOLIDAYS[year.year]
