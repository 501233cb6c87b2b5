"""Requests to prolong a promised period, and what was decided."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from domain.extensions import Decision, ExtensionRequest
from storage.tables import case_extension
from storage.transaction import Tx


def _request(row: Row[Any]) -> ExtensionRequest:
    return ExtensionRequest(
        id=row.id,
        case_id=row.case_id,
        clock_id=row.clock_id,
        amount=row.amount,
        reason=row.reason,
        decision=Decision(row.decision),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        answer=row.answer,
    )


async def add_request(
    tx: Tx, *, case_id: int, clock_id: int, amount: int, reason: str, asked_by: int, now: datetime
) -> ExtensionRequest:
    """Keep a new request; a clock has at most one that is open."""
    values = {"case_id": case_id, "clock_id": clock_id, "amount": amount, "reason": reason, "asked_by": asked_by}
    new = insert(case_extension).values(decision=Decision.OPEN, asked_at=now, answer="", **values)
    return _request((await tx.execute(new.returning(case_extension))).one())


async def get_request(tx: Tx, request_id: int) -> ExtensionRequest | None:
    """The request of that id."""
    row = (await tx.execute(select(case_extension).where(case_extension.c.id == request_id))).one_or_none()
    return _request(row) if row else None


async def list_requests(tx: Tx, case_id: int) -> list[ExtensionRequest]:
    """Every request about a case, oldest first."""
    about = select(case_extension).where(case_extension.c.case_id == case_id)
    return [_request(row) for row in await tx.execute(about.order_by(case_extension.c.id))]


async def decide(
    tx: Tx, request: ExtensionRequest, *, decision: Decision, decided_by: int, answer: str, now: datetime
) -> ExtensionRequest | None:
    """Say what becomes of an open request; None if somebody else has."""
    same = (case_extension.c.id == request.id, case_extension.c.decision == Decision.OPEN)
    values = {"decision": decision, "decided_by": decided_by, "decided_at": now, "answer": answer}
    decided = update(case_extension).where(*same).values(**values).returning(case_extension)
    row = (await tx.execute(decided)).one_or_none()
    return _request(row) if row else None


async def carry_granted(tx: Tx, clock_id: int, *, to: int) -> None:
    """The time that was granted for a period that was stopped counts for the one that goes on with it."""
    granted = (case_extension.c.clock_id == clock_id, case_extension.c.decision == Decision.GRANTED)
    await tx.execute(update(case_extension).where(*granted).values(clock_id=to))
