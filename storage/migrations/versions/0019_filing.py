"""What a case is about, where and when it happened, and how its citizen wants to be reached.

Why: citizens file complaints. Contact data stands in one table, so that its protection is one file.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORDS = ("place", "happened")


def upgrade() -> None:
    op.add_column("hall_case", sa.Column("service", sa.String(length=64)))
    for name in WORDS:
        op.add_column("hall_case", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "case_contact",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["hall_case.id"], name=op.f("fk_case_contact_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_contact")),
    )


def downgrade() -> None:
    op.drop_table("case_contact")
    for name in (*WORDS, "service"):
        op.drop_column("hall_case", name)
