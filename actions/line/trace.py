"""The events of a number: the truth of which its row is the summary."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.cases import Actor
from domain.walk_ins import WalkIn
from storage.events import add_event
from storage.transaction import Tx

WALK_IN = "walk_in"
"""The kind of subject numbers are, in events and messages."""


def summary(walk_in: WalkIn) -> dict[str, Any]:
    """What an event keeps of a number."""
    return {"state": walk_in.state, "version": walk_in.version}


async def note(
    tx: Tx,
    action: str,
    *,
    before: WalkIn | None,
    after: WalkIn,
    actor: Actor,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write down what was done to a number, and how it stood before and after."""
    told = {"before": summary(before) if before else None, "after": summary(after), **(detail or {})}
    await add_event(
        tx, actor=actor.name, action=action, subject_kind=WALK_IN, subject_id=after.id, now=now, detail=told
    )
