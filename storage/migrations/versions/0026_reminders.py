"""When visitors are reminded of their appointments, and what became of it.

Why: each reminder is sent once, and one that could not be sent in time leaves a record.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", ID, nullable=False),
        sa.Column("booking_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("fired_at", MOMENT),
        sa.Column("outcome", sa.String(length=8)),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_reminder_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("booking_id", "kind", "due_at", name=op.f("uq_reminder_booking_id_kind_due_at")),
    )
    unfired = sa.text("fired_at IS NULL")
    op.create_index("ix_reminder_due", "reminder", ["due_at", "id"], sqlite_where=unfired, postgresql_where=unfired)


def downgrade() -> None:
    op.drop_table("reminder")
