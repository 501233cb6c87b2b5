"""How people found their visits at the counters."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.ratings import Level
from domain.visit_ratings import VisitRating
from storage.tables import visit_rating
from storage.transaction import Tx


def _rating(row: Row[Any]) -> VisitRating:
    return VisitRating(
        id=row.id,
        booking_id=row.booking_id,
        walk_in_id=row.walk_in_id,
        person_id=row.person_id,
        area=row.area,
        service=row.service,
        staff_id=row.staff_id,
        level=Level(row.level) if row.level else None,
        reason=row.reason,
        invited_at=row.invited_at,
        rated_at=row.rated_at,
        rectification_id=row.rectification_id,
    )


async def add_visit_rating(
    tx: Tx,
    *,
    booking_id: int | None,
    walk_in_id: int | None,
    person_id: int,
    area: str,
    service: str | None,
    staff_id: int | None,
    invited_at: datetime,
) -> VisitRating | None:
    """Keep that somebody is asked about a visit; None if they were."""
    build = sqlite.insert if tx.is_sqlite else postgresql.insert
    about = {"booking_id": booking_id, "walk_in_id": walk_in_id, "area": area, "service": service}
    new = build(visit_rating).values(**about, person_id=person_id, staff_id=staff_id, invited_at=invited_at)
    row = (await tx.execute(new.on_conflict_do_nothing().returning(visit_rating))).one_or_none()
    return _rating(row) if row else None


async def get_visit_rating(tx: Tx, rating_id: int) -> VisitRating | None:
    """The rating of that id."""
    row = (await tx.execute(select(visit_rating).where(visit_rating.c.id == rating_id))).one_or_none()
    return _rating(row) if row else None


async def lock_visit_rating(tx: Tx, rating_id: int) -> VisitRating | None:
    """The same, for one unit of work at a time."""
    locked = select(visit_rating).where(visit_rating.c.id == rating_id).with_for_update()
    row = (await tx.execute(locked)).one_or_none()
    return _rating(row) if row else None


async def find_rated_visit(tx: Tx, rectification_id: int) -> VisitRating | None:
    """The rating of a visit that opened a case."""
    opened = select(visit_rating).where(visit_rating.c.rectification_id == rectification_id)
    row = (await tx.execute(opened)).one_or_none()
    return _rating(row) if row else None


async def change_visit_rating(tx: Tx, rating_id: int, **changes: Any) -> VisitRating:
    """Change the columns of a rating."""
    changed = update(visit_rating).where(visit_rating.c.id == rating_id).values(**changes).returning(visit_rating)
    return _rating((await tx.execute(changed)).one())
