"""Cases that go along with another one, and those that might."""

from collections.abc import Collection, Iterable

from sqlalchemy import Select, bindparam, case, or_, select

from domain.cases import Case
from storage.cases import case_of_row
from storage.prepared import Prepared
from storage.tables import hall_case
from storage.tables import topic as topics
from storage.transaction import Tx


async def lock_cases(tx: Tx, *case_ids: int) -> dict[int, Case]:
    """Cases by id, with those that go along with them; locked in one order, so that no two wait for each other."""
    wanted = or_(hall_case.c.id.in_(case_ids), hall_case.c.main_id.in_(case_ids))
    rows = await tx.execute(select(hall_case).where(wanted).order_by(hall_case.c.id).with_for_update(key_share=True))
    return {row.id: case_of_row(row) for row in rows}


_MERGED = Prepared(select(hall_case).where(hall_case.c.main_id == bindparam("main_id")).order_by(hall_case.c.id))


async def list_merged(tx: Tx, main_id: int) -> list[Case]:
    """Every case that goes, or went, along with this one, oldest first.

    They are not locked: of two who change one of them, the later one finds its version changed.
    """
    return [case_of_row(row) for row in await tx.run(_MERGED, main_id=main_id)]


async def list_open_in(tx: Tx, staff_chat: str, *, kind: str, subject_kind: str, limit: int) -> list[Case]:
    """The newest open cases of a kind that are handled in a staff chat and go along with none."""
    here = _in_chat(staff_chat, kind=kind, subject_kind=subject_kind)
    alone = here.where(hall_case.c.closed_at.is_(None), hall_case.c.main_id.is_(None))
    return [case_of_row(row) for row in await tx.execute(alone.order_by(hall_case.c.id.desc()).limit(limit))]


async def find_in(tx: Tx, staff_chat: str, *, kind: str, subject_kind: str, endings: Collection[str]) -> Case | None:
    """The newest case of a kind in a staff chat whose number ends with one of these, of the first ending first."""
    ends = [hall_case.c.number.endswith(ending, autoescape=True) for ending in endings]
    best = case(*((fits, place) for place, fits in enumerate(ends)), else_=len(ends))
    here = _in_chat(staff_chat, kind=kind, subject_kind=subject_kind).where(or_(*ends))
    row = (await tx.execute(here.order_by(best, hall_case.c.id.desc()).limit(1))).one_or_none()
    return case_of_row(row) if row else None


async def numbers_of(tx: Tx, case_ids: Iterable[int]) -> dict[int, str]:
    """What these cases are called."""
    named = select(hall_case.c.id, hall_case.c.number).where(hall_case.c.id.in_(list(case_ids)))
    return {row.id: row.number for row in await tx.execute(named)}


def _in_chat(staff_chat: str, *, kind: str, subject_kind: str) -> Select[tuple[object, ...]]:
    handled = topics.c.subject_id == hall_case.c.id
    here = select(hall_case).join(topics, handled & (topics.c.subject_kind == subject_kind))
    return here.where(topics.c.staff_chat == staff_chat, hall_case.c.kind == kind)
