"""What other areas were asked for in a case."""

from sqlalchemy import bindparam, select

from domain.cases import Case
from domain.cohandling import COHANDLING
from storage.cases import case_of_row
from storage.prepared import Prepared
from storage.tables import hall_case
from storage.transaction import Tx

WAITS = (hall_case.c.kind == COHANDLING, hall_case.c.closed_at.is_(None))
_OF_CASE = hall_case.c.parent_id == bindparam("case_id")
_WAITING = Prepared(select(hall_case).where(_OF_CASE, *WAITS).order_by(hall_case.c.id))


async def list_waiting_parts(tx: Tx, case_id: int) -> list[Case]:
    """The requests of a case that wait, oldest first."""
    return [case_of_row(row) for row in await tx.run(_WAITING, case_id=case_id)]
