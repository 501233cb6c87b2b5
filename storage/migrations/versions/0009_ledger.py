"""Which end of its period a step was planned for.

Why: a step that fired for an end never fires for it again, however often that is reckoned anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deadline", sa.Column("ends_at", sa.DateTime(timezone=True)))
    op.execute(
        "UPDATE deadline SET ends_at = (SELECT due_at FROM case_clock"
        " WHERE case_clock.id = deadline.clock_id AND case_clock.due_version = deadline.due_version)"
    )
    op.create_index("uq_deadline_ledger", "deadline", ["clock_id", "step", "ends_at"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_deadline_ledger", table_name="deadline")
    op.drop_column("deadline", "ends_at")
