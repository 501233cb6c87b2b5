"""Who came without an appointment has a number of the area's line, and clerks work at a counter for a day.

Why: those who simply come are called in one order with those who booked, and follow it on their phones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ACTIVE = sa.text("state IN ('waiting', 'serving')")
WAITING = sa.text("state = 'waiting'")
MOVES = sa.text("moves_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "line",
        sa.Column("id", ID, nullable=False),
        sa.Column("area", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("numbers", sa.Integer(), nullable=False),
        sa.Column("moves_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line")),
        sa.UniqueConstraint("area", "day", name=op.f("uq_line_area_day")),
    )
    op.create_index("ix_line_moves_at", "line", ["moves_at"], sqlite_where=MOVES, postgresql_where=MOVES)
    _walk_ins()
    op.create_table(
        "clerk_counter",
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("area", sa.String(length=32), nullable=False),
        sa.Column("counter", sa.String(length=16), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_clerk_counter_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "day", name=op.f("pk_clerk_counter")),
        sa.UniqueConstraint("area", "day", "counter", name=op.f("uq_clerk_counter_area_day_counter")),
    )


def downgrade() -> None:
    for table in ("clerk_counter", "walk_in", "line"):
        op.drop_table(table)


def _walk_ins() -> None:
    op.create_table(
        "walk_in",
        sa.Column("id", ID, nullable=False),
        sa.Column("ref", sa.String(length=24), nullable=False),
        sa.Column("area", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=64)),
        sa.Column("person_id", ID),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("request_key", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("called_at", MOMENT),
        sa.Column("counter", sa.String(length=16)),
        sa.Column("began_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("returned_at", MOMENT),
        sa.Column("staff_id", ID),
        sa.Column("told", sa.Integer()),
        sa.Column("is_near", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_walk_in_person_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_walk_in_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_walk_in")),
        sa.UniqueConstraint("ref", name=op.f("uq_walk_in_ref")),
        sa.UniqueConstraint("request_key", name=op.f("uq_walk_in_request_key")),
        sa.UniqueConstraint("area", "day", "number", name=op.f("uq_walk_in_area_day_number")),
    )
    of_person = ["person_id", "area", "day"]
    op.create_index(
        "uq_walk_in_person", "walk_in", of_person, unique=True, sqlite_where=ACTIVE, postgresql_where=ACTIVE
    )
    op.create_index("ix_walk_in_waiting", "walk_in", ["day", "id"], sqlite_where=WAITING, postgresql_where=WAITING)
