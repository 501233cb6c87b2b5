"""Cases, the rounds and clocks they run by, and the moments at which something happens to them."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from storage.columns import BigId, Moment
from storage.tables.metadata import metadata

OPEN = text("closed_at IS NULL")
LISTENS = text("listens")
WAITING = text("fired_at IS NULL")
CANARY = text("kind = 'canary'")
RUNNING = text("stopped_at IS NULL")
MERGED = text("main_id IS NOT NULL")
CHILD = text("parent_id IS NOT NULL")
UNEXPLAINED = text("wants_cause")
UNDECIDED = text("decision = 'open'")

flow_document = Table(
    "flow_document",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("flow", String(32), nullable=False),
    Column("version", String(16), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("document", JSON, nullable=False),
    Column("added_at", Moment, nullable=False),
)

hall_case = Table(
    "hall_case",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("ref", String(24), nullable=False, unique=True),
    Column("number", String(24), nullable=False, unique=True),
    Column("flow_id", ForeignKey("flow_document.id"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("person_id", ForeignKey("person.id")),
    Column("channel", String(12), nullable=False),
    Column("language", String(8), nullable=False),
    Column("privacy", String(12), nullable=False),
    Column("state", String(32), nullable=False),
    Column("state_at", Moment, nullable=False),
    Column("owner_id", ForeignKey("staff.id")),
    Column("handler_id", ForeignKey("staff.id")),
    Column("area", String(32)),
    Column("text", Text, nullable=False),
    Column("guesses", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    Column("round", SmallInteger, nullable=False),
    Column("filed_at", Moment, nullable=False),
    Column("read_by", Moment),
    Column("listens", Boolean, nullable=False),
    Column("closed_at", Moment),
    Column("handlers", JSON, nullable=False, server_default="[]"),
    Column("about_id", ForeignKey("staff.id")),
    Column("due_at", Moment, nullable=False, server_default="9999-12-31 00:00:00.000000"),
    Column("parent_id", ForeignKey("hall_case.id")),
    Column("service", String(64)),
    Column("place", Text, nullable=False, server_default=""),
    Column("happened", Text, nullable=False, server_default=""),
    Column("code", String(32)),
    Column("main_id", ForeignKey("hall_case.id")),
    Index("ix_hall_case_person", "person_id", "id"),
    Index("ix_hall_case_canary", "id", sqlite_where=CANARY, postgresql_where=CANARY),
    Index("ix_hall_case_listens", "person_id", sqlite_where=LISTENS, postgresql_where=LISTENS),
    Index("ix_hall_case_owner", "owner_id", "id", sqlite_where=OPEN, postgresql_where=OPEN),
    Index(
        "ix_hall_case_desk",
        *("owner_id", "due_at", "id", "kind", "about_id"),
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    ),
    Index("ix_hall_case_parent", "parent_id", sqlite_where=CHILD, postgresql_where=CHILD),
    Index("ix_hall_case_due", "due_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
    Index("ix_hall_case_main", "main_id", "id", sqlite_where=MERGED, postgresql_where=MERGED),
)

case_contact = Table(
    "case_contact",
    metadata,
    Column("case_id", ForeignKey("hall_case.id"), primary_key=True),
    Column("position", SmallInteger, primary_key=True, server_default="0"),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False),
)

case_message = Table(
    "case_message",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("case_id", ForeignKey("hall_case.id"), nullable=False),
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
    Column("action", String(32)),
    Index("ix_case_message_case", "case_id", "id"),
    Index(
        "ix_case_message_held",
        "send_at",
        sqlite_where=text("state = 'held'"),
        postgresql_where=text("state = 'held'"),
    ),
)

case_edit = Table(
    "case_edit",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("message_id", ForeignKey("case_message.id"), nullable=False),
    Column("version", SmallInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("message_id", "version"),
)

case_round = Table(
    "case_round",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("case_id", ForeignKey("hall_case.id"), nullable=False),
    Column("number", SmallInteger, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("ended_at", Moment),
    UniqueConstraint("case_id", "number"),
)

case_clock = Table(
    "case_clock",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("case_id", ForeignKey("hall_case.id"), nullable=False),
    Column("round", SmallInteger, nullable=False),
    Column("name", String(40), nullable=False),
    Column("amount", Integer, nullable=False),
    Column("unit", String(16), nullable=False),
    Column("calendar", String(64), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("is_provisional", Boolean, nullable=False),
    Column("since_version", Integer, nullable=False),
    Column("due_version", SmallInteger, nullable=False),
    Column("extensions", SmallInteger, nullable=False),
    Column("stopped_at", Moment),
    Column("wants_cause", Boolean, nullable=False, server_default=false()),
    Column("cause", String(32)),
    UniqueConstraint("case_id", "name", "since_version"),
    Index("ix_case_clock_unexplained", "case_id", sqlite_where=UNEXPLAINED, postgresql_where=UNEXPLAINED),
    Index("ix_case_clock_running", "case_id", sqlite_where=RUNNING, postgresql_where=RUNNING),
)

deadline = Table(
    "deadline",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("clock_id", ForeignKey("case_clock.id"), nullable=False),
    Column("case_id", ForeignKey("hall_case.id"), nullable=False),
    Column("step", String(12), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("due_version", SmallInteger, nullable=False),
    Column("ends_at", Moment),
    Column("fired_at", Moment),
    Column("late_seconds", BigInteger),
    UniqueConstraint("clock_id", "step", "due_version"),
    Index("uq_deadline_ledger", "clock_id", "step", "ends_at", unique=True),
    Index("ix_deadline_waiting", "due_at", "id", sqlite_where=WAITING, postgresql_where=WAITING),
    Index("ix_deadline_case", "case_id"),
)

case_extension = Table(
    "case_extension",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("case_id", ForeignKey("hall_case.id"), nullable=False),
    Column("clock_id", ForeignKey("case_clock.id"), nullable=False),
    Column("amount", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decision", String(8), nullable=False),
    Column("asked_by", ForeignKey("staff.id"), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("decided_by", ForeignKey("staff.id")),
    Column("decided_at", Moment),
    Column("answer", Text, nullable=False),
    Index("ix_case_extension_case", "case_id", "id"),
    Index("uq_case_extension_open", "clock_id", unique=True, sqlite_where=UNDECIDED, postgresql_where=UNDECIDED),
)

ladder_word = Table(
    "ladder_word",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("deadline_id", ForeignKey("deadline.id"), nullable=False),
    Column("audience", String(8), nullable=False),
    Column("staff_id", ForeignKey("staff.id")),
    Column("tell_at", Moment, nullable=False),
    Index("ix_ladder_word_tell_at", "tell_at", "id"),
)
