"""The gateway's bookkeeping."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
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

FLAGGED = text("outbox.maybe_dup > 0")
"""As the index of such rows says it, so that every plan may use it."""

inbox = Table(
    "inbox",
    metadata,
    Column("seq", BigId, primary_key=True),
    Column("bot_id", BigInteger, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("conversation", String(80), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("raw", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("state", String(8), nullable=False, default="new"),
    Column("attempts", SmallInteger, nullable=False, default=0),
    Column("next_at", Moment, nullable=False),
    Column("lease_until", Moment),
    Column("error", Text),
    Column("done_at", Moment),
    Column("owner", BigInteger),
    UniqueConstraint("bot_id", "update_id"),
    Index("ix_inbox_open", "seq", sqlite_where=text("state = 'new'"), postgresql_where=text("state = 'new'")),
    Index(
        "ix_inbox_open_conversation",
        "conversation",
        "seq",
        sqlite_where=text("state = 'new'"),
        postgresql_where=text("state = 'new'"),
    ),
    Index(
        "ix_inbox_done_at",
        "done_at",
        sqlite_where=text("state = 'done' AND raw <> ''"),
        postgresql_where=text("state = 'done' AND raw <> ''"),
    ),
    Index("ix_inbox_dead", "seq", sqlite_where=text("state = 'dead'"), postgresql_where=text("state = 'dead'")),
)

topic = Table(
    "topic",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("staff_chat", String(32), nullable=False),
    Column("name", String(128), nullable=False),
    Column("subject_kind", String(32), nullable=False),
    Column("subject_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger),
    Column("recreated", SmallInteger, nullable=False, default=0),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("subject_kind", "subject_id", "staff_chat"),
    Index("ix_topic_thread", "staff_chat", "thread_id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("dedupe_key", String(160), nullable=False, unique=True),
    Column("chat_id", BigInteger),
    Column("thread_id", BigInteger),
    Column("topic_id", ForeignKey("topic.id")),
    Column("lane", SmallInteger, nullable=False),
    Column("policy", String(8), nullable=False),
    Column("method", String(32), nullable=False),
    Column("body", Text),
    Column("message", String(64)),
    Column("params", JSON),
    Column("subject_kind", String(32)),
    Column("subject_id", BigInteger),
    Column("part", String(16)),
    Column("edits", Boolean, nullable=False, default=False),
    Column("state", String(8), nullable=False, default="new"),
    Column("attempts", SmallInteger, nullable=False, default=0),
    Column("maybe_dup", SmallInteger, nullable=False, default=0),
    Column("next_at", Moment),
    Column("lease_until", Moment),
    Column("expires_at", Moment),
    Column("message_id", BigInteger),
    Column("error", Text),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("owner", BigInteger),
    Column("queue", String(48), nullable=False, server_default=""),
    Index("ix_outbox_open", "queue", "id", sqlite_where=text("state = 'new'"), postgresql_where=text("state = 'new'")),
    Index(
        "ix_outbox_failed",
        "id",
        sqlite_where=text("state IN ('dead', 'unknown')"),
        postgresql_where=text("state IN ('dead', 'unknown')"),
    ),
    Index(
        "ix_outbox_sent_at",
        "sent_at",
        sqlite_where=text("body IS NOT NULL"),
        postgresql_where=text("body IS NOT NULL"),
    ),
    Index("ix_outbox_flagged", "topic_id", sqlite_where=text("maybe_dup > 0"), postgresql_where=text("maybe_dup > 0")),
)

posted = Table(
    "posted",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("message_id", BigInteger, primary_key=True),
    Column("subject_kind", String(32), nullable=False),
    Column("subject_id", BigInteger, nullable=False),
    Column("part", String(16), nullable=False),
    Column("posted_at", Moment, nullable=False),
    Index("ix_posted_subject", "subject_kind", "subject_id", "part"),
)

chat = Table(
    "chat",
    metadata,
    Column("chat_id", BigInteger, primary_key=True),
    Column("latest_message_id", BigInteger, nullable=False, default=0),
    Column("options", JSON),
    Column("migrated_to", BigInteger),
)

form = Table(
    "form",
    metadata,
    Column("conversation", String(80), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("data", JSON, nullable=False),
    Column("updated_at", Moment, nullable=False),
)

periodic = Table(
    "periodic",
    metadata,
    Column("job", String(32), primary_key=True),
    Column("period", Moment, primary_key=True),
    Column("attempts", SmallInteger, nullable=False),
    Column("free_at", Moment, nullable=False),
    Column("done_at", Moment),
    Column("error", String(80)),
)

backup_run = Table(
    "backup_run",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("canary", String(32), nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("ok", Boolean),
    Column("size", BigInteger),
    Column("file", String(120)),
    Column("error", String(80)),
)

pace = Table(
    "pace",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("state", JSON, nullable=False),
    Column("at", Moment),
)
