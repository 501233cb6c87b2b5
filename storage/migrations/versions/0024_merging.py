"""Which case another one is handled with.

Why: staff merge cases that are one matter, and whoever acts on a case looks up those that go along with it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

MERGED = sa.text("main_id IS NOT NULL")
MAIN = "fk_hall_case_main_id"


def upgrade() -> None:
    # In one statement, because SQLite adds a reference to a table only together with its column.
    number = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(f"ALTER TABLE hall_case ADD COLUMN main_id {number} CONSTRAINT {MAIN} REFERENCES hall_case (id)")
    op.create_index("ix_hall_case_main", "hall_case", ["main_id", "id"], sqlite_where=MERGED, postgresql_where=MERGED)


def downgrade() -> None:
    op.drop_index("ix_hall_case_main", table_name="hall_case")
    op.drop_column("hall_case", "main_id")
