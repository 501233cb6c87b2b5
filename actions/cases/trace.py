"""The events of a case: the truth of which its row is the summary."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.cases import Actor, Case
from storage.events import add_event
from storage.transaction import Tx

CASE = "case"
"""The kind of subject cases are, in events, topics and messages."""
MESSAGE = "case_message"
"""The kind of subject one message of a case is."""
TOLD = "told"
"""The event that a citizen was told something of a case, and the kind of subject of what they were told."""
SINCE_THE_FIRST: dict[str, Any] = {"code": None, "main": None}
"""What summaries have held since, and how it was until then."""
IN_PLACE_OF = "in_place_of"
"""Under this an event keeps the staff id of the absent colleague in whose place somebody acted."""


def summary(case: Case) -> dict[str, Any]:
    """What an event keeps of a case, so that the row can be told from its events alone."""
    return {
        "state": case.state,
        "owner": case.owner_id,
        "round": case.round,
        "version": case.version,
        "closed": case.closed_at is not None,
        "code": case.code,
        "main": case.main_id,
    }


async def note(
    tx: Tx,
    action: str,
    *,
    before: Case | None,
    after: Case,
    actor: Actor,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write down what was done to a case, and how it stood before and after."""
    told = {"before": summary(before) if before else None, "after": summary(after), **placed(actor), **(detail or {})}
    await add_event(tx, actor=actor.name, action=action, subject_kind=CASE, subject_id=after.id, now=now, detail=told)


def placed(actor: Actor) -> dict[str, int]:
    """What an event keeps of in whose place somebody acted; empty where they acted for themselves."""
    return {IN_PLACE_OF: actor.in_place_of} if actor.in_place_of else {}


async def note_message(
    tx: Tx, case: Case, *, actor: str, action: str, now: datetime, detail: Mapping[str, Any] | None = None
) -> int:
    """Write down what was said or read: nothing of it changes how the case stands. The id of the line."""
    return await add_event(
        tx, actor=actor, action=action, subject_kind=CASE, subject_id=case.id, now=now, detail=detail
    )
