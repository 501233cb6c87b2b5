"""Where, for what, on which day and at what time: the way to an appointment, and to another time for one."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from aiogram.filters.callback_data import CallbackData

from content.models import Area, Hall, Service
from content.visits import Days, Kept, Times
from domain.booking import Booking
from domain.languages import Language
from domain.times import Left, Time, in_words
from views.booking.month import MARKS, Turn, month
from views.booking_callbacks import (
    AskMove,
    BookArea,
    BookDay,
    BookService,
    BookVisit,
    HoldPlace,
    MoveDay,
    MoveVisit,
    MyVisits,
    OpenVisit,
    WaitFor,
)
from views.guides import numbered
from views.navigation import way_back
from views.render import label, render, short_day
from views.screen import Rows, Screen, button, in_rows

TIMES = 32
"""Times on a page."""


def areas(language: Language, found: Sequence[Area]) -> Screen:
    """The areas in which something can be booked."""
    rows = tuple(
        (button(numbered(at, area.name.in_(language)), BookArea(area=area.id)),)
        for at, area in enumerate(found, start=1)
    )
    mine = button(label(language, "visits.mine"), MyVisits())
    return Screen(body=render(language, "booking/areas"), rows=(*rows, (mine,), way_back(language)))


def services(language: Language, area: Area, found: Sequence[Service]) -> Screen:
    """What can be booked in an area."""
    rows = tuple(
        (button(numbered(at, service.title.in_(language)), BookService(service_id=service.id)),)
        for at, service in enumerate(found, start=1)
    )
    body = render(language, "booking/services", area=area)
    return Screen(body=body, rows=(*rows, way_back(language, BookVisit())))


def days(language: Language, found: Days, *, hall: Hall, page: int | None) -> Screen:
    """The days on which a visit could begin; on full ones one can wait."""
    service = found.service

    def choose(day: date) -> CallbackData:
        return BookDay(service_id=service.id, day=day.toordinal())

    def turn(to: int) -> CallbackData:
        return BookService(service_id=service.id, page=to)

    return month(language, found, hall=hall, page=page, choose=choose, turn=turn, back=BookArea(area=service.area))


def days_to_move(language: Language, ref: str, found: Days, *, hall: Hall, page: int | None) -> Screen:
    """The days to which an appointment could be moved."""

    def choose(day: date) -> CallbackData:
        return MoveDay(ref=ref, day=day.toordinal())

    def turn(to: int) -> CallbackData:
        return AskMove(ref=ref, page=to)

    return month(language, found, hall=hall, page=page, choose=choose, turn=turn, back=OpenVisit(ref=ref), moves=True)


def times(language: Language, found: Times, *, page: int) -> Screen:
    """The times of a day; where all are taken, how to wait for one."""
    service = found.service
    back = BookService(service_id=service.id, page=found.month)

    def wait(first: date, last: date) -> CallbackData:
        return WaitFor(service_id=service.id, first=first.toordinal(), last=last.toordinal())

    if not found.free:
        return full(language, found, wait=wait, back=back)

    def turn(to: int) -> CallbackData:
        return BookDay(service_id=service.id, day=found.day.toordinal(), page=to)

    def choose(slot_id: int) -> CallbackData:
        return HoldPlace(service_id=service.id, slot_id=slot_id)

    return times_to_choose(language, found, page=page, choose=choose, turn=turn, back=back)


def times_to_move(language: Language, ref: str, version: int, found: Times, *, page: int) -> Screen:
    """The times of a day to which an appointment could be moved."""

    def turn(to: int) -> CallbackData:
        return MoveDay(ref=ref, day=found.day.toordinal(), page=to)

    def choose(slot_id: int) -> CallbackData:
        return MoveVisit(ref=ref, version=version, slot_id=slot_id)

    return times_to_choose(
        language, found, page=page, choose=choose, turn=turn, back=AskMove(ref=ref, page=found.month), moves=True
    )


def wished(
    language: Language,
    service: Service,
    times: Sequence[tuple[datetime, Time]],
    *,
    fits: bool,
    moves: Booking | None,
) -> Screen:
    """The times that are nearest to what somebody wished, and the way to all others."""

    def choose(slot_id: int) -> CallbackData:
        if moves:
            return MoveVisit(ref=moves.ref, version=moves.version, slot_id=slot_id)
        return HoldPlace(service_id=service.id, slot_id=slot_id)

    buttons = [button(f"{short_day(language, at.date())} {at:%H:%M}", choose(time.first.id)) for at, time in times]
    every = AskMove(ref=moves.ref) if moves else BookService(service_id=service.id)
    body = render(language, "booking/wished", service=service, fits=fits, moves=bool(moves), is_empty=not times)
    all_days = (button(label(language, "visits.all_days"), every),)
    back = OpenVisit(ref=moves.ref) if moves else BookArea(area=service.area)
    return Screen(body=body, rows=(*in_rows(buttons), all_days, way_back(language, back)))


def times_kept(language: Language, kept: Sequence[Kept], *, choose: Callable[[int], CallbackData]) -> Rows:
    """The times that are kept for somebody instead of their appointment, each with a number to be typed."""
    names = [f"{short_day(language, one.starts_at.date())} {one.starts_at:%H:%M}" for one in kept]
    return tuple(
        (button(numbered(at, name), choose(one.slot_id)),)
        for at, (name, one) in enumerate(zip(names, kept, strict=True), start=1)
    )


def times_to_choose(
    language: Language,
    found: Times,
    *,
    page: int,
    choose: Callable[[int], CallbackData],
    turn: Turn,
    back: CallbackData,
    moves: bool = False,
) -> Screen:
    """The free times of a day."""
    shown = found.free[page * TIMES : (page + 1) * TIMES]
    buttons = [
        button(
            f"{at:%H:%M}" if in_words(time.free) is Left.PLENTY else f"{at:%H:%M} {MARKS[Left.FEW]}",
            choose(time.first.id),
        )
        for at, time in shown
    ]
    body = render(
        language, "booking/times", service=found.service, day=short_day(language, found.day), moves=moves,
        is_empty=not shown,
    )  # fmt: skip
    pages = _pages(language, page, more=(page + 1) * TIMES < len(found.free), turn=turn)
    return Screen(body=body, rows=(*in_rows(buttons, width=4), *pages, way_back(language, back)))


def full(
    language: Language,
    found: Times,
    *,
    wait: Callable[[date, date], CallbackData],
    back: CallbackData,
    for_staff: bool = False,
) -> Screen:
    """A day without a place: wait for it, or for any of the full days that follow it."""
    last, day = found.full_to, short_day(language, found.day)
    rows: Rows = ()
    if last:
        rows = ((button(label(language, "visits.wait_day", day=day), wait(found.day, found.day)),),)
    if last and last > found.day:
        until = label(language, "visits.wait_until", day=short_day(language, last))
        rows += ((button(until, wait(found.day, last)),),)
    body = render(language, "booking/full", service=found.service, day=day, can_wait=bool(last), for_staff=for_staff)
    return Screen(body=body, rows=(*rows, way_back(language, back)))


def _pages(language: Language, page: int, *, more: bool, turn: Turn) -> Rows:
    earlier = (button(label(language, "visits.earlier"), turn(page - 1)),) if page else ()
    later = (button(label(language, "visits.later"), turn(page + 1)),) if more else ()
    return (earlier + later,) if earlier + later else ()
