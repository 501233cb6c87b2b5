"""How citizens found what was done."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.columns import BigId, Moment
from storage.tables.metadata import metadata

OPEN = text("step IS NOT NULL")

case_rating = Table(
    "case_rating",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("case_id", ForeignKey("hall_case.id"), nullable=False),
    Column("round", SmallInteger, nullable=False),
    Column("staff_id", ForeignKey("staff.id")),
    Column("level", SmallInteger),
    Column("reason", String(32)),
    Column("comment", Text, nullable=False),
    Column("rated_at", Moment),
    Column("invited_at", Moment, nullable=False),
    Column("step", String(8)),
    Column("step_at", Moment),
    Column("rectification_id", ForeignKey("hall_case.id")),
    UniqueConstraint("case_id", "round"),
    Index("ix_case_rating_step_at", "step_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
)

visit_rating = Table(
    "visit_rating",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("booking_id", ForeignKey("booking.id"), unique=True),
    Column("walk_in_id", ForeignKey("walk_in.id"), unique=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("area", String(32), nullable=False),
    Column("service", String(64)),
    Column("staff_id", ForeignKey("staff.id")),
    Column("level", SmallInteger),
    Column("reason", String(32)),
    Column("invited_at", Moment, nullable=False),
    Column("rated_at", Moment),
    Column("rectification_id", ForeignKey("hall_case.id")),
    CheckConstraint("(booking_id IS NULL) <> (walk_in_id IS NULL)", name="which"),
    Index("ix_visit_rating_remedy", "rectification_id"),
)
