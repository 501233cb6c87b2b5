"""How citizens found what was done, and which case came of another.

Why: what a rating does happens at moments that must survive a crash, and a bad one opens a case that names its origin.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("step IS NOT NULL")
PARENT = "fk_hall_case_parent_id"


def upgrade() -> None:
    # In one statement, because SQLite adds a reference to a table only together with its column.
    number = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(f"ALTER TABLE hall_case ADD COLUMN parent_id {number} CONSTRAINT {PARENT} REFERENCES hall_case (id)")
    op.create_table(
        "case_rating",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("staff_id", ID),
        sa.Column("level", sa.SmallInteger()),
        sa.Column("reason", sa.String(length=32)),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True)),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.String(length=8)),
        sa.Column("step_at", sa.DateTime(timezone=True)),
        sa.Column("rectification_id", ID),
        sa.ForeignKeyConstraint(["case_id"], ["hall_case.id"], name=op.f("fk_case_rating_case_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_case_rating_staff_id")),
        sa.ForeignKeyConstraint(["rectification_id"], ["hall_case.id"], name=op.f("fk_case_rating_rectification_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_rating")),
        sa.UniqueConstraint("case_id", "round", name=op.f("uq_case_rating_case_id_round")),
    )
    op.create_index(
        "ix_case_rating_step_at",
        "case_rating",
        ["step_at", "id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    op.drop_table("case_rating")
    op.drop_column("hall_case", "parent_id")
