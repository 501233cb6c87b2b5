"""Requests to prolong a promised period.

Why: a period is prolonged only by a request with a reason that somebody else has granted, and both must be known later.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
UNDECIDED = sa.text("decision = 'open'")


def upgrade() -> None:
    op.create_table(
        "case_extension",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("clock_id", ID, nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decision", sa.String(length=8), nullable=False),
        sa.Column("asked_by", ID, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("decided_by", ID),
        sa.Column("decided_at", MOMENT),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["hall_case.id"], name=op.f("fk_case_extension_case_id")),
        sa.ForeignKeyConstraint(["clock_id"], ["case_clock.id"], name=op.f("fk_case_extension_clock_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_case_extension_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_case_extension_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_extension")),
    )
    op.create_index("ix_case_extension_case", "case_extension", ["case_id", "id"])
    op.create_index(
        "uq_case_extension_open",
        "case_extension",
        ["clock_id"],
        unique=True,
        sqlite_where=UNDECIDED,
        postgresql_where=UNDECIDED,
    )


def downgrade() -> None:
    op.drop_table("case_extension")
