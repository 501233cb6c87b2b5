"""Why a promised period was missed.

Why: staff are asked for the cause of every delay, so that the hall can count what delays come of.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

UNEXPLAINED = sa.text("wants_cause")


def upgrade() -> None:
    op.add_column("case_clock", sa.Column("wants_cause", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("case_clock", sa.Column("cause", sa.String(length=32)))
    op.create_index(
        "ix_case_clock_unexplained",
        "case_clock",
        ["case_id"],
        sqlite_where=UNEXPLAINED,
        postgresql_where=UNEXPLAINED,
    )


def downgrade() -> None:
    op.drop_index("ix_case_clock_unexplained", table_name="case_clock")
    op.drop_column("case_clock", "cause")
    op.drop_column("case_clock", "wants_cause")
