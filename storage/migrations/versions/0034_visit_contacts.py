"""A telephone number that somebody leaves for the case that their appointment must change.

Why: whoever blocks the bot is told too, and the number is forgotten when the appointment is over.
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "visit_contact",
        sa.Column("booking_id", ID, nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_visit_contact_booking_id")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_visit_contact")),
    )


def downgrade() -> None:
    op.drop_table("visit_contact")
