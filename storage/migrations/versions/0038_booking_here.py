"""An index of the appointments whose visitors are here.

Why: the clock ends those of days that are over, and looks for them every second.
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

HERE = sa.text("state IN ('checked_in', 'serving')")


def upgrade() -> None:
    op.create_index("ix_booking_here", "booking", ["day", "id"], sqlite_where=HERE, postgresql_where=HERE)


def downgrade() -> None:
    op.drop_index("ix_booking_here", table_name="booking")
