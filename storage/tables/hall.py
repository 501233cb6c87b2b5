"""What the hall does."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Table,
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

REVEALED = text("action = 'contact_revealed'")
"""Whose contact somebody of staff was shown: counted by member and day."""

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
    Index("ix_event_revealed", "actor", "at", sqlite_where=REVEALED, postgresql_where=REVEALED),
)

counter = Table(
    "counter",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
