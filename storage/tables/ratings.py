"""How citizens found what was done."""

from sqlalchemy import Column, ForeignKey, Index, SmallInteger, String, Table, Text, UniqueConstraint, text

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
