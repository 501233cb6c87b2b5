"""A bad rating is put right: a case of its own, called back and ended by somebody above whoever was rated.

Source: docs/rules/ratings.md, 3 and 4.
"""

from datetime import datetime

from actions.cases.acting import Matter, file_case, new_key
from actions.cases.duty import on_duty
from actions.cases.giving import say_given
from content.models import Hall
from domain.cases import Case
from domain.people import Person
from domain.ratings import RECTIFICATION, Rating, responsible_for
from storage.contacts import add_contact, list_contacts
from storage.ratings import count_bad
from storage.transaction import Tx


async def put_right(tx: Tx, case: Case, rating: Rating, *, person: Person, hall: Hall, now: datetime) -> Case | None:
    """Open the case by which a bad rating is put right; its owner is told. None where the hall has no such kind."""
    file = hall.flow(RECTIFICATION)
    if file is None:
        return None
    party = responsible_for(await count_bad(tx, case.id))
    rated = (rating.staff_id,) if rating.staff_id else ()
    start = file.flow().states[file.start]
    owner = (await on_duty(tx, hall=hall, now=now)).least_busy(party, case=case, state=start, but=rated)
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
    for contact in await list_contacts(tx, case.id):
        # Whoever calls back must know whom to call.
        await add_contact(tx, opened.id, contact)
    if owner:
        say_given(tx, opened, to=owner, hall=hall, now=now)
    return opened
