"""The nearest promised end of each case, in its own row.

Why: staff see their cases in the order in which they are due, and whoever has ten thousand of them waits no longer.
A release before this one leaves it as it is; the morning's digests put right what that changed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    # Later than anything that is promised, so that what nobody promised stands last.
    never = sa.Column("due_at", sa.DateTime(timezone=True), nullable=False, server_default="9999-12-31 00:00:00.000000")
    op.add_column("hall_case", never)
    nearest = (
        "SELECT min(due_at) FROM case_clock"
        " WHERE case_id = hall_case.id AND stopped_at IS NULL AND name NOT LIKE 'after:%'"
    )
    op.execute(f"UPDATE hall_case SET due_at = ({nearest}) WHERE ({nearest}) IS NOT NULL")  # our own words
    for name, columns in (
        ("ix_hall_case_desk", ["owner_id", "due_at", "id", "kind", "about_id"]),
        ("ix_hall_case_due", ["due_at", "id"]),
    ):
        op.create_index(name, "hall_case", columns, sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_index("ix_hall_case_due", "hall_case")
    op.drop_index("ix_hall_case_desk", "hall_case")
    op.drop_column("hall_case", "due_at")
