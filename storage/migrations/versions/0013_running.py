"""An index of the clocks that run.

Why: they are looked through when the hall's calendar changes, and most clocks stopped long ago.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

RUNNING = sa.text("stopped_at IS NULL")


def upgrade() -> None:
    op.create_index("ix_case_clock_running", "case_clock", ["case_id"], sqlite_where=RUNNING, postgresql_where=RUNNING)


def downgrade() -> None:
    op.drop_index("ix_case_clock_running", table_name="case_clock")
