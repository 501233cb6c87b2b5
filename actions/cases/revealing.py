"""Somebody of staff is shown how to reach a citizen: in their own chat, with a reason that is kept.

Source: docs/rules/staff.md, 10.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.cases.finding import in_zone, lock_any
from actions.cases.flows import flow_of
from actions.cases.saying import say_line
from actions.cases.standing import as_stands, in_place
from actions.cases.trace import note_message, placed
from actions.cases.work import owner_of
from content.models import Hall
from content.staff_chats import may_hear
from domain.cases import Case, acting_staff
from domain.errors import ContactNotYours, Gone
from domain.languages import Language
from domain.people import Member
from domain.revealing import check_can_reveal, check_reason, may_see_contact
from domain.subjects import Outcome, Part, Subject
from storage.cases import get_case
from storage.contacts import list_contacts
from storage.events import count_revealed, find_event
from storage.outgoing import Address, Outgoing
from storage.people import get_member, lock_staff
from storage.transaction import Tx

REVEALED, NOT_REVEALED = "contact_revealed", "contact_undelivered"
REVEAL = "reveal"
"""The kind of subject a contact in somebody's private chat is; its id is that of the event."""

Loaded = tuple[Language, Mapping[str, Any]] | None


async def offer_reveal(tx: Tx, case_id: int, *, member: Member, hall: Hall, now: datetime) -> Case:
    """The case, locked, if this member of staff may be shown its contact; ``now`` is in the hall's zone.

    Raises:
        Gone: there is no such case, or no contact in it.
        Refusal: whatever ``check_can_reveal`` raises.
    """
    # First, as where a role ends: whoever counts waits for whoever adds.
    await lock_staff(tx, member.id)
    case = await lock_any(tx, case_id)
    if not await list_contacts(tx, case.id):
        raise Gone
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    revealed = await count_revealed(tx, actor=f"staff:{member.id}", since=midnight)
    owner, actor = await owner_of(tx, case), await in_place(tx, case, acting_staff(member), now=now)
    if not may_hear(hall, case, member):
        raise ContactNotYours(number=case.number, owner=owner)
    stands_in, flow = actor.in_place_of is not None, await flow_of(tx, case)
    check_can_reveal(case, flow, member, stands_in=stands_in, owner=owner, revealed=revealed)
    return case


async def reveal(tx: Tx, case_id: int, *, reason: str, member: Member, hall: Hall, now: datetime) -> Case:
    """Send the contact to this member of staff alone, and keep that they asked and why; never the contact itself.

    Raises:
        Refusal: whatever ``offer_reveal`` or ``check_reason`` raises.
    """
    case, said = await offer_reveal(tx, case_id, member=member, hall=hall, now=now), check_reason(reason)
    actor = await in_place(tx, case, acting_staff(member), now=now)
    detail = {"reason": said, **placed(actor)}
    reveal_id = await note_message(tx, case, actor=actor.name, action=REVEALED, now=now, detail=detail)
    tx.say(
        Outgoing(
            dedupe_key=f"case:{case.id}:reveal:{reveal_id}",
            to=Address(chat_id=member.person.telegram_id),
            message="case_contact",
            params={"case_id": case.id, "staff_id": member.id},
            subject=Subject(REVEAL, reveal_id, Part.COPY),
        )
    )
    return case


async def load_contact(tx: Tx, *, hall: Hall, now: datetime, case_id: int, staff_id: int) -> Loaded:
    """How to reach the citizen of a case; nothing for whoever may not know it any more."""
    case, member, contacts = (
        await get_case(tx, case_id),
        await get_member(tx, staff_id),
        await list_contacts(tx, case_id),
    )
    if case is None or member is None or not contacts:
        return None
    stands_in = (await as_stands(tx, case, acting_staff(member), now=now)).in_place_of is not None
    may_see = may_see_contact(case, await flow_of(tx, case), member, stands_in=stands_in)
    if not may_see or not may_hear(hall, case, member):
        return None
    return member.person.language, {"case": in_zone(case, now.tzinfo), "contacts": contacts}


async def on_revealed(tx: Tx, subject: Subject, *, outcome: Outcome, now: datetime) -> None:
    """Say in the topic that a contact did not reach whoever asked for it."""
    if outcome not in (Outcome.UNREACHABLE, Outcome.DEAD):
        return
    asked = await find_event(tx, subject.id)
    case = await get_case(tx, asked.subject_id) if asked else None
    if asked is None or case is None:
        return
    detail = {"reveal": subject.id, "outcome": outcome.value}
    await note_message(tx, case, actor="hall", action=NOT_REVEALED, now=now, detail=detail)
    staff_id = asked.actor.partition(":")[2]
    await say_line(tx, case, what="not_revealed", cause=str(subject.id), by=staff_id)
