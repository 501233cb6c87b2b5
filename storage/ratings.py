"""How citizens found what was done, and what the clock does next about it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update

from domain.ratings import Level, Rating, RatingStep
from storage.prepared import LIMIT, Prepared
from storage.tables import case_rating, hall_case
from storage.transaction import Tx


def _rating(row: Row[Any]) -> Rating:
    return Rating(
        id=row.id,
        case_id=row.case_id,
        round=row.round,
        staff_id=row.staff_id,
        level=Level(row.level) if row.level else None,
        reason=row.reason,
        comment=row.comment,
        rated_at=row.rated_at,
        invited_at=row.invited_at,
        step=RatingStep(row.step) if row.step else None,
        step_at=row.step_at,
        rectification_id=row.rectification_id,
    )


async def add_rating(
    tx: Tx, *, case_id: int, round_number: int, staff_id: int | None, invited_at: datetime
) -> Rating | None:
    """Keep that the citizen is to be asked; None if they were for this round."""
    if await find_rating(tx, case_id=case_id, round_number=round_number):
        return None
    values = {"case_id": case_id, "round": round_number, "staff_id": staff_id, "invited_at": invited_at}
    first = {"comment": "", "step": RatingStep.INVITE, "step_at": invited_at}
    added = insert(case_rating).values(**values, **first).returning(case_rating)
    return _rating((await tx.execute(added)).one())


async def get_rating(tx: Tx, rating_id: int) -> Rating | None:
    """The rating of that id."""
    row = (await tx.execute(select(case_rating).where(case_rating.c.id == rating_id))).one_or_none()
    return _rating(row) if row else None


async def find_rating(tx: Tx, *, case_id: int, round_number: int) -> Rating | None:
    """The rating of a round; whoever changes it has locked its case."""
    of_round = (case_rating.c.case_id == case_id, case_rating.c.round == round_number)
    row = (await tx.execute(select(case_rating).where(*of_round))).one_or_none()
    return _rating(row) if row else None


async def find_origin(tx: Tx, rectification_id: int) -> Rating | None:
    """The rating that opened a case."""
    opened = select(case_rating).where(case_rating.c.rectification_id == rectification_id)
    row = (await tx.execute(opened)).one_or_none()
    return _rating(row) if row else None


async def change_rating(tx: Tx, rating_id: int, **changes: Any) -> Rating:
    """Change the columns of a rating."""
    changed = update(case_rating).where(case_rating.c.id == rating_id).values(**changes).returning(case_rating)
    return _rating((await tx.execute(changed)).one())


async def close_ratings(tx: Tx, case_id: int) -> None:
    """Whatever of a case could still be rated can no longer."""
    still_open = (case_rating.c.case_id == case_id, case_rating.c.step.is_not(None))
    await tx.execute(update(case_rating).where(*still_open).values(step=None, step_at=None))


async def count_bad(tx: Tx, case_id: int) -> int:
    """How many rounds of a case were rated badly."""
    bad = (case_rating.c.case_id == case_id, case_rating.c.level <= max(level for level in Level if level.is_bad))
    return int((await tx.execute(select(func.count()).select_from(case_rating).where(*bad))).scalar_one())


async def step_on(tx: Tx, rating: Rating, *, to: RatingStep | None, **changes: Any) -> Rating | None:
    """Put the next step in place of the one it was read with; None if somebody else did."""
    same = update(case_rating).where(case_rating.c.id == rating.id, case_rating.c.step == rating.step)
    row = (await tx.execute(same.values(step=to, **changes).returning(case_rating))).one_or_none()
    return _rating(row) if row else None


_WAITING = (
    select(case_rating)
    .join(hall_case, hall_case.c.id == case_rating.c.case_id)
    .where(case_rating.c.step.is_not(None), case_rating.c.step_at <= bindparam("now"))
    .order_by(case_rating.c.step_at, case_rating.c.id)
    .limit(LIMIT)
    .with_for_update(of=hall_case, skip_locked=True)
)
_DUE = Prepared(_WAITING)


async def take_due_ratings(tx: Tx, *, now: datetime, limit: int, but: Collection[int] = ()) -> list[Rating]:
    """Ratings whose next step's moment has come, oldest first and without those of ``but``, with their cases locked.

    A case that somebody acts on is left to the next look, as with promised dates.
    """
    if but:
        others = _WAITING.where(case_rating.c.id.not_in(list(but)))
        return [_rating(row) for row in await tx.execute(others, {"now": now, "limit": limit})]
    return [_rating(row) for row in await tx.run(_DUE, now=now, limit=limit)]


async def next_step(tx: Tx, *, after: datetime) -> datetime | None:
    """The next moment at which the clock does something about a rating."""
    waiting = select(func.min(case_rating.c.step_at)).where(case_rating.c.step.is_not(None))
    moment: datetime | None = (await tx.execute(waiting.where(case_rating.c.step_at > after))).scalar_one()
    return moment
