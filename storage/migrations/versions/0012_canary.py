"""An index of the cases by which the bot tries its own deadlines.

Why: whether the newest of them ended is asked every few seconds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

CANARY = sa.text("kind = 'canary'")


def upgrade() -> None:
    op.create_index("ix_hall_case_canary", "hall_case", ["id"], sqlite_where=CANARY, postgresql_where=CANARY)


def downgrade() -> None:
    op.drop_index("ix_hall_case_canary", table_name="hall_case")
