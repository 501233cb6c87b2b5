"""A chain over the history of what was done.

Why: whoever can write into the database could otherwise change what happened to a case, and nobody would see it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "audit_link",
        sa.Column("place", ID, nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_audit_link_event_id")),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_audit_link")),
        sa.UniqueConstraint("event_id", name=op.f("uq_audit_link_event_id")),
    )


def downgrade() -> None:
    op.drop_table("audit_link")
