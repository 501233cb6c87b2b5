"""Who holds an update or a message, and the queue a message stands in.

Why: several equal processes share one database. What one holds nobody else may touch while it lives, and in a queue
nobody may overtake what another is still sending.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OPEN: dict[str, Any] = {"sqlite_where": sa.text("state = 'new'"), "postgresql_where": sa.text("state = 'new'")}


def upgrade() -> None:
    op.add_column("inbox", sa.Column("owner", sa.BigInteger(), nullable=True))
    op.add_column("outbox", sa.Column("owner", sa.BigInteger(), nullable=True))
    # The release before this one writes rows without a queue; they overtake nobody, but may be overtaken.
    op.add_column("outbox", sa.Column("queue", sa.String(length=48), nullable=False, server_default=""))
    op.execute(
        "UPDATE outbox SET queue = CASE WHEN topic_id IS NOT NULL THEN 't' || topic_id "
        "ELSE 'c' || coalesce(chat_id, 0) || ':' || coalesce(thread_id, 0) || ':' || lane END WHERE state = 'new'"
    )
    op.drop_index("ix_outbox_open", "outbox")
    op.create_index("ix_outbox_open", "outbox", ["queue", "id"], unique=False, **OPEN)


def downgrade() -> None:
    op.drop_index("ix_outbox_open", "outbox")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("queue")
        batch_op.drop_column("owner")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_column("owner")
    op.create_index("ix_outbox_open", "outbox", ["id"], unique=False, **OPEN)
