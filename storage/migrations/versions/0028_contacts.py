"""A case keeps every way in which its citizen said they can be reached, not only the first.

Why: what somebody adds to their open case may name another telephone number, and none of them may be lost.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

KEY = "pk_case_contact"


def upgrade() -> None:
    with op.batch_alter_table("case_contact", schema=None) as batch_op:
        batch_op.add_column(sa.Column("position", sa.SmallInteger(), nullable=False, server_default="0"))
        batch_op.drop_constraint(op.f(KEY), type_="primary")
        batch_op.create_primary_key(op.f(KEY), ["case_id", "position"])


def downgrade() -> None:
    # The previous release knows one of each case.
    op.execute(sa.text("DELETE FROM case_contact WHERE position > 0"))
    with op.batch_alter_table("case_contact", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(KEY), type_="primary")
        batch_op.drop_column("position")
        batch_op.create_primary_key(op.f(KEY), ["case_id"])
