"""Words about promised dates that wait to be said.

Why: nobody is told at night, and whoever has many cases is told of them at once; until then the words must be kept.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "ladder_word",
        sa.Column("id", ID, nullable=False),
        sa.Column("deadline_id", ID, nullable=False),
        sa.Column("audience", sa.String(length=8), nullable=False),
        sa.Column("staff_id", ID),
        sa.Column("tell_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadline.id"], name=op.f("fk_ladder_word_deadline_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_ladder_word_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ladder_word")),
    )
    op.create_index("ix_ladder_word_tell_at", "ladder_word", ["tell_at", "id"])


def downgrade() -> None:
    op.drop_table("ladder_word")
