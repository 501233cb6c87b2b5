"""Staff book, move and cancel for somebody: who, which day, what time, and what to read aloud at the end."""

from collections.abc import Sequence
from datetime import date

from aiogram.filters.callback_data import CallbackData

from content.checklists import list_everything
from content.models import Area, Hall, Service
from content.visits import Days, Kept, Ticket, Times, WaitedFor
from domain.booking import Booking, State
from domain.filing import Contact
from domain.languages import Language
from domain.revealing import MAX_REASON
from views.booking.choosing import full, times_kept, times_to_choose
from views.booking.month import month
from views.booking.tickets import waited_days
from views.booking_callbacks import SeeVisit, ShowToday
from views.guides import numbered
from views.navigation import way_back
from views.render import label, render
from views.screen import Rows, Screen, button
from views.visit_callbacks import (
    AskCancelFor,
    BookFor,
    CancelFor,
    CancelForHall,
    CancelForReason,
    ForConfirm,
    ForDay,
    ForDays,
    ForDrop,
    ForLeave,
    ForNobody,
    ForService,
    ForTime,
    ForWait,
    MoveFor,
    MoveForDay,
    MoveForTo,
    PrintSlip,
)


def services(language: Language, area: Area, found: Sequence[Service]) -> Screen:
    """For what?"""
    rows = tuple(
        (button(numbered(at, service.title.in_(language)), ForService(service_id=service.id)),)
        for at, service in enumerate(found, start=1)
    )
    body = render(language, "booking/for_what", area=area)
    return Screen(body=body, rows=(*rows, way_back(language, ShowToday(area=area.id))))


def ask_who(language: Language, service: Service) -> Screen:
    """Who is it, and how are they reached?"""
    nobody = button(label(language, "visits.for.no_phone"), ForNobody())
    body = render(language, "booking/for_whom", service=service)
    return Screen(body=body, rows=((nobody,), way_back(language, BookFor(area=service.area))), fresh=True)


def days(language: Language, found: Days, *, hall: Hall, page: int | None) -> Screen:
    """On which day?"""

    def choose(day: date) -> CallbackData:
        return ForDay(day=day.toordinal())

    def turn(to: int) -> CallbackData:
        return ForDays(page=to)

    back = ForService(service_id=found.service.id)
    return month(language, found, hall=hall, page=page, choose=choose, turn=turn, back=back, for_staff=True)


def days_to_move(
    language: Language, moves: Booking, found: Days, *, hall: Hall, page: int | None, kept: Sequence[Kept]
) -> Screen:
    """To which day, or to which of the times that are kept?"""
    ref = moves.ref

    def choose(day: date) -> CallbackData:
        return MoveForDay(ref=ref, day=day.toordinal())

    def turn(to: int) -> CallbackData:
        return MoveFor(ref=ref, page=to)

    return month(
        language,
        found,
        hall=hall,
        page=page,
        choose=choose,
        turn=turn,
        back=SeeVisit(ref=ref),
        moves=True,
        for_staff=True,
        kept=kept,
        choose_kept=kept_to_move(language, moves, kept),
    )


def kept_to_move(language: Language, moves: Booking, kept: Sequence[Kept]) -> Rows:
    """The times that are kept for somebody; one press moves their appointment."""

    def choose(slot_id: int) -> CallbackData:
        return MoveForTo(ref=moves.ref, version=moves.version, slot_id=slot_id)

    return times_kept(language, kept, choose=choose)


def times(language: Language, found: Times, *, page: int, may_wait: bool) -> Screen:
    """At what time? Where all are taken, whoever can be called may wait for one."""
    back = ForDays(page=found.month)

    def wait(first: date, last: date) -> CallbackData:
        return ForWait(first=first.toordinal(), last=last.toordinal())

    if not found.free and may_wait:
        return full(language, found, wait=wait, back=back, for_staff=True)

    def turn(to: int) -> CallbackData:
        return ForDay(day=found.day.toordinal(), page=to)

    def choose(slot_id: int) -> CallbackData:
        return ForTime(slot_id=slot_id)

    return times_to_choose(language, found, page=page, choose=choose, turn=turn, back=back)


