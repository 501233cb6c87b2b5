"""When an area, or the whole hall, is closed against its plan."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text, text

from storage.columns import BigId, Moment
from storage.tables.metadata import metadata

UNAPPLIED = text("applied_at IS NULL")
FOLLOWED = text("applied_at IS NOT NULL AND settled_at IS NULL")
"""Its slots follow it, and somebody may still have to come at another time."""

closure = Table(
    "closure",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("area", String(32), nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("counters", Integer, nullable=False),
    Column("reason", String(12), nullable=False),
    Column("words_zh", Text, nullable=False),
    Column("words_en", Text, nullable=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("applied_at", Moment),
    Column("lifted_at", Moment),
    Column("request_key", String(64), nullable=False, unique=True),
    Column("told", Text),
    Column("settled_at", Moment),
    CheckConstraint("starts_at < ends_at AND counters >= 0", name="span"),
    Index("ix_closure_ends", "ends_at"),
    Index("ix_closure_unapplied", "id", sqlite_where=UNAPPLIED, postgresql_where=UNAPPLIED),
    Index("ix_closure_followed", "id", sqlite_where=FOLLOWED, postgresql_where=FOLLOWED),
)
