"""Staff write down what came by telephone, in a letter or at the counter: a case of somebody without Telegram.

Source: docs/rules/staff.md, 9.
"""

from datetime import datetime

from actions.cases.acting import Matter, file_case
from actions.cases.contacting import want_contact
from actions.cases.drafts import FilingFor
from content.flows import FlowFile
from content.models import Hall
from domain.cases import Case, Channel, acting_staff
from domain.cohandling import COHANDLING
from domain.conversation import check_words
from domain.errors import OutdatedButton
from domain.people import Member
from domain.ratings import RECTIFICATION
from storage.cases import find_case
from storage.transaction import Tx

CHANNELS = tuple(channel for channel in Channel if channel not in (Channel.TELEGRAM, Channel.HALL))
"""How a case comes in that no citizen files."""


def kinds_filed(hall: Hall) -> tuple[FlowFile, ...]:
    """What staff may file: every kind but those that begin in another case, by a bad rating or a request."""
    return tuple(flow for flow in hall.flows if flow.id not in (RECTIFICATION, COHANDLING))


def flow_filed(hall: Hall, kind: str) -> FlowFile | None:
    """The kind of case of that id, if staff may file it."""
    return next((flow for flow in kinds_filed(hall) if flow.id == kind), None)


async def find_filed_for(tx: Tx, *, key: str) -> Case | None:
    """The case that staff filed from the draft with this key."""
    case = await find_case(tx, ref=key)
    return case if case and case.channel in CHANNELS else None


async def file_for(tx: Tx, draft: FilingFor, *, member: Member, hall: Hall, now: datetime) -> Case:
    """File what was written down, in the first language of the hall; the same draft makes one case.

    Raises:
        NothingToSend: nothing was written down.
        OutdatedButton: the hall has no such kind of case, or not any more.
    """
    flow = flow_filed(hall, draft.kind)
    if flow is None or draft.channel is None or draft.channel not in CHANNELS:
        raise OutdatedButton
    areas = member.areas
    matter = Matter(
        person=None,
        language=hall.facts.languages[0],
        text=check_words(draft.text),
        channel=draft.channel,
        area=areas[0] if len(areas) == 1 else None,
        filed_by=acting_staff(member),
    )
    case = await file_case(tx, flow, matter, key=draft.key, hall=hall, now=now)
    want_contact(tx, case, member=member)
    return case
