"""What those above a clerk have said of a case, as its card and the desk show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from actions.cases.abuse import MARKS, mark_in
from actions.cases.trace import CASE
from actions.cases.urging import URGED, urging_of
from content.cases import AbuseMark, Urging
from domain.cases import Case
from storage.events import Event, list_events
from storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Remarks:
    """The mark on what its citizen writes, and the last time it was urged; moments are in the hall's zone."""

    mark: AbuseMark | None
    urging: Urging | None


async def remarks_on(tx: Tx, case: Case, *, zone: tzinfo | None) -> Remarks:
    """What holds of a case now."""
    said = await list_events(tx, subject_kind=CASE, subject_id=case.id, actions=(*MARKS, URGED))
    urged = _only(said, (URGED,))
    mark = await mark_in(tx, _only(said, MARKS), zone=zone)
    return Remarks(mark, await urging_of(tx, urged[-1], zone=zone) if urged else None)


def _only(said: Sequence[Event], actions: Sequence[str]) -> list[Event]:
    return [event for event in said if event.action in actions]
