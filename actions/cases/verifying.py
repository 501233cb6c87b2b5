"""Tells from the events of a case how it must stand, and where its row says something else."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from actions.cases.trace import CASE, SINCE_THE_FIRST, summary
from storage.cases import get_case, list_case_ids
from storage.events import list_events
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Drift:
    """Something about a case that its events do not say. ``event`` counts from 1; 0 is the row itself."""

    number: str
    event: int
    said: Mapping[str, Any] | None
    found: Mapping[str, Any] | None


async def drifts(tx: Tx) -> AsyncIterator[Drift]:
    """Every case whose events do not follow each other, or whose row is not what the last one left.

    Asked first in a transaction: what others do meanwhile is not seen.
    """
    await tx.stand_still()
    for case_id in await list_case_ids(tx):
        case = await get_case(tx, case_id)
        if case is None:
            continue
        before: Mapping[str, Any] | None = None
        for place, event in enumerate(await list_events(tx, subject_kind=CASE, subject_id=case_id), start=1):
            if "after" not in event.detail:
                continue
            if (told := _whole(event.detail["before"])) != before:
                yield Drift(case.number, place, before, told)
            before = _whole(event.detail["after"])
        if before != summary(case):
            yield Drift(case.number, 0, before, summary(case))


def _whole(told: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """A summary as a release before this one would have written it, had it known of everything in it."""
    return None if told is None else {**SINCE_THE_FIRST, **told}
