"""A bad rating is put right: a case of its own, called back and ended by somebody above whoever was rated.

Source: docs/rules/ratings.md, 3 and 4.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.cases.acting import Matter, file_case, new_key
from actions.cases.duty import on_duty
from actions.cases.present import shown_to_staff
from actions.cases.saying import say_entrusted
from content.models import Hall
from content.staff_chats import may_hear
from domain.cases import Case, acting_staff
from domain.languages import Language
from domain.people import Person
from domain.ratings import RECTIFICATION, Rating, responsible_for
from storage.cases import get_case
from storage.contacts import add_contact, find_contact
from storage.people import get_member
from storage.ratings import count_bad, find_origin
from storage.transaction import Tx

Loaded = tuple[Language, Mapping[str, Any]] | None


async def put_right(tx: Tx, case: Case, rating: Rating, *, person: Person, hall: Hall, now: datetime) -> Case | None:
    """Open the case by which a bad rating is put right; its owner is told. None where the hall has no such kind."""
    file = hall.flow(RECTIFICATION)
    if file is None:
        return None
    party = responsible_for(await count_bad(tx, case.id))
    rated = (rating.staff_id,) if rating.staff_id else ()
    start = file.flow().states[file.start]
    owner = (await on_duty(tx, hall=hall)).least_busy(party, case=case, state=start, but=rated)
    matter = Matter(
        person=person,
        language=person.language,
        text=case.text,
        channel=case.channel,
        privacy=case.privacy,
        area=case.area,
        guesses=case.guesses,
        about_id=case.about_id,
        parent_id=case.id,
        handlers=rated,
        owner_id=owner.id if owner else None,
    )
    opened = await file_case(tx, file, matter, key=new_key(), hall=hall, now=now)
    if contact := await find_contact(tx, case.id):
        # Whoever calls back must know whom to call.
        await add_contact(tx, opened.id, contact)
    if owner:
        say_entrusted(tx, opened, to=owner, cause="opened")
    return opened


async def load_entrusted(tx: Tx, *, hall: Hall, now: datetime, case_id: int, staff_id: int) -> Loaded:
    """A case that became somebody's without their doing, and why; nothing if it is theirs no longer."""
    case, member = await get_case(tx, case_id), await get_member(tx, staff_id)
    if case is None or member is None or case.owner_id != staff_id or not may_hear(hall, case, member):
        return None
    shown = await shown_to_staff(tx, case, hall=hall, now=now, actor=acting_staff(member))
    return member.person.language, {"shown": shown, "origin": await find_origin(tx, case.id)}
