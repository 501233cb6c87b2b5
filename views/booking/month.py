"""The days on which a visit could begin, as the calendar of a month."""

from collections.abc import Callable, Sequence
from datetime import date

from aiogram.filters.callback_data import CallbackData

from content.calendars import SpecialDays, special_days
from content.models import Hall
from content.visits import Closed, Days, Kept
from domain.languages import Language
from domain.months import Month, NoDay, month_of, months_between
from domain.times import Left
from views.booking_callbacks import AskNoDay
from views.navigation import way_back
from views.render import label, month_name, render, short_day, weekday_name
from views.screen import Button, Rows, Screen, button

MARKS: dict[Left | NoDay, str] = {
    Left.PLENTY: "🟢",
    Left.FEW: "🟡",
    Left.LAST: "🟡",
    Left.NONE: "✕",
    NoDay.PAST: "·",
    NoDay.LATER: "·",
    NoDay.CLOSED: "·",
}
ELSEWHERE = "–"
"""The place of a day of another month."""
Turn = Callable[[int], CallbackData]
"""The button to a page."""


def month(
    language: Language,
    found: Days,
    *,
    hall: Hall,
    page: int | None,
    choose: Callable[[date], CallbackData],
    turn: Turn,
    back: CallbackData,
    moves: bool = False,
    for_staff: bool = False,
    kept: Sequence[Kept] = (),
    choose_kept: Rows = (),
) -> Screen:
    """A month of days to choose from.

    Args:
        kept: times that are kept for whoever chooses; ``choose_kept``: their buttons, which come first.
        page: months ahead of the present one; None: where the first day is on which somebody is served, free or full.
    """
    months = months_between(found.first, found.last)
    place = min(page, len(months) - 1) if page is not None else _of_first(found, months)
    shown = month_of(months[place], found.left, today=found.first, last=found.last)
    body = render(
        language,
        "booking/days",
        service=found.service,
        month=month_name(language, shown.first),
        closed=_closed(hall, found, shown),
        closures=_closures(found, shown),
        last=found.last if any(is_later for is_later in _later(shown)) else None,
        has_full=any(left is Left.NONE for left in found.left.values()),
        is_empty=not found.left,
        moves=moves,
        for_staff=for_staff,
        kept=kept,
    )
    rows = (*_grid(language, shown, choose=choose), *_turns(language, months, place, turn=turn))
    shown_rows = (*(rows if found.left else ()), *_next(language, found, choose))
    return Screen(body=body, rows=(*choose_kept, *shown_rows, way_back(language, back)))


def why_not(language: Language, why: NoDay | None, day: date | None) -> str:
    """What a day says that cannot be chosen; without one, that it is no day of this month."""
    if why is None or day is None:
        return label(language, "visits.no_day")
    return label(language, f"visits.no_day.{why.name.lower()}", day=short_day(language, day))


def _of_first(found: Days, months: Sequence[date]) -> int:
    """The place of the month in which the first day is: of a full one somebody may want to wait for a place."""
    return months.index(next(iter(found.left)).replace(day=1)) if found.left else 0


def _grid(language: Language, shown: Month, *, choose: Callable[[date], CallbackData]) -> Rows:
    heading = tuple(button(weekday_name(language, number), AskNoDay()) for number in range(7))

    def cell(place: tuple[date, Left | NoDay] | None) -> Button:
        if place is None:
            return button(ELSEWHERE, AskNoDay())
        day, what = place
        press = AskNoDay(why=what, day=day.toordinal()) if isinstance(what, NoDay) else choose(day)
        return button(f"{day.day}{MARKS[what]}", press)

    return (heading, *(tuple(cell(place) for place in week) for week in shown.weeks))


def _turns(language: Language, months: Sequence[date], place: int, *, turn: Turn) -> Rows:
    around = [(at, sign) for at, sign in ((place - 1, "◀️"), (place + 1, "▶️")) if 0 <= at < len(months)]
    found = tuple(button(f"{sign} {month_name(language, months[at])}", turn(at)) for at, sign in around)
    return (found,) if found else ()


def _next(language: Language, found: Days, choose: Callable[[date], CallbackData]) -> Rows:
    free = found.free
    return (
        ((button(label(language, "visits.next", day=short_day(language, free[0])), choose(free[0])),),) if free else ()
    )


def _later(shown: Month) -> list[bool]:
    return [place[1] is NoDay.LATER for week in shown.weeks for place in week if place]


def _closed(hall: Hall, found: Days, shown: Month) -> Sequence[SpecialDays]:
    """Why the hall is shut on days of this month that could be booked otherwise."""
    days = [place[0] for week in shown.weeks for place in week if place]
    first, last = max(days[0], found.first), min(days[-1], found.last)
    return [run for run in special_days(hall, first=first, last=last) if not run.intervals] if first <= last else ()


def _closures(found: Days, shown: Month) -> Sequence[Closed]:
    """What is closed against the plan on days of this month."""
    days = [place[0] for week in shown.weeks for place in week if place]
    return [one for one in found.closed if one.days.first <= days[-1] and one.days.last >= days[0]]
