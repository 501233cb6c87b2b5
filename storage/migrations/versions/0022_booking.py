"""Places that can be booked, who has booked them, and who waits for one.

Why: citizens make appointments, and no place is ever given twice.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ACTIVE = "state IN ('held', 'booked', 'checked_in', 'serving')"
OWN_HOLD = "state = 'held' AND waiting_id IS NULL"
MISSED = "state = 'no_show' AND NOT excused"
WAITING = "state IN ('waiting', 'offered')"


def _if(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    _slots()
    _waiting()
    _bookings()
    _places()


def downgrade() -> None:
    for table in ("rebooking", "place", "booking", "waiting", "guest", "slot"):
        op.drop_table(table)


def _slots() -> None:
    op.create_table(
        "slot",
        sa.Column("id", ID, nullable=False),
        sa.Column("area", sa.String(length=32), nullable=False),
        sa.Column("quota", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("booked", sa.Integer(), nullable=False),
        sa.Column("excess", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("booked >= 0 AND booked <= capacity + excess", name=op.f("ck_slot_places")),
        sa.CheckConstraint("capacity >= 0 AND excess >= 0", name=op.f("ck_slot_capacity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
        sa.UniqueConstraint(
            *("area", "day", "starts_at", "ends_at", "quota"), name=op.f("uq_slot_area_day_starts_at_ends_at_quota")
        ),
    )


def _waiting() -> None:
    op.create_table(
        "guest",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest")),
    )
    op.create_index("uq_guest_phone", "guest", ["phone", "name"], unique=True, **_if("phone <> ''"))
    op.create_table(
        "waiting",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID),
        sa.Column("guest_id", ID),
        sa.Column("area", sa.String(length=32), nullable=False),
        sa.Column("service", sa.String(length=64), nullable=False),
        sa.Column("quota", sa.String(length=32), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("request_key", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(person_id IS NULL) <> (guest_id IS NULL)", name=op.f("ck_waiting_whose")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_waiting_person_id")),
        sa.ForeignKeyConstraint(["guest_id"], ["guest.id"], name=op.f("fk_waiting_guest_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting")),
        sa.UniqueConstraint("request_key", name=op.f("uq_waiting_request_key")),
    )
    op.create_index("ix_waiting_area", "waiting", ["area", "id"], **_if(WAITING))
    for whose in ("person", "guest"):
        columns = [f"{whose}_id", "service"]
        op.create_index(f"uq_waiting_{whose}", "waiting", columns, unique=True, **_if(WAITING))


def _bookings() -> None:
    op.create_table(
        "booking",
        sa.Column("id", ID, nullable=False),
        sa.Column("ref", sa.String(length=24), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("person_id", ID),
        sa.Column("guest_id", ID),
        sa.Column("service", sa.String(length=64), nullable=False),
        sa.Column("area", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slot_id", ID, nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("hold_until", MOMENT),
        sa.Column("request_key", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.SmallInteger(), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("waiting_id", ID),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("booked_at", MOMENT),
        sa.Column("arrived_at", MOMENT),
        sa.Column("called_at", MOMENT),
        sa.Column("began_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("counter", sa.String(length=16)),
        sa.Column("staff_id", ID),
        sa.Column("excused", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(person_id IS NULL) <> (guest_id IS NULL)", name=op.f("ck_booking_whose")),
        sa.CheckConstraint("(state = 'held') = (hold_until IS NOT NULL)", name=op.f("ck_booking_hold")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_booking_person_id")),
        sa.ForeignKeyConstraint(["guest_id"], ["guest.id"], name=op.f("fk_booking_guest_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_booking_slot_id")),
        sa.ForeignKeyConstraint(["waiting_id"], ["waiting.id"], name=op.f("fk_booking_waiting_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_booking_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint("ref", name=op.f("uq_booking_ref")),
        sa.UniqueConstraint("code", name=op.f("uq_booking_code")),
        sa.UniqueConstraint("request_key", name=op.f("uq_booking_request_key")),
    )
    op.create_index("ix_booking_area", "booking", ["area", "day", "starts_at"])
    op.create_index("ix_booking_held", "booking", ["hold_until", "id"], **_if("state = 'held'"))
    op.create_index("ix_booking_booked", "booking", ["starts_at", "id"], **_if("state = 'booked'"))
    op.create_index("ix_booking_waiting", "booking", ["waiting_id"])
    for whose in ("person", "guest"):
        theirs = [f"{whose}_id", "starts_at"]
        op.create_index(f"ix_booking_{whose}", "booking", theirs)
        op.create_index(f"ix_booking_{whose}_missed", "booking", theirs, **_if(MISSED))
        op.create_index(f"uq_booking_{whose}", "booking", ["slot_id", f"{whose}_id"], unique=True, **_if(ACTIVE))
        op.create_index(f"uq_booking_{whose}_hold", "booking", [f"{whose}_id"], unique=True, **_if(OWN_HOLD))


def _places() -> None:
    op.create_table(
        "place",
        sa.Column("booking_id", ID, nullable=False),
        sa.Column("slot_id", ID, nullable=False),
        sa.Column("back_at", MOMENT),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_place_booking_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_place_slot_id")),
        sa.PrimaryKeyConstraint("booking_id", "slot_id", name=op.f("pk_place")),
    )
    op.create_index("ix_place_slot", "place", ["slot_id"], **_if("back_at IS NULL"))
    op.create_table(
        "rebooking",
        sa.Column("id", ID, nullable=False),
        sa.Column("booking_id", ID, nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT),
        sa.Column("outcome", sa.String(length=12)),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_rebooking_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rebooking")),
    )
    op.create_index("uq_rebooking_booking", "rebooking", ["booking_id"], unique=True, **_if("settled_at IS NULL"))
    op.create_index("ix_rebooking_open", "rebooking", ["reason", "id"], **_if("settled_at IS NULL"))
