"""Whom of the visitors staff are to call, why, and what came of it."""

from collections.abc import Sequence

from content.models import Area
from content.visits import ToCall
from domain.filing import Contact
from domain.languages import Language
from domain.visit_calls import CallOutcome, outcomes_of
from views.booking.booking_for import kept_to_move
from views.booking_callbacks import SeeVisit, ShowToday
from views.guides import numbered
from views.navigation import way_back
from views.render import label, render, short_day
from views.screen import Button, Rows, Screen, button
from views.visit_callbacks import NoteVisitCall, SeeCall, ShowCalls, ShowNumber

CAME = {
    CallOutcome.REACHED: "staff.told",
    CallOutcome.TAKEN: "visits.offer_taken",
    CallOutcome.DECLINED: "visits.offer_declined",
    CallOutcome.NOT_REACHED: "staff.not_reached",
}
SHOWN = 20
"""Calls on the screen; the others follow as these are made."""


def to_phone(language: Language, area_id: str, *, count: int) -> tuple[tuple[Button, ...], ...]:
    """The way to those who are to be called; no row where there is nobody."""
    return ((button(label(language, "visits.calls", count=count), ShowCalls(area=area_id)),),) if count else ()


def calls(language: Language, area: Area, found: Sequence[ToCall]) -> Screen:
    """Everybody who is to be called, the oldest first; buttons begin with a number."""
    rows = tuple(
        (button(numbered(at, _line(language, one)), SeeCall(call_id=one.call.id)),)
        for at, one in enumerate(found[:SHOWN], start=1)
    )
    body = render(language, "booking/calls", area=area, count=len(found), more=max(0, len(found) - SHOWN))
    return Screen(body=body, rows=(*rows, way_back(language, ShowToday(area=area.id))))


def call(language: Language, shown: ToCall) -> Screen:
    """One call: whom, why, how often it was tried, and what came of it."""
    to_visit = (button(label(language, "visits.open"), SeeVisit(ref=shown.ticket.booking.ref)),)
    rows: Rows = (to_visit,)
    if shown.is_open:
        kept = kept_to_move(language, shown.ticket.booking, shown.kept)
        rows = (*kept, *_what_came(language, shown), to_visit)
    body = render(language, "booking/call", shown=shown, why=_why(language, shown))
    back = ShowCalls(area=shown.ticket.booking.area)
    return Screen(body=body, rows=(*rows, way_back(language, back)))


def number(language: Language, *, shown: ToCall, contact: Contact) -> Screen:
    """How to reach a visitor, for one member of staff in private."""
    body = render(language, "booking/number", shown=shown, contact=contact, why=_why(language, shown))
    return Screen(body=body, rows=_what_came(language, shown), fresh=True)


def _what_came(language: Language, shown: ToCall) -> tuple[tuple[Button, ...], ...]:
    def note(key: str, outcome: CallOutcome) -> Button:
        data = NoteVisitCall(call_id=shown.call.id, version=shown.call.version, outcome=outcome)
        return button(label(language, key), data)

    see = (button(label(language, "visits.number"), ShowNumber(call_id=shown.call.id)),)
    came = tuple(note(CAME[outcome], outcome) for outcome in outcomes_of(shown.call.reason))
    return (see, came) if shown.has_number else (came,)


def _why(language: Language, shown: ToCall) -> str:
    return label(language, f"visits.call.{shown.call.reason}")


def _line(language: Language, one: ToCall) -> str:
    when = f"{short_day(language, one.ticket.booking.day)} {one.ticket.starts_at:%H:%M}"
    tried = (label(language, "visits.tried", count=one.call.tries),) if one.call.tries else ()
    return " · ".join((f"{when} {one.ticket.booking.code} {one.name}", *tried))
