"""What staff see of the day at the counters: an area's day, one visitor, the counters to choose from."""

from collections import Counter
from collections.abc import Sequence

from content.models import Area
from content.visits import Ticket
from domain.booking import Excuse, State, Step
from domain.languages import Language
from views.booking.booking_for import care
from views.booking.calls import to_phone
from views.booking_callbacks import (
    AskCounter,
    AskExcuse,
    ExcuseVisit,
    SeeVisit,
    ShowToday,
    StepVisit,
)
from views.closing_callbacks import OpenClosings
from views.desk_callbacks import OpenDesk
from views.guides import numbered
from views.line_callbacks import AskGiveNumber, OpenCounter
from views.navigation import way_back
from views.render import label, render, short_day
from views.screen import Button, Rows, Screen, button, in_rows
from views.visit_callbacks import BookFor

SHOWN = 20
"""Visitors on the screen; those who were served or missed leave it first."""
MARKS = {
    State.BOOKED: "▫️",
    State.CHECKED_IN: "🙋",
    State.SERVING: "💬",
    State.DONE: "✅",
    State.NO_SHOW: "❌",
}
IN_ROW = 4


def today(
    language: Language,
    area: Area,
    visits: Sequence[tuple[Ticket, str]],
    counts: Counter[State],
    *,
    waiting: int,
    others: Sequence[Area],
    calls: int,
    may_close: bool,
) -> Screen:
    """Who is to come, who is here; whoever can still be called has a button that begins with a number.

    ``waiting``: how many have a number of the line.
    """
    open_visits = [(ticket, name) for ticket, name in visits if ticket.booking.state not in (State.DONE, State.NO_SHOW)]
    rows = tuple(
        (button(numbered(at, _line(ticket, name)), SeeVisit(ref=ticket.booking.ref)),)
        for at, (ticket, name) in enumerate(open_visits[:SHOWN], start=1)
    )
    further = tuple((button(other.name.in_(language), ShowToday(area=other.id)),) for other in others)
    anew = button(label(language, "visits.anew"), ShowToday(area=area.id))
    own = button(label(language, "line.counter"), OpenCounter(area=area.id))
    give = button(label(language, "line.give"), AskGiveNumber(area=area.id))
    body = render(
        language,
        "booking/today",
        area=area,
        to_come=counts[State.BOOKED],
        here=counts[State.CHECKED_IN],
        serving=counts[State.SERVING],
        done=counts[State.DONE],
        missed=counts[State.NO_SHOW],
        waiting=waiting,
        more=max(0, len(open_visits) - SHOWN),
    )
    also = ((anew,), *_also(language, area, calls=calls, may_close=may_close), *further)
    return Screen(body=body, rows=((own, give), *rows, *also, way_back(language, OpenDesk())))


def _also(language: Language, area: Area, *, calls: int, may_close: bool) -> Rows:
    """What staff do besides the day itself: call, book for somebody, close."""
    book = ((button(label(language, "visits.for.book"), BookFor(area=area.id)),),) if area.booking else ()
    closes = ((button(label(language, "closing.open"), OpenClosings()),),) if may_close else ()
    return (*to_phone(language, area.id, count=calls), *book, *closes)


def visit(language: Language, ticket: Ticket, *, name: str, may_act: bool) -> Screen:
    """One visitor, and the next step with them for whoever ``may_act`` in their area."""
    marked = {"mark": _mark(ticket), "state": _state(language, ticket)}
    body = render(language, "booking/visitor", ticket=ticket, who=name, may_act=may_act, **marked)
    if not may_act:
        return Screen(body=body, rows=(way_back(language),))
    back = ShowToday(area=ticket.booking.area)
    return Screen(body=body, rows=(*steps_of(language, ticket), *care(language, ticket), way_back(language, back)))


def found_visit(language: Language, ticket: Ticket, name: str) -> str:
    """An appointment on a button, among others that were looked for."""
    return f"{_mark(ticket)} {short_day(language, ticket.booking.day)} {ticket.starts_at:%H:%M} {name}"


def counters(language: Language, ticket: Ticket, *, found: Sequence[str]) -> Screen:
    """To which counter?"""
    booking = ticket.booking
    choices = [button(name, _step(ticket, Step.CALL, counter=name)) for name in found]
    body = render(language, "booking/counters", ticket=ticket)
    back = SeeVisit(ref=booking.ref)
    return Screen(body=body, rows=(*in_rows(choices, width=IN_ROW), way_back(language, back)))


def excuses(language: Language, ticket: Ticket) -> Screen:
    """Why is it not to count?"""
    booking = ticket.booking
    rows = tuple(
        (
            button(
                numbered(at, label(language, f"visits.excuse.{reason}")),
                ExcuseVisit(ref=booking.ref, version=booking.version, reason=reason),
            ),
        )
        for at, reason in enumerate(Excuse, start=1)
    )
    body = render(language, "booking/excuses", ticket=ticket)
    return Screen(body=body, rows=(*rows, way_back(language, SeeVisit(ref=booking.ref))))


def steps_of(language: Language, ticket: Ticket) -> Rows:
    """The next step first; whoever was called may be called again, elsewhere, or be missing."""

    def press(name: str, step: Step) -> Button:
        return button(label(language, f"visits.step.{name}"), _step(ticket, step, counter=ticket.booking.counter or ""))

    excuse = button(label(language, "visits.step.excuse"), AskExcuse(ref=ticket.booking.ref))
    state, missed = ticket.booking.state, press("miss", Step.MISS)
    choose = button(label(language, "visits.step.call"), AskCounter(ref=ticket.booking.ref))
    if state is State.CHECKED_IN and ticket.is_called:
        return ((press("serve", Step.SERVE),), (press("recall", Step.CALL), choose), (missed,))
    return {
        State.BOOKED: ((press("check_in", Step.CHECK_IN),), (missed,)),
        State.CHECKED_IN: ((choose,),),
        State.SERVING: ((press("finish", Step.FINISH),),),
        State.NO_SHOW: ((press("check_in", Step.CHECK_IN),), *(() if ticket.booking.excused else ((excuse,),))),
    }.get(state, ())


def _step(ticket: Ticket, step: Step, *, counter: str) -> StepVisit:
    booking = ticket.booking
    return StepVisit(ref=booking.ref, version=booking.version, step=step, counter=counter)


def _line(ticket: Ticket, name: str) -> str:
    booking = ticket.booking
    where = f" → {booking.counter}" if booking.counter else ""
    return f"{_mark(ticket)} {ticket.starts_at:%H:%M} {booking.code} {name}{where}"


def _mark(ticket: Ticket) -> str:
    return MARKS.get(ticket.booking.state, "▫️")


def _state(language: Language, ticket: Ticket) -> str:
    booking = ticket.booking
    if booking.state is State.NO_SHOW and booking.excused:
        return label(language, "visits.excused")
    return label(language, f"visits.staff.{'unclear' if booking.is_unclear else booking.state}")
