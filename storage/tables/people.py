"""Who people are."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, String, Table, Text, text

from storage.columns import BigId, Moment
from storage.tables.metadata import metadata

STANDS = text("ended_at IS NULL")

person = Table(
    "person",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("telegram_id", BigInteger, nullable=False, unique=True),
    Column("first_name", String(256), nullable=False),
    Column("language", String(8), nullable=False),
    Column("reachable", Boolean, nullable=False, default=True),
    Column("created_at", Moment, nullable=False),
)

staff = Table(
    "staff",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("role", String(16), nullable=False),
    Column("enrolled_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("areas", String(200), nullable=False, server_default=""),
    Index(
        "uq_staff_active",
        "person_id",
        unique=True,
        sqlite_where=text("revoked_at IS NULL"),
        postgresql_where=text("revoked_at IS NULL"),
    ),
)

invite = Table(
    "invite",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("used_by", ForeignKey("person.id")),
    Column("areas", String(200), nullable=False, server_default=""),
)

absence = Table(
    "absence",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("deputy_id", ForeignKey("staff.id"), nullable=False),
    Column("begins_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("set_by", ForeignKey("staff.id"), nullable=False),
    Column("set_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index("uq_absence_stands", "staff_id", unique=True, sqlite_where=STANDS, postgresql_where=STANDS),
    Index("ix_absence_deputy", "deputy_id", sqlite_where=STANDS, postgresql_where=STANDS),
)
