"""What other areas were asked for in a case."""

from sqlalchemy import select

from domain.cases import Case
from domain.cohandling import COHANDLING
from storage.cases import case_of_row
from storage.tables import hall_case
from storage.transaction import Tx


async def list_waiting_parts(tx: Tx, case_id: int) -> list[Case]:
    """The requests of a case that wait, oldest first."""
    of_it = (hall_case.c.parent_id == case_id, hall_case.c.kind == COHANDLING, hall_case.c.closed_at.is_(None))
    return [case_of_row(row) for row in await tx.execute(select(hall_case).where(*of_it).order_by(hall_case.c.id))]
