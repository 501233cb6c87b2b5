"""Every table of the database, by ring; whoever knows one knows the whole schema, migrations above all."""

from storage.tables.audit import audit_link
from storage.tables.booking import (
    alternative,
    booking,
    guest,
    place,
    rebooking,
    reminder,
    slot,
    visit_call,
    visit_contact,
    waiting,
)
from storage.tables.cases import (
    case_clock,
    case_contact,
    case_edit,
    case_extension,
    case_message,
    case_round,
    deadline,
    flow_document,
    hall_case,
    ladder_word,
)
from storage.tables.closing import closure
from storage.tables.gateway import backup_run, chat, form, inbox, outbox, pace, periodic, posted, topic
from storage.tables.hall import checklist, counter, event
from storage.tables.health import alert, reading
from storage.tables.line import clerk_counter, line, walk_in
from storage.tables.metadata import metadata
from storage.tables.people import absence, invite, person, staff
from storage.tables.ratings import case_rating, visit_rating

__all__ = [
    "absence",
    "alert",
    "alternative",
    "audit_link",
    "backup_run",
    "booking",
    "case_clock",
    "case_contact",
    "case_edit",
    "case_extension",
    "case_message",
    "case_rating",
    "case_round",
    "chat",
    "checklist",
    "clerk_counter",
    "closure",
    "counter",
    "deadline",
    "event",
    "flow_document",
    "form",
    "guest",
    "hall_case",
    "inbox",
    "invite",
    "ladder_word",
    "line",
    "metadata",
    "outbox",
    "pace",
    "periodic",
    "person",
    "place",
    "posted",
    "reading",
    "rebooking",
    "reminder",
    "slot",
    "staff",
    "topic",
    "visit_call",
    "visit_contact",
    "visit_rating",
    "waiting",
    "walk_in",
]
