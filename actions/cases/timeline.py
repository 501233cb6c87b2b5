"""What happened to a case, as its citizen may know it: told from the events, never more than they were told.

Who has it, what staff write to each other, who was reminded or called: none of it is theirs to read.

Source: docs/rules/cases.md, 15.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from actions.cases.calls import ToTell
from actions.cases.category import CORRECTED
from actions.cases.finding import get_own
from actions.cases.flows import file_of
from actions.cases.nudging import NUDGED
from actions.cases.present import name_of_area, name_of_service
from actions.cases.trace import CASE, TOLD
from content.cases import Mark, Milestone
from content.flows import FlowFile
from content.models import Hall
from content.texts import Text
from domain.cases import AWAITED, Case
from domain.extensions import Decision
from domain.flows import Need
from domain.people import Person
from storage.events import Event, list_events
from storage.extensions import list_requests
from storage.transaction import Tx

GRANTED = f"extension_{Decision.GRANTED}"


@dataclass(frozen=True, slots=True)
class _Words:
    """What events are told by: the flow, the hall, and why each request for more time was made."""

    file: FlowFile
    hall: Hall
    reasons: Mapping[int, str]
    zone: tzinfo | None


async def list_milestones(tx: Tx, case: Case, *, hall: Hall, now: datetime) -> tuple[Milestone, ...]:
    """What happened to a case, oldest first; ``now`` is in the hall's zone."""
    reasons = {request.id: request.reason for request in await list_requests(tx, case.id)}
    words = _Words(await file_of(tx, case), hall, reasons, now.tzinfo)
    return _milestones(await list_events(tx, subject_kind=CASE, subject_id=case.id), words)


async def list_own_milestones(
    tx: Tx, case_id: int, *, person: Person, hall: Hall, now: datetime
) -> tuple[Case, tuple[Milestone, ...]]:
    """The same of a citizen's own case.

    Raises:
        Gone: there is no such case of this person.
    """
    case = await get_own(tx, case_id, person=person)
    return case, await list_milestones(tx, case, hall=hall, now=now)


def _milestones(events: Sequence[Event], words: _Words) -> tuple[Milestone, ...]:
    found, reason = [], ""
    for event in events:
        if event.action == GRANTED:
            # The date moves in the event after it.
            reason = words.reasons.get(event.detail["request"], "")
        if milestone := _milestone(event, words, reason=reason):
            found.append(milestone)
    return tuple(found)


def _milestone(event: Event, words: _Words, *, reason: str) -> Milestone | None:
    at = event.at.astimezone(words.zone)
    if event.action == "filed":
        return Milestone(at, Mark.FILED)
    if event.action == NUDGED:
        return Milestone(at, Mark.NUDGED)
    if event.action == TOLD and event.detail.get("what") == ToTell.OVERDUE:
        return Milestone(at, Mark.LATE, _period(words.file, event.detail["clock"]))
    if event.action == CORRECTED:
        return Milestone(at, Mark.CORRECTED, name_of_service(words.hall, event.detail["to"]))
    if event.action == "due_moved":
        return _moved(event, words, at=at, reason=reason)
    return _acted(event, words, at=at)


def _moved(event: Event, words: _Words, *, at: datetime, reason: str) -> Milestone | None:
    """The end of a promised period moved; one that only became certain, or by which a state ends, was not told."""
    detail = event.detail
    if detail["clock"].startswith(AWAITED) or detail["from"] == detail["to"]:
        return None
    is_extended = detail["cause"] == "extended"
    return Milestone(
        at,
        Mark.EXTENDED if is_extended else Mark.MOVED,
        _period(words.file, detail["clock"]),
        due=datetime.fromisoformat(detail["to"]).astimezone(words.zone),
        is_provisional=detail["provisional"],
        reason=reason if is_extended else "",
    )


def _acted(event: Event, words: _Words, *, at: datetime) -> Milestone | None:
    """Something was done to the case, or it went on by itself; a change of hands alone is nobody's business."""
    before, after = event.detail.get("before"), event.detail.get("after")
    states = {state.id: state for state in words.file.states}
    if not before or not after or before["state"] not in states or after["state"] not in states:
        return None
    action = words.file.action(before["state"], event.action)
    if event.actor == "citizen":
        return Milestone(at, Mark.OWN, action.heard if action else None)
    if action and action.tells_citizen:
        area = event.detail.get(Need.UNIT) if Need.UNIT in action.needs else None
        return Milestone(at, Mark.DONE, action.heard, area=name_of_area(words.hall, area))
    moved = before["state"] != after["state"]
    return Milestone(at, Mark.STATE, states[after["state"]].name) if moved else None


def _period(file: FlowFile, clock: str) -> Text | None:
    return next((one.name for one in file.clocks if one.id == clock), None)
