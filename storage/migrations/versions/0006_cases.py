"""Cases, their rounds and clocks, and the moments at which something must happen to them.

Why: a complaint gets a number and a promised date, and what was promised must fire by itself.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN: dict[str, Any] = {"sqlite_where": sa.text("closed_at IS NULL"), "postgresql_where": sa.text("closed_at IS NULL")}
WAITING: dict[str, Any] = {"sqlite_where": sa.text("fired_at IS NULL"), "postgresql_where": sa.text("fired_at IS NULL")}


def upgrade() -> None:
    _cases()
    _clocks()


def _cases() -> None:
    op.create_table(
        "flow_document",
        sa.Column("id", ID, nullable=False),
        sa.Column("flow", sa.String(length=32), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_document")),
        sa.UniqueConstraint("digest", name=op.f("uq_flow_document_digest")),
    )
    op.create_table(
        "hall_case",
        sa.Column("id", ID, nullable=False),
        sa.Column("ref", sa.String(length=24), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("flow_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("privacy", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("handler_id", ID, nullable=True),
        sa.Column("area", sa.String(length=32), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["flow_id"], ["flow_document.id"], name=op.f("fk_hall_case_flow_id")),
        sa.ForeignKeyConstraint(["handler_id"], ["staff.id"], name=op.f("fk_hall_case_handler_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_hall_case_owner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_hall_case_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_case")),
        sa.UniqueConstraint("number", name=op.f("uq_hall_case_number")),
        sa.UniqueConstraint("ref", name=op.f("uq_hall_case_ref")),
    )
    op.create_index("ix_hall_case_owner", "hall_case", ["owner_id", "id"], unique=False, **OPEN)
    op.create_index("ix_hall_case_person", "hall_case", ["person_id", "id"], unique=False)


def _clocks() -> None:
    op.create_table(
        "case_clock",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("calendar", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("since_version", sa.Integer(), nullable=False),
        sa.Column("due_version", sa.SmallInteger(), nullable=False),
        sa.Column("extensions", sa.SmallInteger(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["hall_case.id"], name=op.f("fk_case_clock_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_clock")),
        sa.UniqueConstraint("case_id", "name", "since_version", name=op.f("uq_case_clock_case_id_name_since_version")),
    )
    op.create_table(
        "case_round",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["hall_case.id"], name=op.f("fk_case_round_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_round")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_case_round_case_id_number")),
    )
    op.create_table(
        "deadline",
        sa.Column("id", ID, nullable=False),
        sa.Column("clock_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_version", sa.SmallInteger(), nullable=False),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_seconds", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["hall_case.id"], name=op.f("fk_deadline_case_id")),
        sa.ForeignKeyConstraint(["clock_id"], ["case_clock.id"], name=op.f("fk_deadline_clock_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
        sa.UniqueConstraint("clock_id", "step", "due_version", name=op.f("uq_deadline_clock_id_step_due_version")),
    )
    op.create_index("ix_deadline_case", "deadline", ["case_id"], unique=False)
    op.create_index("ix_deadline_waiting", "deadline", ["due_at", "id"], unique=False, **WAITING)


def downgrade() -> None:
    for table in ("deadline", "case_round", "case_clock", "hall_case", "flow_document"):
        op.drop_table(table)
