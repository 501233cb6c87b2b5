"""Other times are kept for whoever cannot come as they booked, and it is followed up whether they answer.

Why: a time that is only named is often gone when somebody presses it, and who does not read it came in vain.
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
FOLLOWED = sa.text("applied_at IS NOT NULL AND settled_at IS NULL")
KEPT = sa.text("let_go_at IS NULL")
CLOSURE = "fk_rebooking_closure_id"
NEW = ("offered_at", "answer_by", "remind_at")


def upgrade() -> None:
    op.create_table(
        "alternative",
        sa.Column("booking_id", ID, nullable=False),
        sa.Column("instead_of_id", ID, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("let_go_at", MOMENT),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_alternative_booking_id")),
        sa.ForeignKeyConstraint(["instead_of_id"], ["booking.id"], name=op.f("fk_alternative_instead_of_id")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_alternative")),
    )
    for name, column in (("ix_alternative_instead_of", "instead_of_id"), ("ix_alternative_until", "until")):
        op.create_index(name, "alternative", [column], sqlite_where=KEPT, postgresql_where=KEPT)
    op.add_column("closure", sa.Column("told", sa.Text()))
    op.add_column("closure", sa.Column("settled_at", MOMENT))
    op.create_index("ix_closure_followed", "closure", ["id"], sqlite_where=FOLLOWED, postgresql_where=FOLLOWED)
    with op.batch_alter_table("rebooking", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closure_id", ID))
        for name in NEW:
            batch_op.add_column(sa.Column(name, MOMENT))
        batch_op.add_column(sa.Column("call_reason", sa.String(length=12)))
        batch_op.create_foreign_key(op.f(CLOSURE), "closure", ["closure_id"], ["id"])
        batch_op.create_index("ix_rebooking_closure", ["closure_id"])


def downgrade() -> None:
    with op.batch_alter_table("rebooking", schema=None) as batch_op:
        batch_op.drop_index("ix_rebooking_closure")
        batch_op.drop_constraint(op.f(CLOSURE), type_="foreignkey")
        for name in ("call_reason", *reversed(NEW), "closure_id"):
            batch_op.drop_column(name)
    op.drop_index("ix_closure_followed", "closure")
    op.drop_column("closure", "settled_at")
    op.drop_column("closure", "told")
    op.drop_table("alternative")
