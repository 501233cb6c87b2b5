"""The line of an area on a day has a card in a topic of the staff group.

Why: everybody in the group sees the day at the counters as it is now, in one message.
"""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

TOPIC = "fk_line_topic_id"


def upgrade() -> None:
    # In one statement, because SQLite adds a reference to a table only together with its column.
    number = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(f"ALTER TABLE line ADD COLUMN topic_id {number} CONSTRAINT {TOPIC} REFERENCES topic (id)")


def downgrade() -> None:
    op.drop_column("line", "topic_id")
