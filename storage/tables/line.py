"""The day at the counters: the line of an area, those in it without an appointment, and who works at which counter."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    text,
)

from storage.columns import BigId, Moment
from storage.tables.metadata import metadata

UNDER_WAY = text("state IN ('waiting', 'serving')")
MOVES = text("moves_at IS NOT NULL")

line = Table(
    "line",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("area", String(32), nullable=False),
    Column("day", Date, nullable=False),
    Column("numbers", Integer, nullable=False),
    Column("moves_at", Moment),
    Column("topic_id", ForeignKey("topic.id")),
    Column("closure_id", ForeignKey("closure.id")),
    UniqueConstraint("area", "day"),
    Index("ix_line_moves_at", "moves_at", sqlite_where=MOVES, postgresql_where=MOVES),
)

walk_in = Table(
    "walk_in",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("ref", String(24), nullable=False, unique=True),
    Column("area", String(32), nullable=False),
    Column("day", Date, nullable=False),
    Column("number", Integer, nullable=False),
    Column("service", String(64)),
    Column("person_id", ForeignKey("person.id")),
    Column("state", String(12), nullable=False),
    Column("request_key", String(64), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("called_at", Moment),
    Column("counter", String(16)),
    Column("began_at", Moment),
    Column("ended_at", Moment),
    Column("returned_at", Moment),
    Column("staff_id", ForeignKey("staff.id")),
    Column("told", Integer),
    Column("is_near", Boolean, nullable=False),
    UniqueConstraint("area", "day", "number"),
    Index(
        "uq_walk_in_person",
        "person_id",
        "area",
        "day",
        unique=True,
        sqlite_where=UNDER_WAY,
        postgresql_where=UNDER_WAY,
    ),
    Index("ix_walk_in_under_way", "day", "id", sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY),
)

clerk_counter = Table(
    "clerk_counter",
    metadata,
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("area", String(32), nullable=False),
    Column("counter", String(16), nullable=False),
    Column("since", Moment, nullable=False),
    PrimaryKeyConstraint("staff_id", "day"),
    UniqueConstraint("area", "day", "counter"),
)
