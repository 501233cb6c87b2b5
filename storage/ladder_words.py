"""Words about promised dates: kept from the moment a step fires until people may be told."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select

from domain.cases import Case
from domain.ladder import Audience, Step
from storage.cases import case_of_row
from storage.prepared import LIMIT, Prepared
from storage.tables import case_clock, deadline, hall_case, ladder_word
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class FiredStep:
    """A step that fired.

    Attributes:
        clock: the name of the promised period, as the flow has it.
        ends_at: its end as it is now.
        holds: whether that period still runs and ends when it did as the step fired; the director hears no more of what
            was explained.
        wants_cause: whether somebody is still to say why it was missed.
        late: by how much the step fired late.
    """

    id: int
    case_id: int
    step: Step
    clock: str
    ends_at: datetime
    holds: bool
    wants_cause: bool
    late: timedelta


@dataclass(frozen=True, slots=True)
class Word:
    """Somebody is to be told of a step: a member of staff, the topic of the case, or whose case it is."""

    step: FiredStep
    audience: Audience
    staff_id: int | None


_STEP = (
    deadline.c.id,
    deadline.c.case_id,
    deadline.c.step,
    deadline.c.late_seconds,
    deadline.c.ends_at,
    case_clock.c.name,
    case_clock.c.due_at,
    case_clock.c.stopped_at,
    case_clock.c.wants_cause,
    case_clock.c.cause,
)


def _fired(row: Row[Any]) -> FiredStep:
    return FiredStep(
        id=row.id,
        case_id=row.case_id,
        step=Step(row.step),
        clock=row.name,
        ends_at=row.due_at,
        holds=_holds(row),
        wants_cause=row.wants_cause,
        late=timedelta(seconds=row.late_seconds or 0),
    )


def _holds(row: Row[Any]) -> bool:
    is_explained = row.step == Step.DIRECTOR and row.cause is not None
    return row.stopped_at is None and row.ends_at == row.due_at and not is_explained


async def keep_words(tx: Tx, deadline_id: int, *, to: Iterable[tuple[Audience, int | None]], tell_at: datetime) -> None:
    """Remember who is to be told of a step, and when they may be."""
    words = [
        {"deadline_id": deadline_id, "audience": audience, "staff_id": staff_id, "tell_at": tell_at}
        for audience, staff_id in to
    ]
    if words:
        await tx.execute(insert(ladder_word), words)


_DUE = Prepared(
    select(ladder_word.c.id)
    .where(ladder_word.c.tell_at <= bindparam("now"))
    .order_by(ladder_word.c.tell_at, ladder_word.c.id)
    .limit(LIMIT)
    .with_for_update(skip_locked=True)
)


async def take_words(tx: Tx, *, now: datetime, limit: int) -> list[Word]:
    """Take the words that may be said now, in the order of their steps; nobody else takes them."""
    ids = [row.id for row in await tx.run(_DUE, now=now, limit=limit)]
    if not ids:
        return []
    joined = ladder_word.join(deadline, deadline.c.id == ladder_word.c.deadline_id)
    joined = joined.join(case_clock, case_clock.c.id == deadline.c.clock_id)
    wanted = select(*_STEP, ladder_word.c.audience, ladder_word.c.staff_id).select_from(joined)
    rows = await tx.execute(wanted.where(ladder_word.c.id.in_(ids)).order_by(deadline.c.due_at, ladder_word.c.id))
    words = [Word(_fired(row), Audience(row.audience), row.staff_id) for row in rows]
    await tx.execute(delete(ladder_word).where(ladder_word.c.id.in_(ids)))
    return words


async def list_fired(tx: Tx, deadline_ids: Collection[int]) -> list[FiredStep]:
    """These steps, in the order of their moments."""
    joined = deadline.join(case_clock, case_clock.c.id == deadline.c.clock_id)
    wanted = select(*_STEP).select_from(joined).where(deadline.c.id.in_(list(deadline_ids)))
    return [_fired(row) for row in await tx.execute(wanted.order_by(deadline.c.due_at, deadline.c.id))]


async def cases_of(tx: Tx, steps: Iterable[FiredStep]) -> dict[int, Case]:
    """The cases of these steps, by their ids."""
    wanted = select(hall_case).where(hall_case.c.id.in_({step.case_id for step in steps}))
    return {row.id: case_of_row(row) for row in await tx.execute(wanted)}


async def next_word(tx: Tx, *, after: datetime) -> datetime | None:
    """The next moment at which somebody is told."""
    waiting = select(func.min(ladder_word.c.tell_at)).where(ladder_word.c.tell_at > after)
    moment: datetime | None = (await tx.execute(waiting)).scalar_one()
    return moment
