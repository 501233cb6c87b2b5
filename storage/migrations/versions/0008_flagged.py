"""An index of the messages that may stand twice in a topic.

Why: whoever replies to a message nobody noted makes the bot look for them, and the outbox is long.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

FLAGGED = sa.text("maybe_dup > 0")


def upgrade() -> None:
    op.create_index("ix_outbox_flagged", "outbox", ["topic_id"], sqlite_where=FLAGGED, postgresql_where=FLAGGED)


def downgrade() -> None:
    op.drop_index("ix_outbox_flagged", table_name="outbox")
