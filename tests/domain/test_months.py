"""A month shows each of its days once, from Monday on, and says of each what it is."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.months import NoDay, month_of, months_between
from domain.times import Left

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@given(today=DAYS, ahead=st.integers(0, 200), served=st.sets(st.integers(0, 200)))
def test_every_day_from_this_week_on_stands_once_under_its_weekday(today: date, ahead: int, served: set[int]) -> None:
    last = today + timedelta(days=ahead)
    left = {today + timedelta(days=number): Left.FEW for number in served if number <= ahead}
    shown: list[date] = []
    for first in months_between(today, last):
        month = month_of(first, left, today=today, last=last)
        for week in month.weeks:
            assert len(week) == 7
            for number, place in enumerate(week):
                if place:
                    day, what = place
                    shown.append(day)
                    assert day.weekday() == number
                    assert (what is Left.FEW) is (day in left)
                    assert what is not NoDay.LATER or day > last
                    assert what is not NoDay.PAST or day <= today
    begins = max(today.replace(day=1), today - timedelta(days=today.weekday()))
    whole = (date(last.year + last.month // 12, last.month % 12 + 1, 1) - begins).days
    assert shown == [begins + timedelta(days=number) for number in range(whole)]
