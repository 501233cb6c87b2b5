"""The chain that makes changed history show."""

from sqlalchemy import Column, ForeignKey, String, Table

from storage.columns import BigId, Moment
from storage.tables.metadata import metadata

audit_link = Table(
    "audit_link",
    metadata,
    Column("place", BigId, primary_key=True),
    Column("event_id", ForeignKey("event.id"), nullable=False, unique=True),
    Column("commitment", String(64), nullable=False),
    Column("mac", String(64), nullable=False),
    Column("sealed_at", Moment, nullable=False),
)