def waits(language: Language, waited: WaitedFor, *, ahead: int) -> Screen:
    """They wait, with so many ahead of them."""
    entry = waited.entry
    leave = button(label(language, "visits.leave_now"), ForLeave(waiting_id=entry.id))
    again = button(label(language, "visits.for.book"), BookFor(area=entry.area))
    body = render(language, "booking/for_waits", waited=waited, days=waited_days(language, waited), ahead=ahead)
    return Screen(body=body, rows=((again,), (leave,), way_back(language, ShowToday(area=entry.area))))


def found_waiting(language: Language, waited: WaitedFor, name: str) -> str:
    """Somebody who waits on a button, among others that were looked for."""
    return " ".join((label(language, "visits.for.waits"), waited_days(language, waited), name))


def times_to_move(language: Language, ref: str, version: int, found: Times, *, page: int) -> Screen:
    """To what time?"""

    def turn(to: int) -> CallbackData:
        return MoveForDay(ref=ref, day=found.day.toordinal(), page=to)

    def choose(slot_id: int) -> CallbackData:
        return MoveForTo(ref=ref, version=version, slot_id=slot_id)

    back = MoveFor(ref=ref, page=found.month)
    return times_to_choose(language, found, page=page, choose=choose, turn=turn, back=back, moves=True)


def held(language: Language, ticket: Ticket, guest: Contact) -> Screen:
    """Everything once more, before it is booked."""
    booking = ticket.booking
    confirm = button(label(language, "visits.confirm"), ForConfirm(ref=booking.ref))
    other = button(label(language, "visits.other_time"), ForDays())
    drop = button(label(language, "visits.drop"), ForDrop(ref=booking.ref, version=booking.version))
    body = render(language, "booking/for_held", ticket=ticket, guest=guest)
    return Screen(body=body, rows=((confirm,), (other, drop)))


def booked(language: Language, ticket: Ticket) -> Screen:
    """What to read aloud: number, time, place, and what to bring."""
    booking, items = ticket.booking, list_everything(ticket.service) if ticket.service else ()
    body = render(language, "booking/for_booked", ticket=ticket, items=items)
    see = button(label(language, "visits.open"), SeeVisit(ref=booking.ref))
    again = button(label(language, "visits.for.book"), BookFor(area=booking.area))
    return Screen(body=body, rows=((see,), (again,), way_back(language, ShowToday(area=booking.area))))


def care(language: Language, ticket: Ticket) -> Rows:
    """What staff may do for the visitor of an appointment that is before them."""
    booking = ticket.booking
    if booking.state is not State.BOOKED:
        return ()
    move = button(label(language, "visits.move"), MoveFor(ref=booking.ref))
    cancel = button(label(language, "visits.cancel"), AskCancelFor(ref=booking.ref))
    return ((move, cancel), (button(label(language, "visits.for.slip"), PrintSlip(ref=booking.ref)),))


def cancelling(language: Language, ticket: Ticket) -> Screen:
    """For whose sake?"""
    booking = ticket.booking
    theirs = button(label(language, "visits.for.theirs"), CancelFor(ref=booking.ref, version=booking.version))
    halls = button(label(language, "visits.for.halls"), CancelForHall(ref=booking.ref, version=booking.version))
    body = render(language, "booking/for_cancelling", ticket=ticket)
    return Screen(body=body, rows=((theirs,), (halls,), way_back(language, SeeVisit(ref=booking.ref))))


def preview_reason(language: Language, ticket: Ticket, *, version: int, reason: str) -> Screen:
    """What is cancelled, and what its visitor reads about it."""
    body = render(language, "booking/for_reason_preview", ticket=ticket, reason=reason)
    ref = ticket.booking.ref
    yes = button(label(language, "visits.for.cancel_yes"), CancelForReason(ref=ref, version=version))
    return Screen(body=body, rows=((yes,), way_back(language, SeeVisit(ref=ref))), fresh=True)


def ask_reason(language: Language, ticket: Ticket) -> Screen:
    """Why can the hall not keep it?"""
    body = render(language, "booking/for_reason", ticket=ticket, limit=MAX_REASON)
    return Screen(body=body, rows=(way_back(language, SeeVisit(ref=ticket.booking.ref)),), fresh=True)
