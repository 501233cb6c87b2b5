"""Whether those in a line were told that nobody is served.

Why: they are told once, whatever happens in between, and once more when somebody is served again.
"""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

CLOSURE = "fk_line_closure_id"


def upgrade() -> None:
    # In one statement, because SQLite adds a reference to a table only together with its column.
    number = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(f"ALTER TABLE line ADD COLUMN closure_id {number} CONSTRAINT {CLOSURE} REFERENCES closure (id)")


def downgrade() -> None:
    op.drop_column("line", "closure_id")
