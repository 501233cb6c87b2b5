"""What came of a case is found without reading all cases.

Why: the card of a case shows what other areas were asked for in it, and it ends no earlier than that.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

CHILD = sa.text("parent_id IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_hall_case_parent", "hall_case", ["parent_id"], sqlite_where=CHILD, postgresql_where=CHILD)


def downgrade() -> None:
    op.drop_index("ix_hall_case_parent", table_name="hall_case")
