"""What belongs to an appointment as a file: the code staff scan, and an entry for calendars."""

import io
from datetime import datetime

import segno

from content.checklists import list_everything
from content.models import Hall
from content.visits import Ticket
from domain.languages import Language
from views.booking.calendar import Entry, ical
from views.render import label, render, render_page
from views.screen import File, Screen

VISIT_LINK = "visit-"
"""Begins the payload of a link to an appointment: t.me/<bot>?start=visit-<ref>."""
DOT = 10
"""Pixels a dot of the code is wide: easily read from a phone's screen."""


def code(language: Language, *, ticket: Ticket, bot: str) -> Screen:
    """The picture that staff scan; it leads to the appointment."""
    picture = io.BytesIO()
    _code_of(ticket, bot=bot).save(picture, kind="png", scale=DOT)
    file = File(f"{ticket.booking.code}.png", picture.getvalue(), is_picture=True)
    return Screen(body=render(language, "booking/code", ticket=ticket), file=file)


def slip(language: Language, *, ticket: Ticket, hall: Hall, bot: str) -> Screen:
    """A slip to print, 80 mm wide, for whoever has no Telegram; its code leads staff to the appointment."""
    page = render_page(
        language,
        "booking/slip",
        ticket=ticket,
        hall=hall.facts.name,
        phone=hall.facts.phone,
        items=list_everything(ticket.service) if ticket.service else (),
        grace=int(hall.facts.booking.grace.total_seconds() // 60),
        qr=_code_of(ticket, bot=bot).svg_inline(omitsize=True),
    )
    body = render(language, "booking/slip_note", ticket=ticket)
    return Screen(body=body, file=File(f"{ticket.booking.code}.html", page.encode()), fresh=True)


def _code_of(ticket: Ticket, *, bot: str) -> segno.QRCode:
    """Leads to the appointment."""
    return segno.make_qr(f"https://t.me/{bot}?start={VISIT_LINK}{ticket.booking.ref}")


def entry(language: Language, *, ticket: Ticket, hall_name: str, address: str, now: datetime) -> Screen:
    """The entry for a calendar; one with a higher number takes its place."""
    booking = ticket.booking
    name = ticket.service.title.in_(language) if ticket.service else label(language, "visits.visit")
    area = f"{ticket.area.name.in_(language)} · {ticket.area.place.in_(language)}" if ticket.area else ""
    content = ical(
        Entry(
            uid=f"{booking.ref}@banshi",
            sequence=booking.sequence,
            made_at=now,
            starts_at=booking.span.starts_at,
            ends_at=booking.span.ends_at,
            summary=f"{name} · {hall_name}",
            place=" · ".join(filter(None, (address, area))),
            notes=render(language, "booking/entry_notes", ticket=ticket).text,
        )
    )
    return Screen(
        body=render(language, "booking/entry", ticket=ticket), file=File(f"{booking.code}.ics", content.encode())
    )
