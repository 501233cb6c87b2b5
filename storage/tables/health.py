"""What is known of how the bot does: the latest readings, and what somebody had to be told."""

from sqlalchemy import Column, Double, Index, SmallInteger, String, Table, text

from storage.columns import BigId, Moment
from storage.tables.metadata import metadata

reading = Table(
    "reading",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Double),
    Column("at", Moment, nullable=False),
)

alert = Table(
    "alert",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("name", String(32), nullable=False),
    Column("value", Double, nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("news", SmallInteger, nullable=False, default=1),
    Column("news_at", Moment, nullable=False),
    Column("told_outside", SmallInteger, nullable=False, default=0),
    Column("tries", SmallInteger, nullable=False, default=0),
    Column("next_at", Moment, nullable=False),
    Index(
        "uq_alert_open",
        "name",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index("ix_alert_news_at", "news_at"),
)
