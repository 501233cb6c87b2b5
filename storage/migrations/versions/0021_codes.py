"""How a case turned out.

Why: staff say by a code of its flow how a case ended, so that the hall can count what came of complaints.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("hall_case", sa.Column("code", sa.String(length=32)))


def downgrade() -> None:
    op.drop_column("hall_case", "code")
