"""Places that can be booked, who has booked them, and who waits for one."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.columns import BigId, Moment
from storage.tables.metadata import metadata

WHOLE_AREA = ""
"""The ``quota`` of a slot that is for everybody."""
ACTIVE = text("state IN ('held', 'booked', 'checked_in', 'serving')")
HELD = text("state = 'held'")
OWN_HOLD = text("state = 'held' AND waiting_id IS NULL")
"""An offer from the waiting list is no hold of one's own: whoever looks for a time does not give it back."""
BOOKED = text("state = 'booked'")
HERE = text("state IN ('checked_in', 'serving')")
MISSED = text("state = 'no_show' AND NOT excused")
WAITING = text("state IN ('waiting', 'offered')")
UNSETTLED = text("settled_at IS NULL")
KEPT = text("let_go_at IS NULL")
STILL_TAKEN = text("back_at IS NULL")
UNFIRED = text("fired_at IS NULL")
HAS_PHONE = text("phone <> ''")
UNDONE = text("done_at IS NULL")

slot = Table(
    "slot",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("area", String(32), nullable=False),
    Column("quota", String(32), nullable=False),
    Column("day", Date, nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("booked", Integer, nullable=False),
    Column("excess", Integer, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    # A plan may leave fewer places than are taken; only then is there an excess, and nothing but giving back lowers it.
    CheckConstraint("booked >= 0 AND booked <= capacity + excess", name="places"),
    CheckConstraint("capacity >= 0 AND excess >= 0", name="capacity"),
    UniqueConstraint("area", "day", "starts_at", "ends_at", "quota"),
)

guest = Table(
    "guest",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index("uq_guest_phone", "phone", "name", unique=True, sqlite_where=HAS_PHONE, postgresql_where=HAS_PHONE),
)

waiting = Table(
    "waiting",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("person_id", ForeignKey("person.id")),
    Column("guest_id", ForeignKey("guest.id")),
    Column("area", String(32), nullable=False),
    Column("service", String(64), nullable=False),
    Column("quota", String(32), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("state", String(12), nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("request_key", String(64), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    CheckConstraint("(person_id IS NULL) <> (guest_id IS NULL)", name="whose"),
    Index("ix_waiting_area", "area", "id", sqlite_where=WAITING, postgresql_where=WAITING),
    *(
        Index(
            f"uq_waiting_{whose}", f"{whose}_id", "service", unique=True, sqlite_where=WAITING, postgresql_where=WAITING
        )
        for whose in ("person", "guest")
    ),
)

booking = Table(
    "booking",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("ref", String(24), nullable=False, unique=True),
    Column("code", String(12), nullable=False, unique=True),
    Column("person_id", ForeignKey("person.id")),
    Column("guest_id", ForeignKey("guest.id")),
    Column("service", String(64), nullable=False),
    Column("area", String(32), nullable=False),
    Column("day", Date, nullable=False),
    Column("slot_id", ForeignKey("slot.id"), nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("state", String(20), nullable=False),
    Column("hold_until", Moment),
    Column("request_key", String(64), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("sequence", SmallInteger, nullable=False),
    Column("channel", String(12), nullable=False),
    Column("waiting_id", ForeignKey("waiting.id")),
    Column("made_at", Moment, nullable=False),
    Column("booked_at", Moment),
    Column("arrived_at", Moment),
    Column("called_at", Moment),
    Column("began_at", Moment),
    Column("ended_at", Moment),
    Column("counter", String(16)),
    Column("staff_id", ForeignKey("staff.id")),
    Column("excused", Boolean, nullable=False),
    CheckConstraint("(person_id IS NULL) <> (guest_id IS NULL)", name="whose"),
    CheckConstraint("(state = 'held') = (hold_until IS NOT NULL)", name="hold"),
    Index("ix_booking_area", "area", "day", "starts_at"),
    Index("ix_booking_held", "hold_until", "id", sqlite_where=HELD, postgresql_where=HELD),
    Index("ix_booking_booked", "starts_at", "id", sqlite_where=BOOKED, postgresql_where=BOOKED),
    Index("ix_booking_here", "day", "id", sqlite_where=HERE, postgresql_where=HERE),
    Index("ix_booking_waiting", "waiting_id"),
    *(
        index
        for whose in ("person", "guest")
        for index in (
            Index(f"ix_booking_{whose}", f"{whose}_id", "starts_at"),
            Index(
                f"ix_booking_{whose}_missed", f"{whose}_id", "starts_at", sqlite_where=MISSED, postgresql_where=MISSED
            ),
            Index(
                f"uq_booking_{whose}",
                "slot_id",
                f"{whose}_id",
                unique=True,
                sqlite_where=ACTIVE,
                postgresql_where=ACTIVE,
            ),
            Index(
                f"uq_booking_{whose}_hold", f"{whose}_id", unique=True, sqlite_where=OWN_HOLD, postgresql_where=OWN_HOLD
            ),
        )
    ),
)

place = Table(
    "place",
    metadata,
    Column("booking_id", ForeignKey("booking.id"), nullable=False),
    Column("slot_id", ForeignKey("slot.id"), nullable=False),
    Column("back_at", Moment),
    PrimaryKeyConstraint("booking_id", "slot_id"),
    Index("ix_place_slot", "slot_id", sqlite_where=STILL_TAKEN, postgresql_where=STILL_TAKEN),
)

rebooking = Table(
    "rebooking",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("booking_id", ForeignKey("booking.id"), nullable=False),
    Column("reason", String(12), nullable=False),
    Column("since", Moment, nullable=False),
    Column("settled_at", Moment),
    Column("outcome", String(12)),
    Column("closure_id", ForeignKey("closure.id")),
    Column("offered_at", Moment),
    Column("answer_by", Moment),
    Column("remind_at", Moment),
    Column("call_reason", String(12)),
    Column("told_at", Moment),
    Index("ix_rebooking_closure", "closure_id"),
    Index("uq_rebooking_booking", "booking_id", unique=True, sqlite_where=UNSETTLED, postgresql_where=UNSETTLED),
    Index("ix_rebooking_open", "reason", "id", sqlite_where=UNSETTLED, postgresql_where=UNSETTLED),
)

alternative = Table(
    "alternative",
    metadata,
    Column("booking_id", ForeignKey("booking.id"), primary_key=True),
    Column("instead_of_id", ForeignKey("booking.id"), nullable=False),
    Column("until", Moment, nullable=False),
    Column("let_go_at", Moment),
    Index("ix_alternative_instead_of", "instead_of_id", sqlite_where=KEPT, postgresql_where=KEPT),
    Index("ix_alternative_until", "until", sqlite_where=KEPT, postgresql_where=KEPT),
)
"""A place (``booking_id``) that is kept for somebody who cannot come as they booked (``instead_of_id``)."""

reminder = Table(
    "reminder",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("booking_id", ForeignKey("booking.id"), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("fired_at", Moment),
    Column("outcome", String(8)),
    UniqueConstraint("booking_id", "kind", "due_at"),
    Index("ix_reminder_due", "due_at", "id", sqlite_where=UNFIRED, postgresql_where=UNFIRED),
)

visit_call = Table(
    "visit_call",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("booking_id", ForeignKey("booking.id"), nullable=False),
    Column("reason", String(16), nullable=False),
    Column("sequence", SmallInteger, nullable=False),
    Column("due_from", Moment, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("tries", SmallInteger, nullable=False),
    Column("tried_at", Moment),
    Column("done_at", Moment),
    Column("outcome", String(12)),
    Column("staff_id", ForeignKey("staff.id")),
    Column("version", Integer, nullable=False),
    UniqueConstraint("booking_id", "reason", "sequence"),
    Index("ix_visit_call_due", "due_from", "id", sqlite_where=UNDONE, postgresql_where=UNDONE),
)

visit_contact = Table(
    "visit_contact",
    metadata,
    Column("booking_id", ForeignKey("booking.id"), primary_key=True),
    Column("phone", Text, nullable=False),
)
