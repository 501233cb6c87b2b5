"""When somebody was told on Telegram that they must come at another time.

Why: who was, and cannot be written to when they need not any more, is called; nobody else knows of either.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rebooking", sa.Column("told_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("rebooking", "told_at")
