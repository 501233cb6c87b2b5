"""An appointment and what can be done with it; the list of all of somebody's."""

from collections.abc import Sequence
from datetime import datetime

from content.lines import Turn
from content.visits import Closed, Kept, Ticket, WaitedFor
from domain.languages import Language
from domain.reminders import Kind
from domain.waiting import WaitingState
from views.booking.choosing import times_kept
from views.booking.closing import words_told
from views.booking_callbacks import (
    AppealMissed,
    AskCancel,
    AskMove,
    AskPhone,
    BookService,
    BookVisit,
    CancelVisit,
    ConfirmVisit,
    DropHold,
    DropPhone,
    LeaveWaiting,
    MoveVisit,
    MyVisits,
    OpenVisit,
    SayComing,
)
from views.callbacks import MakeChecklist, OpenChecklist, ShowHours
from views.guides import numbered
from views.line_callbacks import SeeTurn
from views.navigation import way_back
from views.own_case_callbacks import AskStaff
from views.render import label, render, short_day
from views.screen import Rows, Screen, button


def ticket(language: Language, shown: Ticket, *, grace: int) -> Screen:
    """An appointment, or a place that is held; ``grace``: minutes one may be late."""
    back = MyVisits() if not shown.is_held else BookVisit()
    body = render(language, "booking/ticket", ticket=shown, grace=grace, state=_state(language, shown))
    return Screen(body=body, rows=(*_ways_on(language, shown), way_back(language, back)))


def _ways_on(language: Language, shown: Ticket) -> Rows:
    booking = shown.booking
    there = button(label(language, "visits.directions"), ShowHours())
    if shown.is_held:
        confirm = button(label(language, "visits.confirm"), ConfirmVisit(ref=booking.ref))
        other = button(label(language, "visits.other_time"), BookService(service_id=booking.service))
        drop = button(label(language, "visits.drop"), DropHold(ref=booking.ref, version=booking.version))
        more = (*_checklist(language, shown), *_phone(language, shown))
        return ((confirm,), *more, (drop,) if booking.waiting_id else (other, drop))
    if not shown.is_booked:
        again = button(label(language, "visits.again"), BookService(service_id=booking.service))
        return ((again,),) if shown.service else ()
    move = button(label(language, "visits.move"), AskMove(ref=booking.ref))
    cancel = button(label(language, "visits.cancel"), AskCancel(ref=booking.ref))
    return (*_checklist(language, shown), (move, cancel), *_phone(language, shown), (there,))


def _phone(language: Language, shown: Ticket) -> Rows:
    if shown.has_phone is None:
        return ()
    name = "visits.phone.change" if shown.has_phone else "visits.phone.leave"
    return ((button(label(language, name), AskPhone(ref=shown.booking.ref)),),)


def ask_phone(language: Language, shown: Ticket) -> Screen:
    """Waits for a number, says what it is for, and lets one take it back."""
    drop = (button(label(language, "visits.phone.drop"), DropPhone(ref=shown.booking.ref)),)
    body = render(language, "booking/phone", ticket=shown)
    rows = (drop,) if shown.has_phone else ()
    return Screen(body=body, rows=(*rows, way_back(language, OpenVisit(ref=shown.booking.ref))))


def _checklist(language: Language, shown: Ticket) -> Rows:
    if shown.checklist:
        return ((button(label(language, "visits.list"), OpenChecklist(ref=shown.checklist.ref)),),)
    make = button(label(language, "visits.make_list"), MakeChecklist(service_id=shown.booking.service))
    return ((make,),) if shown.service else ()


def reminder(language: Language, *, ticket: Ticket, kind: Kind) -> Screen:
    """What is before somebody, and what is still to be prepared; too late for it, nobody is asked to move."""
    booking = ticket.booking
    coming = button(label(language, "visits.coming"), SayComing(ref=booking.ref))
    move = button(label(language, "visits.move"), AskMove(ref=booking.ref))
    cancel = button(label(language, "visits.cancel"), AskCancel(ref=booking.ref))
    rows = ((coming,), (move, cancel)) if kind is Kind.DAY else ((coming, cancel),)
    body = render(language, "booking/reminder", ticket=ticket, is_today=kind is Kind.HOURS)
    return Screen(body=body, rows=(*rows, *_checklist(language, ticket)))


def offer(language: Language, *, ticket: Ticket) -> Screen:
    """A place that came free for somebody who waits."""
    booking = ticket.booking
    take = button(label(language, "visits.take"), ConfirmVisit(ref=booking.ref))
    drop = button(label(language, "visits.wait_on"), DropHold(ref=booking.ref, version=booking.version))
    leave = (button(label(language, "visits.leave_now"), LeaveWaiting(waiting_id=booking.waiting_id or 0)),)
    return Screen(body=render(language, "booking/offer", ticket=ticket), rows=((take,), (drop,), leave))


def affected(
    language: Language,
    *,
    ticket: Ticket,
    kept: Sequence[Kept],
    closed: Closed | None,
    again: bool,
) -> Screen:
    """The hall asks somebody to come at another time: those that are kept for them, any other, or not at all.

    ``again``: they were asked before.
    """
    booking = ticket.booking

    def choose(slot_id: int) -> MoveVisit:
        return MoveVisit(ref=booking.ref, version=booking.version, slot_id=slot_id)

    every = button(label(language, "visits.all_days"), AskMove(ref=booking.ref))
    cancel = button(label(language, "visits.cancel"), AskCancel(ref=booking.ref))
    words = words_told(language, zh=closed.closing.words_zh, en=closed.closing.words_en) if closed else ""
    body = render(language, "booking/affected", ticket=ticket, kept=kept, closed=closed, words=words, again=again)
    times = times_kept(language, kept, choose=choose)
    return Screen(body=body, rows=(*times, (every, cancel), way_back(language, MyVisits())))


