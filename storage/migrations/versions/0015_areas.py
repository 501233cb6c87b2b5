"""The areas of the hall that somebody of staff takes care of.

Why: a case that nobody has is given to somebody of its area.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("staff", "invite"):
        op.add_column(table, sa.Column("areas", sa.String(length=200), nullable=False, server_default=""))


def downgrade() -> None:
    for table in ("staff", "invite"):
        op.drop_column(table, "areas")
