"""How fast the bot has spoken, where all its processes see it.

Why: Telegram's limits are those of the bot, however many processes it has.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pace",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_pace")),
    )
    op.execute("INSERT INTO pace (chat_id, state) VALUES (0, '{}')")


def downgrade() -> None:
    op.drop_table("pace")
