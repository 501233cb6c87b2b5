"""A citizen's own case as its card shows it: how it stands, what is asked of them, what happened, what was said."""

from collections.abc import Sequence
from datetime import datetime

from actions.cases.finding import get_own, message_in_zone
from actions.cases.flows import file_of
from actions.cases.present import shown_to_citizen
from actions.cases.ratings import rating_to_give
from actions.cases.timeline import list_milestones
from content.cases import OwnCase, Said, Shown
from content.flows import FlowFile
from content.models import Hall
from domain.cases import Case
from domain.conversation import SEEN_BY_CITIZEN, TO_CITIZEN, Author, CaseMessage
from domain.flows import Party
from domain.people import Person
from storage.case_messages import list_messages
from storage.cases import find_numbered
from storage.transaction import Tx


async def open_own(tx: Tx, case_id: int, *, person: Person, hall: Hall, now: datetime) -> OwnCase:
    """A citizen's own case with everything its card shows; ``now`` is in the hall's zone.

    Raises:
        Gone: there is no such case of this person.
    """
    return await _open(tx, await get_own(tx, case_id, person=person), hall=hall, now=now)


async def find_numbered_own(tx: Tx, number: str, *, person: Person, hall: Hall, now: datetime) -> OwnCase | None:
    """The same of a number; None if that is no case of this citizen."""
    case = await find_numbered(tx, person.id, number=number)
    return await _open(tx, case, hall=hall, now=now) if case else None


async def _open(tx: Tx, case: Case, *, hall: Hall, now: datetime) -> OwnCase:
    shown = await shown_to_citizen(tx, case, hall=hall, now=now)
    file, seen = await file_of(tx, case), await _list_seen(tx, case.id, now=now)
    asked = _still_asked(shown, file, seen)
    return OwnCase(
        shown=shown,
        said=tuple(_said(message, file) for message in seen if message is not asked),
        milestones=await list_milestones(tx, case, hall=hall, now=now),
        asked=asked,
        rating_id=await rating_to_give(tx, case),
    )


async def _list_seen(tx: Tx, case_id: int, *, now: datetime) -> list[CaseMessage]:
    """What the citizen may see of the conversation, oldest first: never a note, nor what was stopped."""
    return [
        message_in_zone(message, now.tzinfo)
        for message in await list_messages(tx, case_id)
        if message.state in SEEN_BY_CITIZEN and (message.author is Author.CITIZEN or message.purpose in TO_CITIZEN)
    ]


def _still_asked(shown: Shown, file: FlowFile, seen: Sequence[CaseMessage]) -> CaseMessage | None:
    """The words with which staff brought the case to where it waits for an answer; None where it waits for none."""
    if not shown.awaits_citizen or shown.turn is Party.CITIZEN:
        return None
    asks = {action.id for state in file.states for action in state.actions if action.to == shown.case.state}
    asked = [message for message in seen if message.author is Author.STAFF and message.action in asks]
    return asked[-1] if asked else None


def _said(message: CaseMessage, file: FlowFile) -> Said:
    by_staff = message.action if message.author is Author.STAFF else None
    action = file.action_anywhere(by_staff) if by_staff else None
    return Said(message, action.heard if action else None)
