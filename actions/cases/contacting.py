"""How to reach somebody without Telegram: whoever filed their case writes it down, in their own chat as it is shown.

Source: docs/rules/staff.md, 9.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.cases.finding import find_hearer, in_zone, lock_any
from actions.cases.flows import flow_of
from actions.cases.saying import refresh_card
from actions.cases.trace import CASE, note_message
from content.models import Hall
from content.staff_chats import may_hear
from domain.cases import Case, acting_staff
from domain.errors import ContactKnown, ContactNotYours, OutdatedButton
from domain.filing import read_contact
from domain.languages import Language
from domain.people import Member
from domain.revealing import may_see_contact
from storage.contacts import add_contact, list_contacts
from storage.events import list_events
from storage.outgoing import Address, Outgoing
from storage.transaction import Tx

FILED, KEPT = "filed", "contact_written"

Loaded = tuple[Language, Mapping[str, Any]] | None


def want_contact(tx: Tx, case: Case, *, member: Member) -> None:
    """Ask whoever filed a case, in their own chat, how its person can be reached."""
    tx.say(
        Outgoing(
            dedupe_key=f"case:{case.id}:contact_wanted",
            to=Address(chat_id=member.person.telegram_id),
            message="case_contact_wanted",
            params={"case_id": case.id, "staff_id": member.id},
        )
    )


async def load_wanted(tx: Tx, *, hall: Hall, now: datetime, case_id: int, staff_id: int) -> Loaded:
    """The case somebody filed; nothing once they left, or may not know of it any more."""
    if (found := await find_hearer(tx, case_id, staff_id, hall=hall)) is None:
        return None
    case, member = found
    return member.person.language, {"case": in_zone(case, now.tzinfo)}


async def offer_contact(tx: Tx, case_id: int, *, member: Member, hall: Hall) -> Case:
    """The case, locked, if this member of staff may write down how its person is reached.

    Raises:
        ContactKnown: it was written down before.
        ContactNotYours: somebody else filed it, and they may not be shown its contact either.
        Gone: there is no such case.
        OutdatedButton: the person has Telegram.
    """
    case = await lock_any(tx, case_id)
    [filed] = await list_events(tx, subject_kind=CASE, subject_id=case.id, actions=(FILED,))
    is_theirs = filed.actor == acting_staff(member).name or may_see_contact(case, await flow_of(tx, case), member)
    if not is_theirs or not may_hear(hall, case, member):
        raise ContactNotYours(number=case.number, owner="")
    if await list_contacts(tx, case.id):
        raise ContactKnown(number=case.number)
    if case.person_id:
        raise OutdatedButton
    return case


async def write_contact(tx: Tx, case_id: int, text: str, *, member: Member, hall: Hall, now: datetime) -> Case:
    """Keep it; that somebody wrote it down is an event, what they wrote is not.

    Raises:
        ContactMissing: there is no telephone number in it.
        Refusal: whatever ``offer_contact`` raises.
    """
    case = await offer_contact(tx, case_id, member=member, hall=hall)
    await add_contact(tx, case.id, read_contact(text))
    event_id = await note_message(tx, case, actor=acting_staff(member).name, action=KEPT, now=now, detail={})
    await refresh_card(tx, case, cause=f"contact{event_id}")
    return case
