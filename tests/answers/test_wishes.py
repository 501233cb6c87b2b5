"""Whoever says when they would like to come is understood, in whatever way they put it."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.wishes import SOON, WEEKDAYS, read_wish
from domain.wishes import Wish, nearest

WEDNESDAY = date(2026, 12, 2)
FIGURES = "零一二三四五六七八九十"


def on(day: date, begins: time = time(0), ends: time = time(23, 59)) -> Wish:
    """A wish for a single day."""
    return Wish(day, day, begins, ends)


def at(day: date, hour: int, minute: int = 0) -> Wish:
    """A wish for a moment."""
    return on(day, time(hour, minute), time(hour, minute))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("下周三上午", on(date(2026, 12, 9), time(0), time(12))),
        ("明天下午3点", at(date(2026, 12, 3), 15)),
        ("周五10点", at(date(2026, 12, 4), 10)),
        ("週五十點半", at(date(2026, 12, 4), 10, 30)),
        ("星期一两点", at(date(2026, 12, 7), 14)),
        ("12月7号 14:20", at(date(2026, 12, 7), 14, 20)),
        ("十二月二十五日早上", on(date(2026, 12, 25), time(0), time(12))),
        ("1月4日", on(date(2027, 1, 4))),
        ("后天 三点一刻", at(date(2026, 12, 4), 15, 15)),
        ("1号", on(date(2027, 1, 1))),
        ("本周", Wish(WEDNESDAY, date(2026, 12, 6))),
        ("下周", Wish(date(2026, 12, 7), date(2026, 12, 13))),
        ("next Friday at 10", at(date(2026, 12, 11), 10)),
        ("Friday afternoon", on(date(2026, 12, 4), time(12), time(18))),
        ("tomorrow 3pm", at(date(2026, 12, 3), 15)),
        ("7 December, 10:30", at(date(2026, 12, 7), 10, 30)),
        ("Dec 7th morning", on(date(2026, 12, 7), time(0), time(12))),
        ("next week", Wish(date(2026, 12, 7), date(2026, 12, 13))),
        ("下午", Wish(WEDNESDAY, WEDNESDAY + timedelta(days=SOON), time(12), time(18))),
    ],
)
def test_a_wish_is_read(said: str, meant: Wish) -> None:
    read = read_wish(said, today=WEDNESDAY)

    assert read
    assert read.wish == meant


@pytest.mark.parametrize(
    "said", ["孩子上户口要带什么", "2月30日", "25点", "身份证丢了怎么办", "I lost my card", "十十点", "", "/visits"]
)
def test_what_names_no_day_is_no_wish(said: str) -> None:
    assert read_wish(said, today=WEDNESDAY) is None


def test_what_else_was_said_is_left() -> None:
    read = read_wish("下周三上午办身份证", today=WEDNESDAY)

    assert read
    assert read.rest == "办身份证"


@given(st.text(max_size=60))
def test_no_text_is_too_strange(said: str) -> None:
    read = read_wish(said, today=WEDNESDAY)

    assert read is None or WEDNESDAY <= read.wish.first <= read.wish.last


days = st.integers(0, 200).map(lambda ahead: WEDNESDAY + timedelta(days=ahead))


@given(days, st.integers(7, 17), st.sampled_from((0, 15, 30, 45)))
def test_a_date_and_a_time_mean_the_same_in_figures_and_in_words(day: date, hour: int, minute: int) -> None:
    quarter = {0: "", 15: "一刻", 30: "半", 45: "三刻"}[minute]
    ways = (
        f"{day.month}月{day.day}日{hour}:{minute:02}",
        f"{in_chinese(day.month)}月{in_chinese(day.day)}号{in_chinese(hour)}点{quarter}",
        f"{day:%d %B} {hour}:{minute:02}",
        f"{day:%b} {day.day} at {hour}:{minute:02}",
    )

    for said in ways:
        read = read_wish(said, today=WEDNESDAY)
        assert read, said
        assert read.wish == at(day, hour, minute), said


@given(st.sampled_from("一二三四五六日"), st.integers(0, 400))
def test_a_weekday_is_the_next_of_its_name_and_that_of_next_week_lies_in_next_week(name: str, ahead: int) -> None:
    today = WEDNESDAY + timedelta(days=ahead)
    this, later = read_wish(f"周{name}", today=today), read_wish(f"下周{name}", today=today)

    assert this
    assert later
    assert this.wish.first.weekday() == later.wish.first.weekday() == WEEKDAYS[name]
    assert timedelta() <= this.wish.first - today < timedelta(days=7)
    assert later.wish.first.isocalendar().week == (today + timedelta(days=7)).isocalendar().week


@given(
    st.lists(
        st.builds(datetime.combine, st.integers(0, 20).map(lambda n: WEDNESDAY + timedelta(days=n)), st.times()),
        unique=True,
    ).map(sorted),
    st.integers(0, 20),
    st.integers(1, 8),
)
def test_the_nearest_are_all_of_the_wished_day_before_any_of_another(
    free: list[datetime], ahead: int, most: int
) -> None:
    wish = on(WEDNESDAY + timedelta(days=ahead))

    chosen, fits = nearest(free, wish, most=most)

    that_day = [moment for moment in free if moment.date() == wish.first]
    assert len(chosen) == min(most, len(free))
    assert sum(free[place].date() == wish.first for place in chosen) == min(most, len(that_day))
    assert fits is bool([moment for moment in that_day if moment.time() < time(23, 59, 1)])
    assert chosen == sorted(chosen)


def in_chinese(number: int) -> str:
    """A number up to 99."""
    tens, ones = divmod(number, 10)
    if not tens:
        return FIGURES[ones]
    return f"{FIGURES[tens] if tens > 1 else ''}十{FIGURES[ones] if ones else ''}"
