"""Everybody who handled a case, and whom it is about.

Why: a review is done by somebody who never had the case, and nobody handles what is about themselves.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    op.add_column("hall_case", sa.Column("handlers", sa.JSON(), nullable=False, server_default="[]"))
    # In one statement, because SQLite adds a reference to a table only together with its column.
    number = "BIGINT" if is_postgresql else "INTEGER"
    op.execute(
        f"ALTER TABLE hall_case ADD COLUMN about_id {number} CONSTRAINT fk_hall_case_about_id REFERENCES staff (id)"
    )
    # Of earlier handlers only the last is known in the row.
    one = "'[' || handler_id || ']'"
    written = f"CAST({one} AS JSON)" if is_postgresql else one
    op.execute(f"UPDATE hall_case SET handlers = {written} WHERE handler_id IS NOT NULL")  # our own words


def downgrade() -> None:
    op.drop_column("hall_case", "about_id")
    op.drop_column("hall_case", "handlers")
