"""When an area, or the whole hall, is closed against its plan.

Why: a day that is closed on short notice must not need another hall pack, and whoever booked then is to be told why.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "closure",
        sa.Column("id", ID, nullable=False),
        sa.Column("area", sa.String(length=32), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("counters", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("words_zh", sa.Text(), nullable=False),
        sa.Column("words_en", sa.Text(), nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("applied_at", MOMENT),
        sa.Column("lifted_at", MOMENT),
        sa.Column("request_key", sa.String(length=64), nullable=False),
        sa.CheckConstraint("starts_at < ends_at AND counters >= 0", name=op.f("ck_closure_span")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_closure_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
        sa.UniqueConstraint("request_key", name=op.f("uq_closure_request_key")),
    )
    unapplied = sa.text("applied_at IS NULL")
    op.create_index("ix_closure_ends", "closure", ["ends_at"])
    op.create_index("ix_closure_unapplied", "closure", ["id"], sqlite_where=unapplied, postgresql_where=unapplied)


def downgrade() -> None:
    op.drop_table("closure")
