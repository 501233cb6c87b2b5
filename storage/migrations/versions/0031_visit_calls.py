"""Which visitors are to be told something by telephone, and what came of it.

Why: whom Telegram does not reach is reminded of an appointment too, and no call is made twice or forgotten.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "visit_call",
        sa.Column("id", ID, nullable=False),
        sa.Column("booking_id", ID, nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("sequence", sa.SmallInteger(), nullable=False),
        sa.Column("due_from", MOMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("tried_at", MOMENT),
        sa.Column("done_at", MOMENT),
        sa.Column("outcome", sa.String(length=12)),
        sa.Column("staff_id", ID),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_visit_call_booking_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_visit_call_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_call")),
        sa.UniqueConstraint("booking_id", "reason", "sequence", name=op.f("uq_visit_call_booking_id_reason_sequence")),
    )
    undone = sa.text("done_at IS NULL")
    op.create_index("ix_visit_call_due", "visit_call", ["due_from", "id"], sqlite_where=undone, postgresql_where=undone)


def downgrade() -> None:
    op.drop_table("visit_call")
