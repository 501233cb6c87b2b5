"""An index of the numbers that have not ended, in place of one of those that wait.

Why: numbers of whoever is being served end with their day too, and the clock looks for them every second.
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'waiting'")
UNDER_WAY = sa.text("state IN ('waiting', 'serving')")


def upgrade() -> None:
    op.create_index(
        "ix_walk_in_under_way", "walk_in", ["day", "id"], sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY
    )
    op.drop_index("ix_walk_in_waiting", table_name="walk_in")


def downgrade() -> None:
    op.create_index("ix_walk_in_waiting", "walk_in", ["day", "id"], sqlite_where=WAITING, postgresql_where=WAITING)
    op.drop_index("ix_walk_in_under_way", table_name="walk_in")
