"""Who was shown how many contacts today is looked up without reading everybody's history.

Why: staff may look at the telephone number of a case, with a reason, and only so often in a day.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

REVEALED = sa.text("action = 'contact_revealed'")


def upgrade() -> None:
    op.create_index("ix_event_revealed", "event", ["actor", "at"], sqlite_where=REVEALED, postgresql_where=REVEALED)


def downgrade() -> None:
    op.drop_index("ix_event_revealed", table_name="event")
