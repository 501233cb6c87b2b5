"""Who is away from when to when, and who stands in.

Why: while somebody is away their cases stay theirs, and a colleague is told of them and acts in their place.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
STANDS = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("deputy_id", ID, nullable=False),
        sa.Column("begins_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", ID, nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_absence_staff_id")),
        sa.ForeignKeyConstraint(["deputy_id"], ["staff.id"], name=op.f("fk_absence_deputy_id")),
        sa.ForeignKeyConstraint(["set_by"], ["staff.id"], name=op.f("fk_absence_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index(
        "uq_absence_stands", "absence", ["staff_id"], unique=True, sqlite_where=STANDS, postgresql_where=STANDS
    )
    op.create_index("ix_absence_deputy", "absence", ["deputy_id"], sqlite_where=STANDS, postgresql_where=STANDS)


def downgrade() -> None:
    op.drop_table("absence")
