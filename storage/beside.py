"""What a case has beside its own row: asked at once, so that nobody looks for what is not there."""

from dataclasses import dataclass

from sqlalchemy import BindParameter, bindparam, select

from storage.parts import WAITS
from storage.prepared import Prepared
from storage.tables import case_contact, hall_case
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Beside:
    """Whether a case has a contact, requests to other areas that wait, and cases that go, or went, along with it."""

    contacts: bool
    parts: bool
    merged: bool


_CASE: BindParameter[int] = bindparam("case_id")
_BESIDE = Prepared(
    select(
        select(case_contact.c.case_id).where(case_contact.c.case_id == _CASE).exists().label("contacts"),
        select(hall_case.c.id).where(hall_case.c.parent_id == _CASE, *WAITS).exists().label("parts"),
        select(hall_case.c.id).where(hall_case.c.main_id == _CASE).exists().label("merged"),
    )
)


async def look_beside(tx: Tx, case_id: int) -> Beside:
    """What a case has."""
    (row,) = await tx.run(_BESIDE, case_id=case_id)
    return Beside(row.contacts, row.parts, row.merged)
