"""Whoever was served at a counter is asked once how they found it.

Why: a bad rating of a visit is put right as that of a case is, and reports count them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "visit_rating",
        sa.Column("id", ID, nullable=False),
        sa.Column("booking_id", ID),
        sa.Column("walk_in_id", ID),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("area", sa.String(length=32), nullable=False),
        sa.Column("service", sa.String(length=64)),
        sa.Column("staff_id", ID),
        sa.Column("level", sa.SmallInteger()),
        sa.Column("reason", sa.String(length=32)),
        sa.Column("invited_at", MOMENT, nullable=False),
        sa.Column("rated_at", MOMENT),
        sa.Column("rectification_id", ID),
        sa.CheckConstraint("(booking_id IS NULL) <> (walk_in_id IS NULL)", name=op.f("ck_visit_rating_which")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_visit_rating_booking_id")),
        sa.ForeignKeyConstraint(["walk_in_id"], ["walk_in.id"], name=op.f("fk_visit_rating_walk_in_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_visit_rating_person_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_visit_rating_staff_id")),
        sa.ForeignKeyConstraint(["rectification_id"], ["hall_case.id"], name=op.f("fk_visit_rating_rectification_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_rating")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_visit_rating_booking_id")),
        sa.UniqueConstraint("walk_in_id", name=op.f("uq_visit_rating_walk_in_id")),
    )
    op.create_index("ix_visit_rating_remedy", "visit_rating", ["rectification_id"])


def downgrade() -> None:
    op.drop_table("visit_rating")