def by_staff(language: Language, *, ticket: Ticket, reason: str, phone: str) -> Screen:
    """What staff did with somebody's appointment; ``phone``: the hall's."""
    booking = ticket.booking
    see = button(label(language, "visits.open"), OpenVisit(ref=booking.ref))
    again = button(label(language, "visits.again"), BookService(service_id=booking.service))
    ask = button(label(language, "ask_staff"), AskStaff())
    body = render(language, "booking/by_staff", ticket=ticket, reason=reason, phone=phone)
    return Screen(body=body, rows=((see,),) if ticket.is_booked else ((again,),) if reason else ((again, ask),))


def relieved(language: Language, *, ticket: Ticket) -> Screen:
    """Nobody need come at another time after all."""
    return Screen(body=render(language, "booking/relieved", ticket=ticket))


def missed(language: Language, *, ticket: Ticket, until: datetime | None, appeals: bool) -> Screen:
    """Somebody did not come; ``until``: when they may book again, None if they may now.

    ``appeals``: there is a kind of case by which they say why; else they ask staff.
    """
    name, press = ("visits.appeal", AppealMissed()) if appeals else ("ask_staff", AskStaff())
    ask = button(label(language, name), press)
    again = button(label(language, "visits.again"), BookService(service_id=ticket.booking.service))
    body = render(language, "booking/missed", ticket=ticket, until=until, appeals=appeals)
    return Screen(body=body, rows=((ask,) if until else (again, ask),))


def excused(language: Language, *, ticket: Ticket) -> Screen:
    """What was missed does not count."""
    again = button(label(language, "visits.again"), BookService(service_id=ticket.booking.service))
    return Screen(body=render(language, "booking/excused", ticket=ticket), rows=((again,),))


def called(language: Language, *, ticket: Ticket) -> Screen:
    """Come to this counter now."""
    return Screen(body=render(language, "booking/called", ticket=ticket), fresh=True)


def waited(language: Language, *, waited: WaitedFor) -> Screen:
    """Nothing more comes of waiting."""
    missed = waited.entry.state is WaitingState.MISSED
    again = button(label(language, "visits.again"), BookService(service_id=waited.entry.service))
    body = render(language, "booking/waited", waited=waited, days=waited_days(language, waited), missed=missed)
    return Screen(body=body, rows=((again,), way_back(language)))


def mine(language: Language, tickets: Sequence[Ticket], waits: Sequence[WaitedFor], turns: Sequence[Turn]) -> Screen:
    """Everything somebody has booked, holds or waits for, and their numbers; buttons begin with one to be typed."""
    queued = [waited for waited in waits if waited.entry.state is WaitingState.WAITING]
    items = [
        *((f"🎟 {turn.name}", SeeTurn(ref=turn.walk_in.ref)) for turn in turns),
        *((_line(language, shown), OpenVisit(ref=shown.booking.ref)) for shown in tickets),
        *(
            (
                label(language, "visits.leave", days=waited_days(language, one)),
                LeaveWaiting(waiting_id=one.entry.id),
            )
            for one in queued
        ),
    ]
    rows = tuple((button(numbered(at, name), press),) for at, (name, press) in enumerate(items, start=1))
    book = button(label(language, "visits.book"), BookVisit())
    waited_for = [(one, waited_days(language, one)) for one in queued]
    body = render(language, "booking/mine", tickets=tickets, waits=waited_for, turns=turns)
    return Screen(body=body, rows=(*rows, (book,), way_back(language)))


def cancelling(language: Language, shown: Ticket, *, is_late: bool) -> Screen:
    """Ask once more before a place goes to somebody else."""
    booking = shown.booking
    yes = button(label(language, "visits.cancel_yes"), CancelVisit(ref=booking.ref, version=booking.version))
    keep = button(label(language, "visits.keep"), OpenVisit(ref=booking.ref))
    move = button(label(language, "visits.move"), AskMove(ref=booking.ref))
    rows = ((yes,), (keep,)) if is_late else ((yes,), (move, keep))
    body = render(language, "booking/cancelling", ticket=shown, is_late=is_late)
    return Screen(body=body, rows=(*rows, way_back(language, OpenVisit(ref=booking.ref))))


def joined(language: Language, waited: WaitedFor, *, ahead: int) -> Screen:
    """What comes of waiting; ``ahead`` people come before."""
    leave = button(label(language, "visits.leave_now"), LeaveWaiting(waiting_id=waited.entry.id))
    body = render(language, "booking/joined", waited=waited, days=waited_days(language, waited), ahead=ahead)
    return Screen(body=body, rows=((leave,), way_back(language, MyVisits())))


def _state(language: Language, shown: Ticket) -> str:
    """What became of it; empty while it is before them."""
    is_before = shown.is_held or shown.is_booked
    return "" if is_before else label(language, f"visits.state.{shown.booking.state}")


def _line(language: Language, shown: Ticket) -> str:
    day = short_day(language, shown.booking.day)
    name = shown.service.title.in_(language) if shown.service else ""
    return f"{'⏳ ' if shown.is_held else ''}{day} {shown.starts_at:%H:%M} {name}".rstrip()


def waited_days(language: Language, waited: WaitedFor) -> str:
    """The days of an entry of the waiting list."""
    first, last = (short_day(language, day) for day in (waited.entry.first_day, waited.entry.last_day))
    return first if first == last else label(language, "visits.days", first=first, last=last)
