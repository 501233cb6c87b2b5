"""What the hall does."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.columns import BigId, Moment
from storage.tables.metadata import metadata

checklist = Table(
    "checklist",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("ref", String(24), nullable=False, unique=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("service_id", String(32), nullable=False),
    Column("service_version", String(16), nullable=False),
    Column("version", SmallInteger, nullable=False, default=1),
    Column("answers", JSON, nullable=False),
    Column("items", JSON, nullable=False),
    Column("ticked", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("removed_at", Moment),
    Index("ix_checklist_person", "person_id", "updated_at"),
)

enquiry = Table(
    "enquiry",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("ref", String(24), nullable=False, unique=True),
    Column("number", String(24), nullable=False, unique=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("language", String(8), nullable=False),
    Column("question", Text, nullable=False),
    Column("guesses", JSON, nullable=False),
    Column("state", String(12), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("asked_at", Moment, nullable=False),
    Column("read_by", Moment),
    Column("owner_id", ForeignKey("staff.id")),
    Column("taken_at", Moment),
    Column("answered_at", Moment),
    Column("closed_at", Moment),
    Index("ix_enquiry_person_state", "person_id", "state"),
)

enquiry_message = Table(
    "enquiry_message",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("enquiry_id", ForeignKey("enquiry.id"), nullable=False),
    Column("author", String(8), nullable=False),
    Column("staff_id", ForeignKey("staff.id")),
    Column("purpose", String(8), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("text", Text, nullable=False, default=""),
    Column("version", SmallInteger, nullable=False, default=1),
    Column("state", String(12), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("media_group", String(64)),
    Column("at", Moment, nullable=False),
    Column("send_at", Moment),
    Index("ix_enquiry_message_enquiry", "enquiry_id", "id"),
    Index(
        "ix_enquiry_message_held",
        "send_at",
        sqlite_where=text("state = 'held'"),
        postgresql_where=text("state = 'held'"),
    ),
)

enquiry_edit = Table(
    "enquiry_edit",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("message_id", ForeignKey("enquiry_message.id"), nullable=False),
    Column("version", SmallInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("message_id", "version"),
)

event = Table(
    "event",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", String(32), nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject_kind", String(32), nullable=False),
    Column("subject_id", BigInteger, nullable=False),
    Column("detail", JSON, nullable=False),
    Index("ix_event_subject", "subject_kind", "subject_id", "id"),
)

counter = Table(
    "counter",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
