"""The rounds of a case: the original one, and what was opened again."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from domain.flows import RoundKind
from storage.prepared import Prepared, given
from storage.tables import case_round
from storage.transaction import Tx

_BEGIN_ROUND = Prepared(insert(case_round).values(given("case_id", "number", "kind", "began_at")))


async def begin_round(tx: Tx, case_id: int, *, number: int, kind: RoundKind, now: datetime) -> None:
    """Begin a round and end the one before it; the first, which ends none, is there from the commit on."""
    values: dict[str, Any] = {"case_id": case_id, "number": number, "kind": kind, "began_at": now}
    if number == 1:
        tx.defer(_BEGIN_ROUND, at=case_id, **values)
        return
    before = (case_round.c.case_id == case_id, case_round.c.ended_at.is_(None))
    await tx.execute(update(case_round).where(*before).values(ended_at=now))
    await tx.run(_BEGIN_ROUND, **values)


async def count_rounds(tx: Tx, case_id: int, *, kind: RoundKind) -> int:
    """How many rounds of a kind a case has had."""
    counted = select(func.count()).select_from(case_round)
    counted = counted.where(case_round.c.case_id == case_id, case_round.c.kind == kind)
    return int((await tx.execute(counted)).scalar_one())
