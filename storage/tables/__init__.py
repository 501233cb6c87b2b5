"""Every table of the database, by ring; whoever knows one knows the whole schema, migrations above all."""

from storage.tables.gateway import backup_run, chat, form, inbox, outbox, pace, periodic, posted, topic
from storage.tables.hall import checklist, counter, enquiry, enquiry_edit, enquiry_message, event
from storage.tables.health import alert, reading
from storage.tables.metadata import metadata
from storage.tables.people import invite, person, staff

__all__ = [
    "alert",
    "backup_run",
    "chat",
    "checklist",
    "counter",
    "enquiry",
    "enquiry_edit",
    "enquiry_message",
    "event",
    "form",
    "inbox",
    "invite",
    "metadata",
    "outbox",
    "pace",
    "periodic",
    "person",
    "posted",
    "reading",
    "staff",
    "topic",
]
